"""Why a call ended as it did: one sentence, and the events that prove it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from appliance.core.calls import FAX_WHOLE, Call, Deed, Direction, HungUpBy, Leg, Part, Result
from appliance.core.cel import CelRow, extra
from appliance.core.noted import Fact, fact_of, noted
from appliance.core.people import Language
from appliance.core.why_words import CAUSES, TERMS, WORDS

_DECLINED, _BUSY = 21, 17
_UNREACHABLE = {3, 20, 27}  # Q.850: no route, subscriber absent, destination out of order
_NO_LINE = 34
_NOT_RUNG = {
    Fact.RESTS: "rests",
    Fact.TALKS: "talks",
    Fact.NO_TELEPHONE: "without a telephone",
    Fact.NO_LINE: "no line",
    Fact.NO_ROOM: "no room",
}
_LIMITS = {Fact.CALLS_MET: "limit of calls", Fact.MINUTES_MET: "limit of minutes"}
_LINES = {
    Fact.LINES_CALLS_MET: "lines' limit of calls",
    Fact.LINES_MINUTES_MET: "lines' limit of minutes",
    Fact.LINES_DEAR_MET: "lines' limit of dear calls",
}
_TOLD_ELSEWHERE = {
    Fact.DIALLED,
    Fact.FAX,
    Fact.KEEPS_TURN,
}  # by the first line, and by what happened
_NOWHERE = CelRow("", 0.0, *[""] * 12)
_TAKEN_FOR = {Deed.QUEUED: "queue", Deed.MENU: "menu"}


@dataclass(frozen=True, slots=True)
class Reason:
    """A key of `WORDS`, and what its sentence is about."""

    what: str
    about: tuple[str, ...] = ()

    def said(self, language: Language) -> str:
        return WORDS[self.what].filled(self.about, language, TERMS)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What happened `seconds` after the call began."""

    seconds: float
    reason: Reason


def why(call: Call, rows: Sequence[CelRow]) -> Reason:
    """The sentence about a call of the history; `rows` are its events."""
    return _BY_RESULT[call.result](call, rows)


def _answered(call: Call, rows: Sequence[CelRow]) -> Reason:
    if group := _whom(call, Deed.ANNOUNCED):
        return Reason("announced", (group, _length(call.end - call.start)))
    if fax := _whom(call, Deed.FAX):  # whoever had answered was let go
        return _faxed(rows, fax)
    answerer = next((leg for leg in call.legs[1:] if leg.number == call.answered_by), None)
    if answerer is None or not call.answered_by:
        if room := _whom(call, Deed.CONFERENCE):
            return Reason("conference", (room, _length(call.end - call.answer)))
        return Reason("answered by the exchange", (call.dialled,))
    if _left_in_parking(call):
        return Reason("left in parking", (_party(answerer),))
    about = (_party(answerer), _length(call.talk_seconds))
    ended = {HungUpBy.CALLER: "caller ended", HungUpBy.CALLED: "called ended"}
    return Reason(ended.get(call.hung_up_by, "exchange ended"), about)


def _faxed(rows: Sequence[CelRow], fax: str) -> Reason:
    """By what the dialplan wrote down at the end of the call."""
    facts = filter(None, map(fact_of, rows))  # a channel within Asterisk can have led there
    told = next((each.about for each in facts if each.fact is Fact.FAX), "")
    pages, _, how = told.partition(" ")
    if not pages.isdecimal() or pages == "0":
        return Reason("no fax", (fax,))
    return Reason("fax" if how == FAX_WHOLE else "part of a fax", (fax, pages))


def _left_in_parking(call: Call) -> bool:
    """Whether nobody took the call up before who waited there hung up."""
    parked = max((each.time for each in call.happened if each.deed is Deed.PARKED), default=0.0)
    after = [each for each in call.happened if each.deed is Deed.TAKEN_BACK and each.time > parked]
    taken = any(each.whom for each in after) or any(leg.start > parked for leg in call.legs)
    return bool(parked) and call.hung_up_by is HungUpBy.CALLER and not taken


