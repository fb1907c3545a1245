"""What can be asked of a virtual machine: the table at the end is the whole list."""

from __future__ import annotations

from array import array
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from drivers.virtual.dsp import fsk
from drivers.virtual.dsp.callerid import CallerId
from drivers.virtual.dsp.goertzel import judge
from drivers.virtual.dsp.level import RATE, steady
from drivers.virtual.dsp.progress import Progress
from drivers.virtual.machine import Machine
from drivers.virtual.media import Media
from drivers.virtual.office_line import STEADY_DBM0, OfficeLine
from drivers.virtual.plan import Fate, Outcome
from drivers.virtual.stream import CallState, Stream, StreamCall
from drivers.virtual.telephone import Telephone
from drivers.virtual.waiting import Watched

Request = Mapping[str, Any]
Answer = dict[str, Any]
Verb = Callable[[Machine, Request], Awaitable[Answer]]
T = TypeVar("T")
_PATIENCE = 30.0  # seconds, where a request names no limit
_STANDARDS = {standard.name: standard for standard in (fsk.BELL_202, fsk.V_23)}


class Refused(Exception):
    """The request asks for something that is not there."""


def _phone(machine: Machine, request: Request) -> Telephone:
    return _named(machine.telephones, str(request["phone"]), "telephone")


def _line(machine: Machine, request: Request) -> OfficeLine:
    return _named(machine.lines, str(request["line"]), "line")


def _stream(machine: Machine, request: Request) -> Stream:
    return _named(machine.streams, str(request.get("stream", "1")), "stream")


def _call(machine: Machine, request: Request) -> StreamCall:
    calls = _stream(machine, request).calls
    number = int(request["call"])
    if not 0 <= number < len(calls):
        raise Refused(f"no call {number}")
    return calls[number]


def _named(things: Mapping[str, T], name: str, kind: str) -> T:
    if name not in things:
        raise Refused(f"no {kind} {name}: there are {', '.join(things) or 'none'}")
    return things[name]


def _within(request: Request) -> float:
    return float(request.get("within", _PATIENCE))


# Telephones


async def _lift(machine: Machine, request: Request) -> Answer:
    await _phone(machine, request).lift()
    return {}


async def _phone_hang_up(machine: Machine, request: Request) -> Answer:
    _phone(machine, request).hang_up()
    return {}


async def _dial(machine: Machine, request: Request) -> Answer:
    await _phone(machine, request).dial(str(request["digits"]), pulse=bool(request.get("pulse")))
    return {}


async def _flash(machine: Machine, request: Request) -> Answer:
    _phone(machine, request).flash()
    return {}


async def _expect_tone(machine: Machine, request: Request) -> Answer:
    """`after`: seconds from lifting to the first dial tone; null before one was heard."""
    phone, wanted = _phone(machine, request), Progress(request["tone"])
    await phone.until(
        lambda: phone.tone is wanted, _within(request), f"{wanted} tone, heard {phone.tone}"
    )
    phone.ignore_tones()
    return {"after": phone.dial_tone_after}


async def _expect_ring(machine: Machine, request: Request) -> Answer:
    phone, rings = _phone(machine, request), int(request.get("rings", 1))
    await phone.until(lambda: phone.rings >= rings, _within(request), f"{rings} rings")
    return _shown(phone)


async def _expect_caller(machine: Machine, request: Request) -> Answer:
    phone = _phone(machine, request)
    await phone.until(lambda: phone.caller is not None, _within(request), "caller ID")
    return _shown(phone)


async def _expect_quiet(machine: Machine, request: Request) -> Answer:
    phone = _phone(machine, request)
    await phone.until(lambda: phone.rings == 0, _within(request), "end of ringing")
    return {}


async def _expect_drop(machine: Machine, request: Request) -> Answer:
    phone = _phone(machine, request)
    await phone.until(lambda: phone.dropped, _within(request), "battery drop")
    return {}


def _shown(phone: Telephone) -> Answer:
    caller = phone.caller
    return {
        "off_hook": phone.off_hook,
        "rings": phone.rings,
        "rang_at": phone.rang_at,
        "tone": phone.tone,
        "dropped": phone.dropped,
        "number": caller.number if caller else None,
        "name": caller.name if caller else None,
    }


# Office lines


async def _ring_line(machine: Machine, request: Request) -> Answer:
    line, number = _line(machine, request), str(request.get("number", ""))
    caller = CallerId(number, str(request.get("name", ""))) if number else None
    line.ring(caller, _STANDARDS[str(request.get("standard", "v23"))])
    return {}


async def _line_hang_up(machine: Machine, request: Request) -> Answer:
    _line(machine, request).hang_up()
    return {}


async def _expect_line(machine: Machine, request: Request) -> Answer:
    """Until the box holds the line, or no longer does; `digits` waits for what it dialled."""
    line, digits = _line(machine, request), request.get("digits")
    seized = bool(request.get("seized", True))
    what = f"{'seizing' if seized else 'release'} of line {line.name}"
    await line.until(
        lambda: line.seized is seized and (digits is None or line.digits.endswith(str(digits))),
        _within(request),
        what,
    )
    return {"digits": line.digits}


