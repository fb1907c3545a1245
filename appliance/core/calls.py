"""From channel events to one call with its legs: who, whom, when, how long, and how it ended."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from appliance.core.cel import CelRow

CHECK_CONTEXT = "lineman-check"  # calls the box makes to itself are no history


class Direction(StrEnum):
    INTERNAL = "internal"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Result(StrEnum):
    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    ABANDONED = "abandoned"  # the caller hung up first
    FAILED = "failed"
    CUT = "cut"  # Asterisk died while the call was up


class HungUpBy(StrEnum):
    CALLER = "caller"
    CALLED = "called"
    NOBODY = "nobody"  # cut, or ended by the exchange


@dataclass(frozen=True, slots=True)
class Leg:
    """One channel's part of a call. Times in seconds since the epoch; 0 for what never was."""

    channel: str
    unique: str
    number: str
    name: str
    start: float
    answer: float
    end: float
    cause: int  # Q.850; 0 when it was cut


@dataclass(frozen=True, slots=True)
class Call:
    """One call, one row. `key` is its identity for good: boot and first linked id."""

    key: str
    links: tuple[str, ...]  # linked ids that were merged into it
    direction: Direction
    caller: str
    caller_name: str
    dialled: str
    answered_by: str
    start: float
    answer: float
    end: float
    result: Result
    cut: bool
    hung_up_by: HungUpBy
    cause: int
    recordings: tuple[str, ...]
    legs: tuple[Leg, ...]

    @property
    def ring_seconds(self) -> float:
        return max(0.0, (self.answer or self.end) - self.start)

    @property
    def talk_seconds(self) -> float:
        return max(0.0, self.end - self.answer) if self.answer else 0.0


_OUTSIDE = ("from-pstn", "from-line-")
_LEADS_OUT = re.compile("DAHDI/G|PJSIP/[^@&,]*@")
_END_OF_CALL = "call-end"  # the context that tells the caller how the attempt ended
_CAUSE_NORMAL = 16
_CAUSE_REJECTED = 21


def story(rows: Sequence[CelRow], boot: str = "", cut_at: float | None = None) -> Call | None:
    """The call that `rows` tell of: all events of one call, in the order they were written.

    `cut_at` is when Asterisk died in mid call. None for what is no call: a receiver lifted and put
    back, or the box calling itself.
    """
    starts = [row for row in rows if row.event == "CHAN_START"]
    if not starts or starts[0].context == CHECK_CONTEXT:
        return None
    first = starts[0]
    legs = tuple(_leg(start, rows, cut_at) for start in starts if not _joint(start))
    if not legs or (first.context == "from-internal" and not _dialled(first, rows)):
        return None
    caller, called = legs[0], legs[1:]
    answer = _answer(rows, caller, called)
    answerer = _answerer(rows, caller, called) if answer else None
    result = Result.CUT if cut_at is not None else _result(rows, caller, called, answer)
    return Call(
        key=f"{boot}/{first.linked}" if boot else first.linked,
        links=tuple(sorted({row.linked for row in rows} - {first.linked})),
        direction=_direction(first, rows),
        caller=caller.number,
        caller_name=caller.name,
        dialled=_dialled(first, rows),
        answered_by=answerer.number if answerer else "",
        start=first.time,
        answer=answer,
        end=max(leg.end for leg in legs),
        result=result,
        cut=cut_at is not None,
        hung_up_by=_hung_up_by(rows, caller, result),
        cause=0 if cut_at is not None else _cause(caller, called, result),
        recordings=_recordings(rows) if answer else (),
        legs=legs,
    )


def _joint(start: CelRow) -> bool:
    """Whether the channel only joins others within Asterisk."""
    return start.channel.startswith("Local/")


def _of(rows: Sequence[CelRow], unique: str, *events: str) -> list[CelRow]:
    return [row for row in rows if row.unique == unique and row.event in events]


def _leg(start: CelRow, rows: Sequence[CelRow], cut_at: float | None) -> Leg:
    mine = [row for row in rows if row.unique == start.unique]
    answers = _of(mine, start.unique, "ANSWER")
    ends = _of(mine, start.unique, "HANGUP", "CHAN_END")
    still_up = mine[-1].time if cut_at is None else max(cut_at, mine[-1].time)
    return Leg(
        channel=start.channel,
        unique=start.unique,
        number=next((row.number for row in mine if row.number), ""),
        name=next((row.name for row in mine if row.name), ""),
        start=start.time,
        answer=answers[0].time if answers else 0.0,
        end=ends[0].time if ends else still_up,
        cause=_extra_cause(ends[0]) if ends else 0,
    )


