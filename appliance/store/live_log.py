"""Who changed what of live state, and how it was when it was seen last. Tables of history.db.

Both slots write here, so there may be families and places of a release that knows more: they are
left out, and left alone.
"""

import json
from collections.abc import Iterable, Iterator

from peewee import DatabaseError, SqliteDatabase

from appliance.core.errors import Fault
from appliance.core.issues import MAKE_ROOM
from appliance.core.live_state import Entries, Entry, Family, LiveChange, Where
from appliance.store.database import execute, execute_many
from appliance.store.history_told import reading

_FAMILIES = frozenset(family.value for family in Family)
_PLACES = frozenset(where.value for where in Where)
_OURS = tuple((family,) for family in sorted(_FAMILIES))
MOST = 100_000  # changes kept; a row takes about 100 bytes


class LiveLog:
    """What was seen and each change that led there are one transaction."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    @reading()
    def seen(self) -> dict[Entry, str]:
        """As it was seen last."""
        sql = 'SELECT family, "key", value FROM live'
        found = execute(self._database, sql)
        return {
            (Family(str(family)), str(key)): str(value)
            for family, key, value in found
            if family in _FAMILIES
        }

    @reading()
    def taken(self) -> frozenset[str]:
        """Lines of the journal that are written down already."""
        return frozenset(
            str(key) for (key,) in execute(self._database, 'SELECT "key" FROM live_taken')
        )

    @reading()
    def last(self) -> float:
        """When the last change was made, in seconds since the epoch; 0 when none ever was."""
        ((time,),) = execute(self._database, "SELECT max(time) FROM live_change")
        return float(str(time or 0))

    def take(self, seen: Entries, changes: Iterable[LiveChange], journal: Iterable[str]) -> None:
        """`journal` are the keys of its lines. Fault when the disk is full: nothing was taken."""
        try:
            with self._database.atomic():
                self._replace(seen)
                execute_many(self._database, _ADD, map(_row, changes))
                execute(self._database, _FORGET, MOST)
                execute(self._database, "DELETE FROM live_taken")
                execute_many(self._database, _TAKEN, ((key,) for key in journal))
        except DatabaseError as error:
            raise Fault(f"Live state cannot be written down: {error}", MAKE_ROOM) from error

    def _replace(self, seen: Entries) -> None:
        execute_many(self._database, "DELETE FROM live WHERE family = ?", _OURS)
        rows = ((family.value, key, value) for (family, key), value in seen.items())
        execute_many(
            self._database, 'INSERT INTO live (family, "key", value) VALUES (?, ?, ?)', rows
        )

    def changes(self, before: int, limit: int) -> Iterator[tuple[int, LiveChange]]:
        """The newest first, each with its number; those below `before`, 0 for no bound."""
        sql = (
            'SELECT number, time, family, "key", before, after, who, place FROM live_change'
            " WHERE (?1 = 0 OR number < ?1)"
            " AND family IN (SELECT value FROM json_each(?3))"
            " AND place IN (SELECT value FROM json_each(?4)) ORDER BY number DESC LIMIT ?2"
        )
        known = (json.dumps(sorted(_FAMILIES)), json.dumps(sorted(_PLACES)))
        for number, *row in execute(self._database, sql, before, limit, *known):
            yield int(str(number)), _change(row)


_FORGET = "DELETE FROM live_change WHERE number <= (SELECT max(number) FROM live_change) - ?"
_TAKEN = 'INSERT INTO live_taken ("key") VALUES (?)'
_ADD = (
    'INSERT INTO live_change (time, family, "key", before, after, who, place)'
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def _row(change: LiveChange) -> tuple[object, ...]:
    family, key = change.entry
    return (
        change.time,
        family.value,
        key,
        change.before,
        change.after,
        change.who,
        change.where.value,
    )


def _change(row: list[object]) -> LiveChange:
    time, *texts = row
    family, key, before, after, who, place = map(str, texts)
    return LiveChange(float(str(time)), (Family(family), key), before, after, who, Where(place))
