"""The box's log, read back for its owner."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from systemd import journal  # type: ignore[import-untyped]  # it has no types

LONGEST_LINE = 2000
MOST = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One message; `time` in seconds since the epoch, `priority` as syslog counts."""

    time: float
    priority: int
    unit: str
    text: str


async def last_lines(count: int) -> tuple[Line, ...]:
    """The newest messages of this boot, oldest first."""
    return await asyncio.to_thread(_read, max(1, min(count, MOST)))


def _read(count: int) -> tuple[Line, ...]:
    with journal.Reader() as reader:
        reader.this_boot()
        reader.seek_tail()
        found: list[Line] = []
        while len(found) < count and (entry := reader.get_previous()):
            found.append(_line(entry))
    return tuple(reversed(found))


def _line(entry: dict[str, Any]) -> Line:
    moment = entry.get("__REALTIME_TIMESTAMP")
    source = entry.get("_SYSTEMD_UNIT") or entry.get("SYSLOG_IDENTIFIER") or ""
    return Line(
        moment.timestamp() if isinstance(moment, datetime) else 0.0,
        int(entry.get("PRIORITY", 6)),
        str(source),
        str(entry.get("MESSAGE", ""))[:LONGEST_LINE],
    )
