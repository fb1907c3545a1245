"""From channel events to one call with its legs, and how it ended."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.core.calls import (
    CALL_BACK_KEPT,
    CAMP_ON_LOOK,
    CHECK_CONTEXT,
    HELP_RINGS,
    PAGE_CALL,
    Call,
    Direction,
    HungUpBy,
    Leg,
    Part,
    Result,
)
from appliance.core.cel import CelRow, extra
from appliance.core.happenings import LISTENING, happenings
from appliance.core.noted import Fact, noted
from appliance.core.talk import Talk, talk_of

TELLING = 3
"""Which telling of events this is, and what its row is found by; earlier ones are told anew."""

_OF_THE_BOX = {CHECK_CONTEXT, CAMP_ON_LOOK, HELP_RINGS, PAGE_CALL}
"""Calls that begin there are none: the box's own, a look at a card's line that takes it for a
moment, telling of a call for help, and an announcement that nobody took.
"""
_OUTSIDE = ("from-pstn", "from-line-")
_LEADS_OUT = re.compile("DAHDI/[Gi]|PJSIP/[^@&,]*@")
_END_OF_CALL = "call-end"  # the context that tells the caller how the attempt ended
_CAUSE_NORMAL = 16
_CAUSE_REJECTED = 21
_SERVED = {"QUEUE", "BACKGROUND"}  # while they last the caller has reached nobody yet


@dataclass(frozen=True, slots=True)
class _Told:
    """What everything else is judged by. `caller` is the first leg, `called` those it led to."""

    rows: Sequence[CelRow]
    legs: tuple[Leg, ...]
    talk: Talk

    @property
    def caller(self) -> Leg:
        return self.legs[0]

    @property
    def called(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs[1:] if leg.part is not Part.LISTENED)

    def of(self, unique: str, *events: str) -> list[CelRow]:
        return [row for row in self.rows if row.unique == unique and row.event in events]

    def applications(self, unique: str) -> list[str]:
        """What the dialplan did with that channel, in capitals."""
        return [row.app.upper() for row in self.of(unique, "APP_START")]


def story(rows: Sequence[CelRow], boot: str = "", cut_at: float | None = None) -> Call | None:
    """The call that `rows` tell of: all events of one call, in the order they were written.

    `cut_at` is when Asterisk died in mid call. None for what is no call: a receiver lifted and put
    back, or the box calling itself.
    """
    starts = _starts(rows)
    if not starts or starts[0].context in _OF_THE_BOX:
        return None
    first = starts[0]
    legs = _legs(starts, rows, cut_at)
    if not legs or (first.context == "from-internal" and not _dialled(first, rows)):
        return None
    people = {leg.unique for leg in legs if leg.part is not Part.LISTENED}
    end = max(leg.end for leg in legs if leg.unique in people)
    told = _Told(rows, legs, talk_of(rows, people, end))
    result = Result.CUT if cut_at is not None else _result(told)
    answer = _answer(told, result)
    last = next((row for row in reversed(rows) if row.unique == first.unique and row.app), None)
    return Call(
        key=f"{boot}/{first.linked}" if boot else first.linked,
        links=tuple(sorted({row.linked for row in rows} - {first.linked})),
        direction=_direction(first, rows),
        caller=legs[0].number,
        caller_name=legs[0].name,
        dialled=_dialled(first, rows),
        answered_by=_answerer(told),
        start=legs[0].start if _kept_turn(first) else first.time,
        answer=answer,
        end=end,
        result=result,
        cut=cut_at is not None,
        hung_up_by=_hung_up_by(told, result),
        cause=0 if cut_at is not None else _cause(told, result),
        recordings=_recordings(rows) if told.talk.first else (),
        legs=legs,
        talked=told.talk.seconds,
        happened=tuple(happenings(rows)),
        context=first.context,
        last_app=last.app if last else "",
        last_data=last.app_data if last else "",
    )


def _starts(rows: Sequence[CelRow]) -> list[CelRow]:
    """Who called comes first. Who only listens may have lifted before, but never began the call."""
    starts = [row for row in rows if row.event == "CHAN_START"]
    apps = ((row.unique, row.app.upper()) for row in rows if row.event == "APP_START")
    listen = {unique for unique, app in apps if app in LISTENING}
    return sorted(starts, key=lambda row: row.unique in listen and row.unique == row.linked)


def _legs(
    starts: Sequence[CelRow], rows: Sequence[CelRow], cut_at: float | None
) -> tuple[Leg, ...]:
    """A channel each, but for those that only join others within Asterisk.

    Of a call-back the operator who took it is the caller, whoever was rung before him.
    """
    whole = [start for start in starts if not start.channel.startswith("Local/")]
    if _kept_turn(starts[0]):
        took = {row.unique for row in rows if row.event == "ANSWER"}
        whole.sort(key=lambda start: start.unique not in took)
    return tuple(_leg(start, whole[0], rows, cut_at) for start in whole)


def _kept_turn(first: CelRow) -> bool:
    """Whether the call is of somebody who was called back; it begins when an operator is rung."""
    return first.context.startswith(CALL_BACK_KEPT)


def _leg(start: CelRow, first: CelRow, rows: Sequence[CelRow], cut_at: float | None) -> Leg:
    mine = [row for row in rows if row.unique == start.unique]
    answers = [row for row in mine if row.event == "ANSWER"]
    ends = [row for row in mine if row.event in {"HANGUP", "CHAN_END"}]
    still_up = rows[-1].time if cut_at is None else max(cut_at, mine[-1].time)
    return Leg(
        channel=start.channel,
        unique=start.unique,
        number=_number(mine, start.unique),
        name=next((row.name for row in mine if row.name), ""),
        start=start.time,
        answer=answers[0].time if answers else 0.0,
        end=ends[0].time if ends else still_up,
        cause=_extra_cause(ends[0]) if ends else 0,
        part=_part(mine, start, first),
    )


def _number(mine: Sequence[CelRow], unique: str) -> str:
    """Of whose telephone it is, or of who is at it."""
    guests = (each.about for each in noted(mine, unique) if each.fact is Fact.AT_DESK)
    shown = (row.number for row in mine if row.number)
    return next(guests, None) or next(shown, "")


def _part(mine: Sequence[CelRow], start: CelRow, first: CelRow) -> Part:
    """Who began a call of his own is no called one, though both became one call."""
    if start is first:
        return Part.CALLER
    if start.linked != start.unique:
        return Part.CALLED
    apps = {row.app.upper() for row in mine if row.event == "APP_START"}
    if apps & LISTENING.keys():
        return Part.LISTENED
    return Part.ASKED if "DIAL" in apps else Part.TOOK_UP


def _extra_cause(row: CelRow) -> int:
    cause = extra(row).get("hangupcause")
    return cause if isinstance(cause, int) else 0


def _dialled(first: CelRow, rows: Sequence[CelRow]) -> str:
    """What the caller dialled. A telephone's channel begins before its first digit."""
    mine = (row for row in rows if row.unique == first.unique and row.context != _END_OF_CALL)
    return next((row.exten for row in mine if row.exten not in {"", "s"}), "")