# Streams


async def _expect_link(machine: Machine, request: Request) -> Answer:
    await _stream(machine, request).linked(_within(request))
    return {}


async def _place(machine: Machine, request: Request) -> Answer:
    stream = _stream(machine, request)
    called, calling = str(request["called"]), str(request["calling"])
    call = stream.call(called, calling, str(request.get("name", "")))
    return {"call": stream.calls.index(call)}


async def _expect_call(machine: Machine, request: Request) -> Answer:
    """Until a call has come as far as `state`; without `call`, the newest to number `called`."""
    stream, state = _stream(machine, request), CallState(request["state"])
    if "call" in request:
        call = _call(machine, request)
    else:
        called = str(request["called"])
        call = await stream.until(
            lambda: _newest(stream, called), _within(request), f"call to {called}"
        )
    await call.until(
        lambda: call.state is state, _within(request), f"call {state}, it is {call.state}"
    )
    return _told(stream, call)


def _newest(stream: Stream, called: str) -> StreamCall | None:
    return next((call for call in reversed(stream.calls) if call.called == called), None)


async def _end_call(machine: Machine, request: Request) -> Answer:
    stream = _stream(machine, request)
    stream.hang_up(_call(machine, request), int(request.get("cause", 16)))
    return {}


def _told(stream: Stream, call: StreamCall) -> Answer:
    return {
        "call": stream.calls.index(call),
        "slot": call.slot,
        "state": call.state,
        "called": call.called,
        "calling": call.calling,
        "name": call.name,
        "cause": call.cause,
    }


# Times and sound, of any of them


def _owner(machine: Machine, request: Request) -> Telephone | OfficeLine | StreamCall:
    """`phone`, `line` or `call` of the request says which is meant."""
    if "phone" in request:
        return _phone(machine, request)
    if "line" in request:
        return _line(machine, request)
    return _call(machine, request)


async def _times(machine: Machine, request: Request) -> Answer:
    """When its present or last call began, was answered and ended; null for what was not."""
    return asdict(_owner(machine, request).times)


def _place_of(machine: Machine, request: Request) -> tuple[Watched, Media]:
    """Whose sound is meant."""
    owner = _owner(machine, request)
    if owner.media is None:
        raise Refused("that call has no sound")
    return owner, owner.media


async def _play(machine: Machine, request: Request) -> Answer:
    _, media = _place_of(machine, request)
    level = float(request.get("dbm0", STEADY_DBM0))
    media.play(steady(int(request["frequency"]), level), loop=True)
    return {}


async def _hear(machine: Machine, request: Request) -> Answer:
    """Listen for `seconds`: how much of it was at `frequency`, and how loud all was."""
    watched, media = _place_of(machine, request)
    wanted = int(RATE * float(request.get("seconds", 0.5)))
    heard = array("h")

    def ear(block: array[int]) -> None:
        heard.extend(block)
        if len(heard) >= wanted:
            media.ignore(ear)
            watched.changed()

    media.listen(ear)
    try:
        await watched.until(lambda: len(heard) >= wanted, _within(request), "sound")
    finally:
        media.ignore(ear)
    purity, loudness = judge(heard, float(request["frequency"]))
    return {"share": purity, "dbm0": loudness}


# The whole machine


async def _plan(machine: Machine, request: Request) -> Answer:
    """What becomes of calls to numbers that end with `number`."""
    named = {key: request[key] for key in ("after", "tone", "cause") if key in request}
    machine.plan.set(str(request["number"]), Outcome(Fate(request["fate"]), **named))
    return {}


async def _status(machine: Machine, _request: Request) -> Answer:
    return {
        "phones": {name: _shown(phone) for name, phone in machine.telephones.items()},
        "lines": {
            name: {"seized": line.seized, "ringing": line.ringing, "digits": line.digits}
            for name, line in machine.lines.items()
        },
        "streams": {
            name: {"up": stream.up, "calls": [_told(stream, call) for call in stream.calls]}
            for name, stream in machine.streams.items()
        },
    }


VERBS: Mapping[str, Verb] = {
    "status": _status,
    "plan": _plan,
    "phone.lift": _lift,
    "phone.hang_up": _phone_hang_up,
    "phone.dial": _dial,
    "phone.flash": _flash,
    "phone.expect_tone": _expect_tone,
    "phone.expect_ring": _expect_ring,
    "phone.expect_caller": _expect_caller,
    "phone.expect_quiet": _expect_quiet,
    "phone.expect_drop": _expect_drop,
    "line.ring": _ring_line,
    "line.hang_up": _line_hang_up,
    "line.expect": _expect_line,
    "stream.expect_link": _expect_link,
    "stream.call": _place,
    "call.expect": _expect_call,
    "call.hang_up": _end_call,
    "times": _times,
    "sound.play": _play,
    "sound.hear": _hear,
}
