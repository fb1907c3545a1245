"""A call as the row that billing systems read: Asterisk's own columns, in Asterisk's order.

Names and meaning as in Asterisk's documentation of call detail records and its Master.csv, but one
row a call. Where Asterisk would call a caller answered who only heard a queue's music, the row says
NO ANSWER: nobody talked, and `billsec` is 0.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.core.calls import Call, Leg, Part, Result
from appliance.core.csv_table import harmless

COLUMNS = (
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    "peeraccount",
    "linkedid",
    "sequence",
)
_CONGESTED = {34, 42}  # Q.850: no channel, congestion
_DISPOSITIONS = {
    Result.ANSWERED: "ANSWERED",
    Result.VOICEMAIL: "ANSWERED",
    Result.BUSY: "BUSY",
    Result.FAILED: "FAILED",
}


def cdr(call: Call, zone: ZoneInfo) -> dict[str, str]:
    """One row; times by the clock of `zone`. Accounts are the keys of the people."""
    caller, called = call.legs[0], _called(call)
    billed = max(0.0, call.end - call.answer) if call.answer else 0.0
    return {
        "accountcode": caller.person,
        "src": call.caller,
        "dst": call.dialled,
        "dcontext": call.context,
        "clid": f'"{call.caller_name}" <{call.caller}>',
        "channel": caller.channel,
        "dstchannel": called.channel if called else "",
        "lastapp": call.last_app,
        "lastdata": call.last_data,
        "start": _moment(call.start, zone),
        "answer": _moment(call.answer, zone),
        "end": _moment(call.end, zone),
        "duration": str(int(call.end - call.start)),
        "billsec": str(int(billed)),
        "disposition": _disposition(call),
        "amaflags": "DOCUMENTATION",
        "uniqueid": caller.unique,
        "userfield": "",
        "peeraccount": called.person if called else "",
        "linkedid": call.key.rpartition("/")[2],
        "sequence": caller.unique.rpartition(".")[2],
    }


def _called(call: Call) -> Leg | None:
    """Who answered; else who was called last."""
    called = [leg for leg in call.legs[1:] if leg.part in {Part.CALLED, Part.TOOK_UP}]
    answered = [leg for leg in called if call.answered_by and leg.number == call.answered_by]
    return next(iter([*answered, *reversed(called)]), None)


def _moment(time: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(time, zone).strftime("%Y-%m-%d %H:%M:%S") if time else ""


def _disposition(call: Call) -> str:
    if call.result is Result.CUT:
        return "ANSWERED" if call.answer else "NO ANSWER"
    if call.result is Result.FAILED and call.cause in _CONGESTED:
        return "CONGESTION"
    return _DISPOSITIONS.get(call.result, "NO ANSWER")


def table(calls: Iterable[Call], zone: ZoneInfo, *, head: bool = True) -> Iterator[str]:
    """CSV, a line each, after one with the columns' names."""
    if head:
        yield _line(COLUMNS)
    for call in calls:
        yield _line(cdr(call, zone).values())


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(harmless, cells))
    return out.getvalue()