def _direction(first: CelRow, rows: Sequence[CelRow]) -> Direction:
    if first.context.startswith(_OUTSIDE):
        return Direction.INBOUND
    dialled = [row for row in rows if row.event == "APP_START" and row.app == "Dial"]
    if any(_LEADS_OUT.match(row.app_data) for row in dialled):
        return Direction.OUTBOUND
    return Direction.INTERNAL


def _answer(told: _Told, result: Result) -> float:
    """When people were first connected, or the box itself answered for good; 0 for never."""
    if told.talk.first:
        return told.talk.first
    if result is Result.VOICEMAIL or (result in {Result.ANSWERED, Result.CUT} and not told.called):
        return told.caller.answer
    return 0.0


def _answerer(told: _Told) -> str:
    """The number of the first, besides the caller, who talked."""
    talked = (leg.number for leg in told.called if leg.unique in told.talk.began)
    return next(talked, "")


_RESULTS = {
    "BUSY": Result.BUSY,
    "NOANSWER": Result.NO_ANSWER,
    "CANCEL": Result.ABANDONED,
}


def _result(told: _Told) -> Result:
    if told.talk.first:
        return Result.ANSWERED
    apps = told.applications(told.caller.unique)
    if "VOICEMAIL" in apps:
        return Result.VOICEMAIL
    ended = told.of(told.caller.unique, "HANGUP")
    if told.caller.answer and _left(told, ended, apps):
        return Result.ABANDONED
    if told.caller.answer and not told.called:
        return Result.ANSWERED
    if told.called and all(leg.cause == _CAUSE_REJECTED for leg in told.called):
        return Result.BUSY  # Dial itself calls it no answer
    return _RESULTS.get(_status(ended), Result.FAILED)


