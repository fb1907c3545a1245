"""A simulated call from its first step to its end."""

from collections import deque
from collections.abc import Iterable

from appliance.compiler.dialplan.steps import Note, Step
from appliance.core.scenario import FromTelephone, FromTrunk, Scenario
from appliance.core.test_calls import Ending
from appliance.core.trunks import CityLine, SipTrunk
from appliance.whatif.applications import APPLICATIONS, CONGESTION, NORMAL, ended
from appliance.whatif.arguments import number
from appliance.whatif.call import Call, End, Keys, Pressed, Result
from appliance.whatif.dialplan import Dialplan, Place
from appliance.whatif.entrances import Entrance
from appliance.whatif.exchange import Exchange
from appliance.whatif.reader import ChannelReader
from appliance.whatif.refusals import REFUSALS
from appliance.whatif.story import Stepped, Story
from appliance.whatif.variables import substitute

MOST_STEPS = 20_000
"""A call of the largest office takes some hundred."""
_BUSY_STATES = {"CONGESTION": CONGESTION, "CHANUNAVAIL": CONGESTION, "BUSY": 17}
_UNKNOWN, _INCOMPLETE = 1, 28  # Q.850: no such number, and too few digits of one
_DIGIT_SECONDS = 5  # unless TIMEOUT(digit) says otherwise
_HIDDEN = "anonymous"  # what SIP says of who hides (RFC 3323)
_CONDITIONAL = frozenset({"GotoIf", "GotoIfTime"})


def simulate(exchange: Exchange, scenario: Scenario) -> Story:
    """Go through the dialplan as Asterisk would; it always ends."""
    entrance = _entrance(exchange, scenario)
    if entrance is None:
        return _nowhere(exchange, scenario)
    call = _begun(exchange, scenario, entrance)
    end = _unreached(call) or _through(call)
    return _story(call, end)


def _story(call: Call, end: End) -> Story:
    call.tell(f"end: {end.ending}", call.exchange.shown(end.by), _reason(call, end))
    return Story(call.scenario, tuple(call.happenings), tuple(call.steps), call.outcome(end))


def _reason(call: Call, end: End) -> str:
    """Why a call was refused: what the office decided of it, else the cause that is sent."""
    told = (each.what for each in reversed(call.happenings) if each.what in REFUSALS)
    decided = next(told, "")
    return REFUSALS.get(decided) or f"cause {end.cause}"


def _entrance(exchange: Exchange, scenario: Scenario) -> Entrance | None:
    match scenario.origin:
        case FromTelephone(number):
            return exchange.telephone(number)
        case FromTrunk(group, line=line):
            return exchange.line(group, line)


def _nowhere(exchange: Exchange, scenario: Scenario) -> Story:
    """There is no such telephone or line."""
    call = _begun(exchange, scenario, Entrance("", ""))
    call.tell("Call: no such origin")
    return _story(call, End(Ending.REFUSED))


def _begun(exchange: Exchange, scenario: Scenario, entrance: Entrance) -> Call:
    origin = scenario.origin
    dialled = _arrives(exchange, scenario)
    if isinstance(origin, FromTelephone) and entrance.channel.startswith("DAHDI/"):
        dialled = _key_by_key(exchange.dialplan, entrance.context, dialled)
    place = Place(entrance.context, dialled or "s", 1)
    caller = entrance.number if isinstance(origin, FromTelephone) else origin.caller
    call = Call(exchange, scenario, entrance, place, place, Keys(deque(scenario.presses)), _through)
    call.variables = dict(entrance.variables)
    if not caller and entrance.channel.startswith("PJSIP/"):
        caller = _HIDDEN
    shown = "prohib" if caller == _HIDDEN else "allowed_not_screened"
    call.caller = {"num": caller, "number": caller, "name": entrance.name, "num-pres": shown}
    call.live = {(each.family.value, each.key): each.value for each in scenario.live if each.value}
    if isinstance(origin, FromTelephone):
        call.tell("Call: from telephone", exchange.shown(origin.number.digits), dialled)
    else:
        call.tell("Call: from trunk", *_from(exchange, origin))
    return call