def _abandoned(call: Call, _rows: Sequence[CelRow]) -> Reason:
    """Where the caller was when he gave up."""
    waited = _whole(call.end - call.start)
    if queue := _whom(call, Deed.KEEPS_TURN):
        return Reason("keeps turn", (waited, queue))
    last = next((each for each in reversed(call.happened) if each.deed in _TAKEN_FOR), None)
    rung = _rung(call)
    if last is not None and not (rung and rung[-1].start > last.time and last.deed is Deed.MENU):
        return Reason(f"left the {_TAKEN_FOR[last.deed]}", (waited, last.whom))
    return Reason("gave up" if rung else "gave up before", (waited, _parties(rung)))


def _busy(call: Call, rows: Sequence[CelRow]) -> Reason:
    rung = _rung(call)
    if not rung:
        return _rule(call, rows, _NOT_RUNG) or Reason("resting", (call.dialled,))
    declined = all(leg.cause == _DECLINED for leg in rung)
    return Reason("declined" if declined else "busy", (_parties(rung),))


def _cut(call: Call, _rows: Sequence[CelRow]) -> Reason:
    return Reason("cut talking" if call.answered_by else "cut", (_length(call.talk_seconds),))


def _mailbox(call: Call, _rows: Sequence[CelRow]) -> Reason:
    return Reason("mailbox", (_whom(call, Deed.MAILBOX),))


def _unanswered(call: Call, _rows: Sequence[CelRow]) -> Reason:
    return Reason("no answer", (_parties(_rung(call)), _whole(_longest(call))))


def _failed(call: Call, rows: Sequence[CelRow]) -> Reason:
    rung = _rung(call)
    if rung:
        return _refused_there(call, rung)
    place = _place(call, rows)
    if place.context == "refused":
        return _rule(call, rows, _LIMITS) or _refused_here(call, place)
    if place.context == "app-blackhole":
        return _leads_to_nobody(call)
    if ruled := _rule(call, rows, _LINES) or _rule(call, rows, _NOT_RUNG):
        return ruled
    if call.cause == _NO_LINE or place.context == "call-end":
        return Reason("no telephone" if _inside(call) else "no line", (call.dialled,))
    return Reason("no such number", (call.dialled, str(call.cause)))


def _leads_to_nobody(call: Call) -> Reason:
    """A colleague met a group or menu that nobody takes calls of; a stranger, perhaps a block."""
    if call.direction is Direction.INTERNAL:
        return Reason("nobody to ring", (call.dialled,))
    return Reason("leads to nobody", (_party(call.legs[0]),))


_BY_RESULT: Mapping[Result, Callable[[Call, Sequence[CelRow]], Reason]] = {
    Result.ANSWERED: _answered,
    Result.VOICEMAIL: _mailbox,
    Result.BUSY: _busy,
    Result.NO_ANSWER: _unanswered,
    Result.ABANDONED: _abandoned,
    Result.FAILED: _failed,
    Result.CUT: _cut,
}


def _rule(call: Call, rows: Sequence[CelRow], by: Mapping[Fact, str]) -> Reason | None:
    """The last of these rules of ours that the caller met, if the dialplan wrote one down."""
    met = [each for each in noted(rows, call.legs[0].unique) if each.fact in by]
    return Reason(by[met[-1].fact], (met[-1].about,)) if met else None


def _refused_there(call: Call, rung: Sequence[Leg]) -> Reason:
    cause = str(rung[-1].cause)
    if rung[-1].cause == _NO_LINE and not _inside(call):
        return Reason("no line", (call.dialled,))
    if rung[-1].cause in _UNREACHABLE:
        return Reason("unreachable", (_parties(rung[-1:]), cause))
    return Reason("refused there", (_parties(rung[-1:]), CAUSES.get(cause, "other"), cause))


