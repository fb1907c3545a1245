"""Each line card channel in a section of its own, so that no setting leaks to the next.

Read by chan_dahdi.conf. A telephone plugs into an FXS socket, and so speaks FXO signalling. `ME` is
the number of who calls, `TRUNK` that of the group a call comes by. No name stands here.
"""

from collections.abc import Mapping

from appliance.compiler.circles import PickUpGroups, pick_up_groups
from appliance.compiler.conf import ConfFile, Line, Option, Section, options
from appliance.compiler.dialplan import fax, in_call, limits, record_now
from appliance.compiler.dialplan.inbound import line_context
from appliance.compiler.header import header
from appliance.compiler.mailboxes import mailbox
from appliance.core.cards import (
    E1_SIGNALLING_CHANNEL,
    Card,
    E1Signalling,
    Port,
    Socket,
    Span,
    SpanKind,
)
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import DeskPhone, Extension
from appliance.core.trunks import CityLine, DigitalLine
from appliance.core.trunks import Line as TrunkLine

_TALKING = (
    *options(setvar=in_call.CONTEXT),
    *options(setvar=record_now.TELEPHONE),
    # Whom a second call may disturb the dialplan says, call by call.
    *options(callwaiting=True, callwaitingcallerid=True),
)
# No tone of a second call or before a call's end, no keys and no hook flash, and a dial tone that
# no message in a mailbox breaks up. The driver's echo canceller switches itself off at 2100 Hz.
_FAX_MACHINE = (
    *options(setvar=f"{limits.SILENT}=yes"),
    *options(setvar=f"{fax.GATEWAY}=yes"),
    *options(setvar="FEATUREMAP(blindxfer)="),
    *options(setvar="FEATUREMAP(atxfer)="),
    *options(callwaiting=False, threewaycalling=False, transfer=False),
)


def render(config: Config) -> ConfFile:
    """Sockets with nobody and lines in no group stay out of service."""
    phones = {
        device.socket: (ext, device)
        for ext in config.extensions
        for device in ext.devices
        if isinstance(device, DeskPhone)
    }
    groups = {line: group.number for group in config.trunk_groups for line in group.lines}
    sections: list[Section] = []
    for card, span in config.spans():
        if span.kind is SpanKind.E1:
            sections += _digital(card, span, groups)
        else:
            sections += _analogue(config, card, span, phones, groups)
    return ConfFile(header(), tuple(sections))


def _echo(card: Card) -> tuple[Option, ...]:
    # Virtual spans have no echo, and no canceller is configured on them.
    return options(echocancel=False) if card.key.virtual else ()


def _digital(card: Card, span: Span, groups: dict[TrunkLine, int]) -> list[Section]:
    line = DigitalLine(card.key, span.local)
    if line not in groups:
        return []
    signalling = span.base + E1_SIGNALLING_CHANNEL - 1
    channels = f"{span.base}-{signalling - 1},{signalling + 1}-{span.end - 1}"
    lines = options(
        context="from-pstn", group=groups[line], setvar=_trunk(groups[line]), dahdichan=channels
    )
    return [Section(f"span-{span.number}", (*_echo(card), *_spoken(span), *lines))]


def _spoken(span: Span) -> tuple[Option, ...]:
    # Of chan_dahdi's E&M kinds this is E1's: its idle bits are never 0000, as ITU-T G.704 wants.
    if span.signalling is E1Signalling.CAS:
        return options(signalling="em_e1")
    return options(signalling=span.side.value, switchtype="euroisdn")


def _trunk(group: int) -> str:
    return f"TRUNK={group}"


def _analogue(
    config: Config,
    card: Card,
    span: Span,
    phones: dict[Socket, tuple[Extension, DeskPhone]],
    groups: dict[TrunkLine, int],
) -> list[Section]:
    routed = {route.line for route in config.inbound.lines}
    boxes = {box.number for box in config.mailboxes}
    taken = pick_up_groups(config)
    sections = []
    for place, port in enumerate(span.ports, start=1):
        socket, channel = Socket(card.key, span.local, place), span.base + place - 1
        lines: tuple[Line, ...] = ()
        if port is Port.FXS and socket in phones:
            lines = _telephone(*phones[socket], boxes, taken)
        elif port is Port.FXO and CityLine(socket) in groups:
            context = line_context(channel) if socket in routed else "from-pstn-line"
            lines = _city_line(context, groups[CityLine(socket)])
        if lines:
            chan = options(dahdichan=channel)
            sections.append(Section(f"channel-{channel}", (*_echo(card), *lines, *chan)))
    return sections


def _telephone(
    extension: Extension,
    device: DeskPhone,
    boxes: set[ExtensionNumber],
    taken: Mapping[str, PickUpGroups],
) -> tuple[Option, ...]:
    number = extension.number.digits
    box = options(mailbox=mailbox(number)) if extension.number in boxes else ()
    return (
        *options(
            signalling="fxo_ks",
            context="from-internal",
            language=extension.language.value,
            callerid=f"<{number}>",
            setvar=f"ME={number}",
        ),
        *(_FAX_MACHINE if device.fax_machine else (*_TALKING, *box)),
        *_pick_up(taken.get(number)),
    )


def _pick_up(groups: PickUpGroups | None) -> tuple[Option, ...]:
    if groups is None:
        return ()
    rings = options(namedcallgroup=groups.rings) if groups.rings else ()
    return (*rings, *(options(namedpickupgroup=groups.takes) if groups.takes else ()))


def _city_line(context: str, group: int) -> tuple[Option, ...]:
    return options(
        signalling="fxs_ks",
        context=context,
        group=group,
        setvar=_trunk(group),
        busydetect=True,
        busycount=6,
    )
