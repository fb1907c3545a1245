"""How many calls there were at once in the last days. Tables of history.db.

Each call that ends writes the most of the five minutes that it touched, so a week is read without
looking at its calls.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import cast

from peewee import SqliteDatabase

from appliance.core.busy import CALLS, LINES, PART, Span, most_at_once, part_of
from appliance.core.calls import Call
from appliance.store.database import execute, execute_many
from appliance.store.history_told import reading

KEPT = 8 * 86400  # seconds before the end of the last call
MOST = "SELECT start, what, most FROM at_once WHERE start >= ?"
OVERLAP = 'SELECT start, "end" FROM taken WHERE what = ? AND "end" > ? AND start < ?'
SINCE = 'SELECT what, start, "end" FROM taken WHERE "end" > ?'
FORGET = ('DELETE FROM taken WHERE "end" < ?', "DELETE FROM at_once WHERE start < ?")


class AtOnce:
    """What is reckoned is written in the transaction in which the calls are."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def keep(self, call: Call) -> None:
        """Reckon with a call that ended."""
        oldest = part_of(call.end) - KEPT
        for what, which, start, end in _taken(call):
            sql = 'INSERT OR IGNORE INTO taken (what, "end", start, which) VALUES (?, ?, ?, ?)'
            execute(self._database, sql, what, end, start, which)
        for what, (start, end) in _times(call).items():
            self._reckon(what, max(oldest, part_of(start)), part_of(end) + PART)
        for sql in FORGET:
            execute(self._database, sql, oldest)

    def _reckon(self, what: str, since: int, until: int) -> None:
        """Anew the parts in which something ended lately: there is little that ended after it."""
        rows = execute(self._database, OVERLAP, what, since, until)
        most = most_at_once(cast("list[Span]", rows), since, until)
        execute_many(
            self._database,
            "INSERT INTO at_once (start, what, most) VALUES (?, ?, ?)"
            " ON CONFLICT (start, what) DO UPDATE SET most = excluded.most",
            [(start, what, count) for start, count in most.items()],
        )

    @reading()
    def most(self, since: int) -> Mapping[str, dict[int, int]]:
        """The most at once in each part from `since` on, by what and the part's begin."""
        found: defaultdict[str, dict[int, int]] = defaultdict(dict)
        rows = cast("list[tuple[int, str, int]]", execute(self._database, MOST, since))
        for start, what, most in rows:
            found[what][start] = most
        return found

    @reading()
    def spans(self, since: int) -> Mapping[str, list[Span]]:
        """From when to when each was taken that ended after `since`."""
        found: defaultdict[str, list[Span]] = defaultdict(list)
        rows = cast("list[tuple[str, float, float]]", execute(self._database, SINCE, since))
        for what, start, end in rows:
            found[what].append((start, end))
        return found


def _taken(call: Call) -> Iterator[tuple[str, str, float, float]]:
    """What, which one of it, from when to when; nothing that only a clock set anew explains."""
    if 0 < call.end - call.start < KEPT:
        yield CALLS, call.key, call.start, call.end
    for leg in call.legs:
        if leg.line and 0 < leg.end - leg.start < KEPT:
            yield LINES, f"{call.key} {leg.unique}", leg.start, leg.end
            yield leg.line, f"{call.key} {leg.unique}", leg.start, leg.end


def _times(call: Call) -> dict[str, Span]:
    """From the first begin to the last end of each."""
    found: dict[str, Span] = {}
    for what, _, start, end in _taken(call):
        first, last = found.get(what, (start, end))
        found[what] = min(first, start), max(last, end)
    return found