def _refused_here(call: Call, place: CelRow) -> Reason:
    """By a rule of ours; where the number is another than was dialled, it was forwarded there."""
    if call.dialled.startswith(("*", "#")):
        return Reason("code refused", (call.dialled, _party(call.legs[0])))
    if place.exten not in {call.dialled, "s", ""}:
        return Reason("forwarding refused", (call.dialled, place.exten))
    return Reason("rights", (_party(call.legs[0]), call.dialled))


def _place(call: Call, rows: Sequence[CelRow]) -> CelRow:
    """Where in the dialplan the caller's channel was when it ended; a damaged history knows not."""
    mine = [row for row in rows if row.unique == call.legs[0].unique]
    ended = [row for row in mine if row.event == "HANGUP"]
    return (ended or mine or list(rows) or [_NOWHERE])[-1]


def _inside(call: Call) -> bool:
    """Whether no outside line was to be taken."""
    return call.direction.value != "outbound"


def _rung(call: Call) -> list[Leg]:
    return [leg for leg in call.legs[1:] if leg.part is Part.CALLED]


def _longest(call: Call) -> float:
    return max((leg.end - leg.start for leg in _rung(call)), default=call.ring_seconds)


def _whom(call: Call, deed: Deed) -> str:
    return next((each.whom for each in reversed(call.happened) if each.deed is deed), "")


def _party(leg: Leg) -> str:
    number = leg.number or "hidden number"
    return f"{number} ({leg.name})" if leg.name and leg.name != leg.number else number


def _parties(legs: Sequence[Leg]) -> str:
    return ", ".join(dict.fromkeys(map(_party, legs)))


def _length(seconds: float) -> str:
    """As minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _whole(seconds: float) -> str:
    return str(round(seconds))


# Evidence


def evidence(call: Call, rows: Sequence[CelRow]) -> tuple[Evidence, ...]:
    """What the sentence rests on, in the order of time."""
    told = [*_of_legs(call), *_of_deeds(call), *_of_rules(call, rows), *_end(call, rows)]
    return tuple(sorted(told, key=lambda each: each.seconds))


def _of_legs(call: Call) -> Iterator[Evidence]:
    caller = call.legs[0]
    yield Evidence(0.0, Reason("dialled", (_party(caller), call.dialled, caller.channel)))
    for leg in call.legs[1:]:
        began = leg.start - call.start
        yield Evidence(began, Reason(f"leg {leg.part}", (_party(leg), leg.channel)))
        if leg.answer and leg.part is Part.CALLED:
            yield Evidence(leg.answer - call.start, Reason("picked up", (_party(leg),)))
        if leg.cause:
            cause = str(leg.cause)
            about = (_party(leg), CAUSES.get(cause, "other"), cause)
            yield Evidence(leg.end - call.start, Reason("ended with", about))


def _of_deeds(call: Call) -> Iterator[Evidence]:
    for each in call.happened:
        yield Evidence(each.time - call.start, Reason(f"deed {each.deed}", (each.who, each.whom)))


def _of_rules(call: Call, rows: Sequence[CelRow]) -> Iterator[Evidence]:
    """What the dialplan wrote down."""
    for each in noted(rows, call.legs[0].unique):
        if each.fact not in _TOLD_ELSEWHERE:
            yield Evidence(each.time - call.start, Reason(f"fact {each.fact}", (each.about,)))


def _end(call: Call, rows: Sequence[CelRow]) -> Iterator[Evidence]:
    """The rule, the state or the death of the exchange that ended it."""
    seconds = call.end - call.start
    if call.cut:
        yield Evidence(seconds, Reason("died"))
        return
    place = _place(call, rows)
    status = str(extra(place).get("dialstatus", "")) or "-"
    cause = str(call.legs[0].cause)
    about = (place.context, place.exten or "-", status, CAUSES.get(cause, "other"), cause)
    yield Evidence(seconds, Reason("ended at", about))
