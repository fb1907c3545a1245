"""What a dialled device does, by the scenario."""

from dataclasses import dataclass

from appliance.core.live_state import Family
from appliance.core.scenario import Does, LinesAre, TelephoneIs
from appliance.core.test_calls import Ending
from appliance.core.trunks import CityLine, TrunkGroup
from appliance.whatif.arguments import number
from appliance.whatif.call import Call
from appliance.whatif.dialplan import Place

BUSY, CONGESTION, NO_ROUTE = 17, 34, 3  # Q.850, as the channel drivers say them
_CUSTOM = "Custom:"
_ANALOGUE_PAUSE = "w"  # half a second each, before the digits


@dataclass(frozen=True, slots=True)
class Attempt:
    """One device that is called. `failed` is Q.850's cause when it cannot even be tried.

    `who` is an internal number, or the number that is sent to a line of `group`.
    """

    who: str
    does: Does
    after: int = 0
    failed: int = 0
    group: int = 0
    recorded: bool = False  # by a dialplan of its own

    @property
    def rings(self) -> bool:
        return not self.failed and self.does in {Does.ANSWERS, Does.NO_ANSWER}


def attempt(call: Call, destination: str) -> Attempt:
    """A device as Dial names it: `PJSIP/301`, `DAHDI/5`, `DAHDI/G1/55`, `PJSIP/55@line`."""
    technology, _, resource = destination.partition("/")
    owner = call.exchange.telephones.get(destination)
    if owner is not None:
        return _telephone(call, destination, owner.digits)
    if technology == "DAHDI" and resource[:1] in {"g", "G", "r", "R"}:
        group, _, digits = resource[1:].partition("/")
        return _line_of(call, call.exchange.groups.get(number(group)), digits)
    if technology == "Local":
        return _local(call, resource)
    if technology == "PJSIP":
        digits, _, line = resource.partition("@")
        return _line_of(call, call.exchange.trunks.get(f"PJSIP/{line}"), digits)
    return Attempt(destination, Does.OFF_LINE, failed=NO_ROUTE)


def _telephone(call: Call, channel: str, owner: str) -> Attempt:
    """An analogue telephone is never off line: it rings, or its socket is busy."""
    state = _is(call, channel)
    analogue = channel.startswith("DAHDI/")
    does = Does.NO_ANSWER if analogue and state.does is Does.OFF_LINE else state.does
    if analogue and does is Does.BUSY and call.live.get((Family.CALL_WAITING, owner)):
        does = Does.NO_ANSWER  # a tone in the talk, which nobody follows
    if analogue and channel == call.entrance.channel:
        does = Does.BUSY
    failed = NO_ROUTE if does is Does.OFF_LINE else 0
    return Attempt(owner, does, state.after, failed)


def _is(call: Call, channel: str) -> TelephoneIs:
    """How the scenario has it."""
    owner = call.exchange.telephones[channel]
    known = (each for each in call.scenario.telephones if each.number == owner)
    return next(known, TelephoneIs(owner))


def _line_of(call: Call, group: TrunkGroup | None, dialled: str) -> Attempt:
    """A free line of the group; a city line does not tell what becomes of the call on it."""
    digits = dialled.lstrip(_ANALOGUE_PAUSE)
    if group is None:
        return Attempt(digits, Does.OFF_LINE, failed=NO_ROUTE)
    state = lines_of(call, group.number)
    sip = not group.digital and not any(isinstance(line, CityLine) for line in group.lines)
    if state.does is Does.OFF_LINE:
        return Attempt(digits, state.does, failed=NO_ROUTE if sip else CONGESTION)
    if not sip and call.in_use(group.number) >= call.exchange.config.channels(group):
        return Attempt(digits, state.does, failed=CONGESTION)
    if not sip and not group.digital:
        return Attempt(digits, Does.ANSWERS, group=group.number)
    return Attempt(digits, state.does, state.after, group=group.number)


def _local(call: Call, resource: str) -> Attempt:
    """A dialplan of its own that runs beside the caller's; what came of it, and after how long."""
    exten, _, context = resource.partition("/")[0].partition("@")
    inner = call.beside(Place(context, exten, 1))
    end = call.run(inner)
    for each in inner.sent:
        call.sent.append(each)
        call.tell("Dial: sent", call.exchange.groups[each.group].name, each.number)
    if end.ending is Ending.ANSWERED:
        return Attempt(exten, Does.ANSWERS, inner.seconds, recorded=inner.recorded)
    if inner.rang:
        return Attempt(exten, Does.NO_ANSWER)
    return Attempt(exten, Does.BUSY, failed=end.cause or NO_ROUTE)


def lines_of(call: Call, group: int) -> LinesAre:
    """How a trunk group is."""
    known = (each for each in call.scenario.lines if each.group == group)
    return next(known, LinesAre(group))


# What a hint of several devices says is the last of these that any of them is.
_ORDER = ("INVALID", "UNKNOWN", "UNAVAILABLE", "NOT_INUSE", "INUSE", "BUSY")


def state_of(call: Call, device: str) -> str:
    """In func_devstate's words."""
    if device.startswith(_CUSTOM):
        return _custom(call, device)
    if device not in call.exchange.telephones:
        return "INVALID"
    if device == call.entrance.channel and (call.up or device.startswith("DAHDI/")):
        return "INUSE"  # chan_pjsip tells nobody of a call of its own before that is answered
    if _is(call, device).does is Does.BUSY:
        return "INUSE"  # somebody talks at it
    does = attempt(call, device).does
    return "UNAVAILABLE" if does is Does.OFF_LINE else "NOT_INUSE"


def state_of_hint(call: Call, exten: str) -> str:
    """Of all devices that light an extension's lamp."""
    devices = call.exchange.hints.get(exten, "").split("&")
    return max((state_of(call, device) for device in devices), key=_ORDER.index)


def _custom(call: Call, device: str) -> str:
    """A lamp that the dialplan lights by itself, such as that of do not disturb."""
    kept = call.variables.get(f"DEVICE_STATE({device})")
    if kept is not None:
        return kept
    number_ = device.removeprefix(f"{_CUSTOM}{Family.DO_NOT_DISTURB}")
    return "INUSE" if call.live.get((Family.DO_NOT_DISTURB, number_)) else "UNKNOWN"