def _left(told: _Told, ended: Sequence[CelRow], apps: Sequence[str]) -> bool:
    """Whether a caller whom the box had answered hung up before anybody talked to him.

    Who asks to be called back leaves too, whoever hangs up then.
    """
    facts = {each.fact for each in noted(told.rows, told.caller.unique)}
    himself = any(extra(row).get("hangupsource") == told.caller.channel for row in ended)
    waited = bool(_SERVED & set(apps))
    left = himself and waited and ended[-1].context != _END_OF_CALL
    return left or Fact.KEEPS_TURN in facts


def _status(ended: Sequence[CelRow]) -> str:
    """How the last attempt to reach somebody ended, in Dial's words.

    Where the dialplan ended it, that says how; the channel's own word may be of an earlier one.
    """
    if ended and ended[-1].context == _END_OF_CALL:
        return ended[-1].exten
    return str(extra(ended[-1]).get("dialstatus", "")) if ended else ""


def _hung_up_by(told: _Told, result: Result) -> HungUpBy:
    if result is Result.ABANDONED:
        return HungUpBy.CALLER
    if result not in {Result.ANSWERED, Result.VOICEMAIL}:
        return HungUpBy.NOBODY
    sources = _sources(told) or _left_first(told)
    if told.caller.channel in sources:
        return HungUpBy.CALLER
    return HungUpBy.CALLED if sources else HungUpBy.NOBODY


def _sources(told: _Told) -> set[str]:
    """Whom Asterisk names for the end of the last talk; without any, of the caller's own channel.

    A caller who handed his call over had left before it ended.
    """
    ending = told.talk.ended or {told.caller.unique}
    hangups = (row for row in told.rows if row.event == "HANGUP" and row.unique in ending)
    named = (str(extra(row).get("hangupsource", "")) for row in hangups)
    ours = {leg.channel for leg in told.legs}
    return {name for name in named if name in ours}


def _left_first(told: _Told) -> set[str]:
    """Who left the last two-party talk before the other, or who was left when it was handed on.

    Drivers of cards name no source. Of other channels none is named when the exchange hung up.
    """
    if not any(leg.channel.startswith("DAHDI/") for leg in told.legs):
        return set()
    exits = [row for row in told.rows if row.event == "BRIDGE_EXIT"]
    last = [row for row in exits if _bridge(row) == _bridge(exits[-1])]
    handed_on = {_bridge(row) for row in told.rows if row.event == "BLINDTRANSFER"}
    if last and _bridge(last[-1]) in handed_on:
        return {[row.channel for row in told.rows if row.event == "HANGUP"][-1]}
    return {row.channel for row in last[-2:][:1]}


def _bridge(row: CelRow) -> str:
    return str(extra(row).get("bridge_id"))


def _cause(told: _Told, result: Result) -> int:
    """The Q.850 cause that explains the end: the far end's own, when it gave one."""
    if result is Result.ABANDONED:
        return _CAUSE_NORMAL
    if result in {Result.BUSY, Result.FAILED}:
        return next((leg.cause for leg in reversed(told.called) if leg.cause), told.caller.cause)
    return told.caller.cause


def _recordings(rows: Sequence[CelRow]) -> tuple[str, ...]:
    """Files this call was recorded to."""
    return tuple(dict.fromkeys(_files(rows)))


def _files(rows: Sequence[CelRow]) -> Iterator[str]:
    for row in rows:
        if row.event == "APP_START" and row.app == "MixMonitor":
            file = row.app_data.split(",", 1)[0]
            if file:  # without one it is an announcement that somebody records
                yield file
