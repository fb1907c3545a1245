"""The log of a simulated box: what the supervisor says, after what its start would have said."""

import logging
import time
from collections import deque
from dataclasses import dataclass, field

from appliance.core.box_log import PRIORITIES, UNITS, IssueNote, Line, Sought, Source
from appliance.core.errors import Invalid

MOST = 5000  # lines that are kept
_OWN = "lineman.service"
_STARTED = (
    ("kernel", 6, "dahdi: Version: simulated"),
    ("kernel", 6, "wctdm24xxp 0000:05:08.0: Found a Wildcard TDM: TDM800P (8 channels)"),
    ("kernel", 4, "wctdm24xxp: port 6: no battery"),
    ("kernel", 6, "wcte13xp 0000:05:09.0: Found a Wildcard TE122"),
    ("lineman-cards.service", 6, "DAHDI: 2 cards, 39 channels"),
    ("chrony.service", 5, "Selected source 192.0.2.123"),
    ("systemd-networkd.service", 6, "eth0: Gained carrier"),
    ("asterisk.service", 5, "Asterisk Ready."),
    ("nginx.service", 6, "Started nginx.service."),
)


@dataclass(slots=True)
class SimulatedJournal:
    """`listen` begins to take what the supervisor logs."""

    _lines: deque[tuple[Line, IssueNote | None]] = field(default_factory=lambda: deque(maxlen=MOST))
    _next: int = field(default_factory=lambda: int(1000 * time.time()))  # newer than before a start

    def __post_init__(self) -> None:
        begun = time.time()
        for unit, priority, text in _STARTED:
            self._add(begun, priority, unit, text)

    def listen(self) -> None:
        logging.getLogger().addHandler(_Ear(self))

    def heard(self, record: logging.LogRecord) -> None:
        priority = 3 if record.levelno >= logging.ERROR else 4
        if record.levelno < logging.WARNING:
            priority = 6
        self._add(record.created, priority, _OWN, record.getMessage(), _note(record))

    def _add(
        self, at: float, priority: int, unit: str, text: str, note: IssueNote | None = None
    ) -> None:
        self._lines.append((Line(at, priority, unit, text, str(self._next)), note))
        self._next += 1

    async def read(self, sought: Sought) -> tuple[Line, ...]:
        before = _number("before", sought.before) if sought.before else self._next
        after = _number("after", sought.after) if sought.after else 0
        found = (
            line
            for line, _ in reversed(self._lines)
            if after < int(line.place) < before and _wanted(line, sought)
        )
        return tuple(line for line, _ in zip(found, range(sought.count), strict=False))

    async def issues(self, most: int) -> tuple[IssueNote, ...]:
        notes = [note for _, note in reversed(self._lines) if note is not None]
        return tuple(notes[:most])


def _number(name: str, place: str) -> int:
    if not (place.isascii() and place.isdecimal()):
        raise Invalid(name, "is no place of the log; begin at its newest")
    return int(place[:18])


class _Ear(logging.Handler):
    def __init__(self, journal: SimulatedJournal) -> None:
        super().__init__()
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        self._journal.heard(record)


def _wanted(line: Line, sought: Sought) -> bool:
    if sought.source is Source.KERNEL and line.unit != "kernel":
        return False
    units = UNITS[sought.source] if sought.source is not None else ()
    return (
        (not units or line.unit in units)
        and (sought.level is None or line.priority <= PRIORITIES[sought.level])
        and line.time >= sought.since
        and (not sought.until or line.time < sought.until)
    )


def _note(record: logging.LogRecord) -> IssueNote | None:
    told = vars(record)
    if "LINEMAN_STATE" not in told:
        return None
    return IssueNote(
        record.created,
        told["LINEMAN_ISSUE"],
        told["LINEMAN_SUBJECT"],
        told["LINEMAN_STATE"] == "raised",
        told["LINEMAN_TEXT"],
        told["LINEMAN_REMEDY"],
        int(told["LINEMAN_SEVERITY"]),
    )