def _key_by_key(dialplan: Dialplan, context: str, keys: str) -> str:
    """An analogue telephone's number is whole when no further key could change it."""
    for count in range(1, len(keys)):
        begun = keys[:count]
        if not dialplan.more_could_match(context, begun):
            return begun
    return keys


def _arrives(exchange: Exchange, scenario: Scenario) -> str:
    """The number under which the call comes in; an operator rings our account, not the number."""
    origin = scenario.origin
    if isinstance(origin, FromTelephone):
        return origin.dialled
    line = exchange.trunk_line(origin.group, origin.line)
    account = isinstance(line, SipTrunk) and line.registration is not None
    return "" if account or isinstance(line, CityLine) else origin.called


def _from(exchange: Exchange, origin: FromTrunk) -> tuple[object, str, str]:
    group = exchange.groups.get(origin.group)
    name = origin.group if group is None else group.name
    return name, origin.caller or "-", origin.called or "-"


def _unreached(call: Call) -> End | None:
    """A number that the context does not have never comes into the dialplan."""
    dialplan, at = call.exchange.dialplan, call.next
    if dialplan.step(at) is not None:
        return None
    if call.entrance.channel.startswith("DAHDI/"):
        call.tell("Call: no such number", at.exten)
        return End(Ending.REFUSED, cause=_UNKNOWN)
    begins = dialplan.can_match(at.context, at.exten)
    call.tell("Call: number begins" if begins else "Call: no such number", at.exten)
    return End(Ending.REFUSED, cause=_INCOMPLETE if begins else _UNKNOWN)


def _through(call: Call) -> End:
    """Step by step, until one of them ends the call or there is none."""
    for _ in range(MOST_STEPS):
        step = call.exchange.dialplan.step(call.next)
        if step is None:
            end = _ran_out(call)
            if end is not None:
                return end
            continue
        call.at, call.next = call.next, call.next.after
        result = _done(call, step)
        if isinstance(result, End):
            return result
        if isinstance(result, Pressed) and (end := _collected(call, result.key)):
            return end
    call.tell("Call: endless", MOST_STEPS)
    return End(Ending.ENDLESS)


def _done(call: Call, step: Step) -> Result:
    """One step; the note of a conditional one speaks of where it leads, and so of that alone."""
    reader = ChannelReader(call)
    about = [substitute(each, reader) for each in (step.note.about if step.note else ())]
    arguments = substitute(step.arguments, reader)
    call.steps.append(Stepped(call.at, step.application, arguments))
    if step.application not in _CONDITIONAL:
        _tell(call, step.note, about)
        return APPLICATIONS[step.application](call, arguments)
    result = APPLICATIONS[step.application](call, arguments)
    if call.next != call.at.after:
        _tell(call, step.note, about)
    return result


def _tell(call: Call, note: Note | None, about: Iterable[str]) -> None:
    if note is not None:
        call.tell(note.what, *about)


def _ran_out(call: Call) -> End | None:
    """After the last step the call falls through; a number that is none goes to `i`."""
    dialplan, at = call.exchange.dialplan, call.next
    if dialplan.exists(at.context, at.exten):
        return ended(call, _BUSY_STATES.get(call.variables.get("DIALSTATUS", ""), NORMAL))
    return _invalid(call, at.context, at.exten)


def _invalid(call: Call, context: str, exten: str) -> End | None:
    if not call.exchange.dialplan.exists(context, "i"):
        call.tell("Call: no such number", exten)
        return ended(call, NORMAL)
    call.set("INVALID_EXTEN", exten)
    call.next = Place(context, "i", 1)
    return None


def _collected(call: Call, first: str) -> End | None:
    """Keys until they are a number of the context, as `collect_digits` of pbx.c."""
    dialplan, context = call.exchange.dialplan, call.at.context
    call.keys.asked = False
    digits = first
    while dialplan.more_could_match(context, digits):
        key = call.keys.take()
        if not key:
            call.seconds += number(call.variables.get("TIMEOUT(digit)", "")) or _DIGIT_SECONDS
            break
        digits += key
    call.tell("Call: pressed", digits)
    if dialplan.exists(context, digits):
        call.next = Place(context, digits, 1)
        return None
    return _invalid(call, context, digits)
