"""Dial: who rings, for how long, and what comes of it (Asterisk's apps/app_dial.c)."""

import re
from collections.abc import Sequence

from appliance.core.live_state import Family
from appliance.core.scenario import Does
from appliance.core.test_calls import Ending, Rang, Sent
from appliance.whatif.arguments import named
from appliance.whatif.call import Call, End, Result
from appliance.whatif.devices import BUSY, CONGESTION, Attempt, attempt
from appliance.whatif.dialplan import Place

_FAILED = {
    "BUSY": "Dial: busy",
    "CONGESTION": "Dial: congestion",
    "CHANUNAVAIL": "Dial: unreachable",
}


def dial(call: Call, arguments: str) -> Result:
    """Goes on with DIALSTATUS, unless somebody answers or nothing limits the ringing."""
    devices, timeout, options, _ = named(arguments, 4)
    attempts = [attempt(call, each) for each in devices.split("&") if each]
    limit = _seconds(timeout)
    _told(call, attempts, limit)
    answering = first_answer(attempts, limit)
    if answering is not None:
        _on_answer(call, answering, options)
        end = answered(call, attempts, answering)
        _limited(call, options)
        return end
    if any(each.rings for each in attempts):
        return _unanswered(call, attempts, limit)
    status, call.cause = _status(attempts)
    call.tell(_FAILED[status], told(call, attempts))
    call.set("DIALSTATUS", status)
    return None


def _on_answer(call: Call, by: Attempt, options: str) -> None:
    """What runs on the channel of who answers, before the two talk."""
    for context in re.findall(r"U\(([a-z0-9-]+)\)", options):
        other = call.beside(Place(context, "s", 1))
        other.set("ME", _at_desk(call, by.who))
        call.run(other)
        if other.recording and not call.recording:
            call.recording = other.recording
            call.tell("MixMonitor: begins")


def _at_desk(call: Call, telephone: str) -> str:
    """Who is at the telephone, as the channel that rings finds out before it rings."""
    guest = call.live.get((Family.DESK, telephone), "")
    there = bool(guest) and call.live.get((Family.AT_DESK, guest)) == telephone
    return guest if there else telephone


def _limited(call: Call, options: str) -> None:
    """The longest length of the talk, which Dial takes in milliseconds."""
    if (limit := re.search(r"L\(([0-9]+)", options)) is not None:
        call.tell("Dial: limited", int(limit[1]) // 60_000)


def _seconds(timeout: str) -> int | None:
    """Of ringing; None: without end."""
    try:
        return int(float(timeout.partition("^")[0])) or None
    except ValueError:
        return None


def first_answer(attempts: Sequence[Attempt], limit: int | None) -> Attempt | None:
    """Who answers first within the limit."""
    ready = [each for each in attempts if each.rings and each.does is Does.ANSWERS]
    soonest = min(ready, key=lambda each: each.after, default=None)
    late = soonest is not None and limit is not None and soonest.after >= limit
    return None if late else soonest


def told(call: Call, attempts: Sequence[Attempt]) -> str:
    """Each once, by number and name."""
    return ", ".join(dict.fromkeys(call.exchange.shown(each.who) for each in attempts))


def _told(call: Call, attempts: Sequence[Attempt], limit: int | None) -> None:
    """Lines that are taken, and whose telephones ring."""
    for each in attempts:
        if each.group and not each.failed:
            call.sent.append(Sent(each.group, each.who))
            call.tell("Dial: sent", call.exchange.groups[each.group].name, each.who)
    ringing = [each for each in attempts if each.rings and not each.group]
    if ringing and limit is not None:
        call.tell("Dial: rings", told(call, ringing), limit)
    elif ringing:
        call.tell("Dial: rings on", told(call, ringing))


def rang(call: Call, attempts: Sequence[Attempt], seconds: int) -> None:
    """Note the ringing, each telephone once, and let the time go by."""
    call.seconds += seconds
    for who in dict.fromkeys(each.who for each in attempts if each.rings):
        call.rang.append(Rang(who, seconds))


def answered(call: Call, attempts: Sequence[Attempt], by: Attempt) -> End:
    """They talk; that is the end of the story."""
    rang(call, attempts, by.after)
    call.set("DIALSTATUS", "ANSWER")
    call.up = True
    call.recorded = call.recorded or bool(call.recording) or by.recorded
    call.tell("Dial: answered", told(call, [by]), by.after)
    return End(Ending.ANSWERED, by.who)


def _unanswered(call: Call, attempts: Sequence[Attempt], limit: int | None) -> Result:
    rang(call, attempts, limit or 0)
    call.set("DIALSTATUS", "NOANSWER")
    call.cause = 0
    call.tell("Dial: nobody answers")
    return End(Ending.NO_ANSWER) if limit is None else None


def _status(attempts: Sequence[Attempt]) -> tuple[str, int]:
    """Of attempts none of which rings: DIALSTATUS, and the cause that is left on the channel."""
    causes = [each.failed or BUSY for each in attempts]
    if BUSY in causes:
        return "BUSY", BUSY
    if CONGESTION in causes:
        return "CONGESTION", CONGESTION
    return "CHANUNAVAIL", causes[-1] if causes else 0
