"""The dialplan's applications as Asterisk's source has them; the table at the end is closed."""

from collections.abc import Callable, Mapping

from appliance.core.test_calls import Ending
from appliance.whatif import timing
from appliance.whatif.arguments import choice, named, number, separated, true
from appliance.whatif.call import Call, End, Frame, Pressed, Result
from appliance.whatif.devices import attempt
from appliance.whatif.dial import dial
from appliance.whatif.dialplan import Place
from appliance.whatif.functions import WRITE, box_zone
from appliance.whatif.others_talk import chan_spy, pick_up
from appliance.whatif.queue import pause, queue, unpause

Application = Callable[[Call, str], Result]

NORMAL, BUSY, NO_ANSWER, CONGESTION = 16, 17, 19, 34  # Q.850
_RESPONSE_SECONDS = 10  # that a caller is waited for unless an argument says otherwise


def _answer(call: Call, _: str) -> Result:
    call.up = True
    return None


def _wait(call: Call, arguments: str) -> Result:
    call.seconds += number(arguments)
    return None


def _nothing(_call: Call, _: str) -> Result:
    return None


def _busy(call: Call, _: str) -> Result:
    call.tell("Busy: tone")
    return End(Ending.BUSY, cause=BUSY)


def _is_free(call: Call, arguments: str) -> Result:
    """`AVAILCHAN` is a channel that could be taken now."""
    free = not attempt(call, separated(arguments)[0]).failed
    call.set("AVAILCHAN", arguments if free else "")
    return None


def _congestion(call: Call, _: str) -> Result:
    call.tell("Congestion: tone")
    return End(Ending.REFUSED, cause=CONGESTION)


def _hangup(call: Call, arguments: str) -> Result:
    cause = number(arguments) or call.cause or NORMAL
    return ended(call, cause)


def ended(call: Call, cause: int) -> End:
    """The box hangs up."""
    if call.served and cause == NORMAL:
        return End(Ending.SERVED)
    known = {BUSY: Ending.BUSY, NO_ANSWER: Ending.NO_ANSWER}
    call.tell("Hangup: hangs up")
    return End(known.get(cause, Ending.REFUSED), cause=cause)


def place_of(call: Call, target: str) -> Place | None:
    """`[[context,]exten,]priority`, where the priority may be a label; None: no such place."""
    parts = target.split(",")
    exten = parts[-2] if len(parts) > 1 and parts[-2] else call.at.exten
    context = parts[-3] if len(parts) > 2 and parts[-3] else call.at.context
    if number(parts[-1]):
        return Place(context, exten, number(parts[-1]))
    priority = call.exchange.dialplan.priority(context, exten, parts[-1])
    return None if priority is None else Place(context, exten, priority)


def _goto(call: Call, arguments: str) -> Result:
    place = place_of(call, arguments)
    if place is None:
        call.tell("Call: no such place", arguments)
        return End(Ending.REFUSED, cause=call.cause or NORMAL)
    call.next = place
    return None


def _go_if(call: Call, arguments: str) -> Result:
    condition, one, other = choice(arguments)
    branch = one if true(condition) else other
    return _goto(call, branch) if branch else None


def _go_if_time(call: Call, arguments: str) -> Result:
    condition, one, other = choice(arguments)
    branch = one if timing.holds(condition, call.now, box_zone(call)) else other
    return _goto(call, branch) if branch else None


def _gosub(call: Call, arguments: str) -> Result:
    target, _, rest = arguments.partition("(")
    given = separated(rest.rpartition(")")[0], raw=True)
    back = call.next
    place = place_of(call, target)
    if place is None or call.exchange.dialplan.step(place) is None:
        call.tell("Call: no such place", arguments)
        return End(Ending.REFUSED, cause=call.cause or NORMAL)
    _pass_arguments(call, back, given)
    call.next = place
    return None


def _pass_arguments(call: Call, back: Place, given: list[str]) -> None:
    """What an outer subroutine was given is hidden, and comes back with Return."""
    known = number(call.variables.get("ARGC", "0"))
    fresh = {f"ARG{n + 1}": value for n, value in enumerate(given)}
    hidden = {f"ARG{n + 1}": "" for n in range(len(given), known)}
    fresh = {**hidden, **fresh, "ARGC": str(len(given))}
    call.stack.append(Frame(back, {name: call.variables.get(name) for name in fresh}))
    call.variables.update(fresh)


def _gosub_if(call: Call, arguments: str) -> Result:
    condition, _, rest = arguments.partition("?")
    one, other = [*separated(rest, ":", raw=True), "", ""][:2]
    branch = one if true(condition) else other
    return _gosub(call, branch) if branch else None


def _return(call: Call, arguments: str) -> Result:
    if not call.stack:
        call.tell("Call: return from nowhere")
        return End(Ending.REFUSED, cause=call.cause or NORMAL)
    frame = call.stack.pop()
    for name, value in frame.arguments.items():
        if value is None:
            call.variables.pop(name, None)
        else:
            call.variables[name] = value
    call.set("GOSUB_RETVAL", arguments)
    call.next = frame.back
    return None


def _exec_if(call: Call, arguments: str) -> Result:
    condition, _, rest = arguments.partition("?")
    one, other = [*separated(rest, ":", raw=True), "", ""][:2]
    branch = one if true(condition) else other
    if not branch:
        return None
    application, _, given = branch.partition("(")
    return APPLICATIONS[application](call, given.rpartition(")")[0])


