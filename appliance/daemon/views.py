"""Our values in the wire's words."""

from appliance.apply import impact
from appliance.asterisk.calls_now import CallUp
from appliance.core.call_handling import IN_ORDER
from appliance.core.calls import Call
from appliance.core.config import Config
from appliance.core.directory import Directory
from appliance.core.issues import Severity
from appliance.core.people import DeskPhone, Device
from appliance.daemon.calls_watch import Times
from appliance.daemon.lines import line_of
from appliance.health.board import Open
from appliance.wire.views import (
    CallResult,
    CallState,
    CallView,
    Direction,
    ExtensionView,
    Impact,
    IssueView,
    PastCall,
    Weight,
)

WEIGHTS = {
    Severity.NOTICE: Weight.NOTICE,
    Severity.WARNING: Weight.WARNING,
    Severity.ERROR: Weight.ERROR,
}


def issue_view(opened: Open) -> IssueView:
    issue = opened.issue
    return IssueView(
        issue.kind,
        issue.subject,
        issue.text,
        issue.remedy,
        WEIGHTS[issue.severity],
        opened.since,
    )


def impact_view(value: impact.Impact) -> Impact:
    return Impact[value.name]


def call_view(call: CallUp, times: Times, config: Config, directory: Directory) -> CallView:
    """As an admin sees it; nobody may do anything with it yet."""
    numbers = dict.fromkeys(map(directory.number_of, call.channels))
    groups = filter(None, map(directory.group_of, call.channels))
    return CallView(
        id=call.id,
        direction=Direction(call.direction.value),
        state=CallState.PARKED if times.space else _state(call),
        caller=call.caller,
        caller_name=call.caller_name,
        called=call.called,
        called_name=call.called_name,
        line=line_of(config, call.channels),
        since=times.since,
        answered=times.answered,
        numbers=tuple(filter(None, numbers)),
        group=next(groups, ""),
        queue=call.queue.removesuffix(IN_ORDER),
        space=times.space,
        until=times.until,
    )


def _state(call: CallUp) -> CallState:
    if call.talking:
        return CallState.TALKING
    return CallState.RINGING if call.ringing else CallState.DIALLING


def past_call(call: Call, *, commented: bool = False) -> PastCall:
    legs = call.legs[1:] if call.answered_by else ()
    return PastCall(
        key=call.key,
        direction=Direction(call.direction.value),
        result=CallResult(call.result.value.replace(" ", "-")),
        caller=call.caller,
        caller_name=call.caller_name,
        dialled=call.dialled,
        answered_by=call.answered_by,
        start=call.start,
        ring_seconds=call.ring_seconds,
        talk_seconds=call.talk_seconds,
        cause=call.cause,
        recorded=bool(call.recordings),
        hung_up_by=call.hung_up_by.value,
        answered_name=next((leg.name for leg in legs if leg.number == call.answered_by), ""),
        person=call.legs[0].person,
        line=next((leg.line for leg in call.legs if leg.line), ""),
        commented=commented,
    )


def extension_views(config: Config) -> tuple[ExtensionView, ...]:
    """Every internal number, with the name that others see."""
    cards = {card.key: number for number, card in enumerate(config.cards, 1)}
    people = config.owners()

    def words(device: Device) -> str:
        if isinstance(device, DeskPhone):
            return f"Card {cards.get(device.socket.card, 0)}, socket {device.socket.place}"
        return f"SIP {device.account}"

    return tuple(
        ExtensionView(
            str(each.number),
            str(people.get(each.number, each).name),
            tuple(map(words, each.devices)),
        )
        for each in config.extensions
    )