def _extra(row: CelRow) -> dict[str, object]:
    try:
        extra = json.loads(row.extra)
    except ValueError:
        return {}
    return extra if isinstance(extra, dict) else {}


def _extra_cause(row: CelRow) -> int:
    cause = _extra(row).get("hangupcause")
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


def _answer(rows: Sequence[CelRow], caller: Leg, called: Sequence[Leg]) -> float:
    """When people were first connected, or the box itself answered; 0 for never."""
    bridged = _of(rows, caller.unique, "BRIDGE_ENTER")
    if bridged:
        return bridged[0].time
    return 0.0 if called else caller.answer


def _answerer(rows: Sequence[CelRow], caller: Leg, called: Sequence[Leg]) -> Leg | None:
    peers = {row.peer for row in _of(rows, caller.unique, "BRIDGE_ENTER")}
    meeting = {_bridge(row) for row in _of(rows, caller.unique, "BRIDGE_ENTER")}
    for leg in called:
        bridges = {_bridge(row) for row in _of(rows, leg.unique, "BRIDGE_ENTER")}
        if leg.channel in peers or bridges & meeting:
            return leg
    return None


_RESULTS = {
    "BUSY": Result.BUSY,
    "NOANSWER": Result.NO_ANSWER,
    "CANCEL": Result.ABANDONED,
}


def _result(rows: Sequence[CelRow], caller: Leg, called: Sequence[Leg], answer: float) -> Result:
    if answer:
        return Result.ANSWERED
    if called and all(leg.cause == _CAUSE_REJECTED for leg in called):
        return Result.BUSY  # Dial itself calls it no answer
    ended = _of(rows, caller.unique, "HANGUP")
    status = str(_extra(ended[-1]).get("dialstatus", "")) if ended else ""
    if not status and ended and ended[-1].context == _END_OF_CALL:
        status = ended[-1].exten
    return _RESULTS.get(status, Result.FAILED)


def _hung_up_by(rows: Sequence[CelRow], caller: Leg, result: Result) -> HungUpBy:
    if result is Result.ABANDONED:
        return HungUpBy.CALLER
    if result is not Result.ANSWERED:
        return HungUpBy.NOBODY
    sources = {str(_extra(row).get("hangupsource", "")) for row in rows if row.event == "HANGUP"}
    sources -= {""}
    sources = sources or _left_first(rows)  # drivers of cards name no source
    if caller.channel in sources:
        return HungUpBy.CALLER
    return HungUpBy.CALLED if sources else HungUpBy.NOBODY


def _left_first(rows: Sequence[CelRow]) -> set[str]:
    """Who left the last two-party talk before the other, or who was left when it was handed on."""
    exits = [row for row in rows if row.event == "BRIDGE_EXIT"]
    last = [row for row in exits if _bridge(row) == _bridge(exits[-1])]
    handed_on = {_bridge(row) for row in rows if row.event == "BLINDTRANSFER"}
    if last and _bridge(last[-1]) in handed_on:
        return {[row.channel for row in rows if row.event == "HANGUP"][-1]}
    return {row.channel for row in last[-2:][:1]}


def _bridge(row: CelRow) -> str:
    return str(_extra(row).get("bridge_id"))


def _cause(caller: Leg, called: Sequence[Leg], result: Result) -> int:
    """The Q.850 cause that explains the end: the far end's own, when it gave one."""
    if result is Result.ABANDONED:
        return _CAUSE_NORMAL
    if result in {Result.BUSY, Result.FAILED}:
        return next((leg.cause for leg in reversed(called) if leg.cause), caller.cause)
    return caller.cause


def _recordings(rows: Sequence[CelRow]) -> tuple[str, ...]:
    """Files this call was recorded to."""
    begun = [row for row in rows if row.event == "APP_START" and row.app == "MixMonitor"]
    return tuple(dict.fromkeys(row.app_data.split(",", 1)[0] for row in begun))