def _set(call: Call, arguments: str) -> Result:
    name, _, value = arguments.partition("=")
    if name.endswith(")"):
        function, _, given = name.lstrip("_").partition("(")
        WRITE[function](call, given.removesuffix(")"), value)
    else:
        call.set(name, value)
    return None


def _mix_monitor(call: Call, arguments: str) -> Result:
    """With `b` only what two people say is kept. Without a file somebody records his own words."""
    file, options, _ = named(arguments, 3)
    if not file:
        call.tell("MixMonitor: own words")
        return None
    call.set("MIXMONITOR_FILENAME", file)
    call.recording = options or "all"
    call.recorded = "b" not in options
    call.tell("MixMonitor: begins")
    return None


def _play(call: Call, arguments: str) -> Result:
    files, options = named(arguments, 2)
    call.up = call.up or "noanswer" not in options
    call.served = True
    call.tell("Playback: plays", call.exchange.sounds(files))
    return None


def _say(what: str) -> Application:
    def say(call: Call, arguments: str) -> Result:
        call.up = call.served = True
        call.tell(what, arguments)
        return None

    return say


def _service(what: str) -> Application:
    """What goes on until the caller hangs up."""

    def serve(call: Call, _: str) -> Result:
        call.up = True
        call.tell(what)
        return End(Ending.SERVED)

    return serve


def _background(call: Call, arguments: str) -> Result:
    """A key that can begin a number of the context ends the prompt."""
    files, options, *_ = named(arguments, 4)
    call.up = call.up or "n" not in options
    call.set("BACKGROUNDSTATUS", "SUCCESS")
    call.tell("BackGround: plays", call.exchange.sounds(files))
    call.keys.ask()
    key = call.keys.take()
    return Pressed(key) if key else None


def _wait_exten(call: Call, arguments: str) -> Result:
    call.keys.ask()
    call.keys.asked = False
    key = call.keys.take()
    if key:
        return Pressed(key)
    call.seconds += number(arguments.partition(",")[0]) or _RESPONSE_SECONDS
    call.tell("WaitExten: nothing")
    dialplan, at = call.exchange.dialplan, call.at
    if dialplan.step(at.after) is not None:
        return None
    if not dialplan.exists(at.context, "t"):
        return ended(call, NORMAL)
    call.next = Place(at.context, "t", 1)
    return None


def _read(call: Call, arguments: str) -> Result:
    """Digits until there are enough, `#`, or nothing for a while."""
    name, file, most, options, attempts, timeout = named(arguments, 6)
    call.up = call.up or "n" not in options
    wait = number(timeout) or _RESPONSE_SECONDS
    digits, status = "", "TIMEOUT"
    for _ in range(max(number(attempts), 1)):
        call.tell("Read: asks", file)
        digits, status = _digits(call, number(most) or 255, wait)
        if digits:
            break
    call.set(name, digits)
    call.set("READSTATUS", status)
    return None


def _digits(call: Call, most: int, wait: int) -> tuple[str, str]:
    call.keys.ask()
    call.keys.asked = False
    digits = ""
    while len(digits) < most:
        key = call.keys.take()
        if key == "#":
            return digits, "OK"
        if not key:
            call.seconds += wait
            return digits, "TIMEOUT"
        digits += key
    return digits, "OK"


def _voicemail(call: Call, arguments: str) -> Result:
    box = named(arguments, 2)[0].partition("@")[0]
    call.up = True
    if not any(each.number.digits == box for each in call.exchange.config.mailboxes):
        call.set("VMSTATUS", "FAILED")
        return None
    call.tell("VoiceMail: takes", box)
    return End(Ending.VOICEMAIL, box)


def _parked_call(call: Call, arguments: str) -> Result:
    """The scenario knows one call alone, so nobody waits there."""
    call.up = True
    call.tell("ParkedCall: nobody", named(arguments, 2)[1])
    return ended(call, NORMAL)


APPLICATIONS: Mapping[str, Application] = {
    "Answer": _answer,
    "BackGround": _background,
    "Busy": _busy,
    "ChanIsAvail": _is_free,
    "ChanSpy": chan_spy,
    "ConfBridge": _service("ConfBridge: begins"),
    "Congestion": _congestion,
    "Dial": dial,
    "Echo": _service("Echo: begins"),
    "ExecIf": _exec_if,
    "Gosub": _gosub,
    "GosubIf": _gosub_if,
    "Goto": _goto,
    "GotoIf": _go_if,
    "GotoIfTime": _go_if_time,
    "Hangup": _hangup,
    "Milliwatt": _service("Milliwatt: begins"),
    "MixMonitor": _mix_monitor,
    "NoOp": _nothing,
    "Park": _service("Park: begins"),
    "ParkedCall": _parked_call,
    "PauseQueueMember": pause,
    "Pickup": pick_up,
    "PickupChan": pick_up,
    "Playback": _play,
    "Queue": queue,
    "Read": _read,
    "ReceiveFAX": _service("ReceiveFAX: begins"),
    "Return": _return,
    "SayDigits": _say("SayDigits: says"),
    "SayNumber": _say("SayNumber: says"),
    "SayUnixTime": _say("SayUnixTime: says"),
    "StopMixMonitor": _nothing,  # of own words; within a talk nothing is simulated
    "Set": _set,
    "UnpauseQueueMember": unpause,
    "VoiceMail": _voicemail,
    "VoiceMailMain": _service("VoiceMailMain: begins"),
    "Wait": _wait,
    "WaitExten": _wait_exten,
}
