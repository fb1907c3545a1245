"""A week of an office that works by day: how many calls and lines there were at once."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

from appliance.core.busy import CALLS, LINES, PART, part_of
from tests.web.configured import Configured

MOST, CHANNELS = 12, 5  # at the height of each day
Row = tuple[int, str, int]


def spend_a_week(office: Configured, group: str = "1") -> None:
    """The last one, in the place of what its history holds about that."""
    path = office.running.folder / "data/history/history.db"
    with closing(sqlite3.connect(path, timeout=30)) as database, database:
        for table in ("at_once", "taken"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608
        rows = list(_rows(time.time(), group))
        database.executemany("INSERT INTO at_once VALUES (?, ?, ?)", rows)
        database.executemany("INSERT INTO taken VALUES (?, ?, ?, ?)", _spans(rows[-60:]))


def _spans(rows: list[Row]) -> Iterator[tuple[str, float, float, str]]:
    """Of the last parts also what they were reckoned from."""
    for begin, what, most in rows:
        for each in range(most):
            yield what, float(begin + PART), float(begin), f"{each}"


def _rows(now: float, group: str) -> Iterator[Row]:
    for begin in range(part_of(now) - 7 * 86400, part_of(now), PART):
        height = max(0.0, math.sin(2 * math.pi * begin / 86400) + 0.1 * math.sin(begin / 1000))
        for what, most in ((CALLS, MOST), (LINES, CHANNELS), (group, CHANNELS)):
            if count := min(most, round(height * most)):
                yield begin, what, count
