"""Which recordings somebody had removed, and when. A table of history.db."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peewee import DatabaseError, SqliteDatabase

from appliance.core.errors import Fault
from appliance.core.issues import MAKE_ROOM
from appliance.store.database import execute, execute_many

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Removed:
    time: float
    who: str


class Removals:
    """Of many names at once, at most some hundred. Fault when the database cannot take it."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def begun(self, names: Sequence[str]) -> Mapping[str, float]:
        """When the call of each recording began; one without a call is left out."""
        sql = 'SELECT path, start FROM recording JOIN call ON call."key" = call WHERE path IN'
        return {path: float(str(start)) for path, start in self._of(sql, names)}

    def of(self, names: Sequence[str]) -> Mapping[str, Removed]:
        """Those of the recordings that were removed, by their names."""
        found = self._of("SELECT path, time, who FROM removal WHERE path IN", names)
        return {path: Removed(float(str(time)), str(who)) for path, time, who in found}

    def write(self, names: Sequence[str], who: str, time: float) -> None:
        """They are about to go; who had one removed before stays its remover."""
        sql = "INSERT INTO removal (path, time, who) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        self._write(sql, [(name, time, who) for name in names])

    def gone(self, names: Sequence[str]) -> None:
        """The disk has them no more."""
        self._write("UPDATE removal SET gone = 1 WHERE path = ?", [(name,) for name in names])

    def due(self) -> list[str]:
        """Some that the disk may have still: it refused, or the power went."""
        sql = "SELECT path FROM removal WHERE gone = 0 LIMIT ?"
        try:
            return [str(path) for (path,) in execute(self._database, sql, _AT_ONCE)]
        except DatabaseError as error:
            raise _fault(error) from error

    def _of(self, sql: str, names: Sequence[str]) -> list[tuple[str, ...]]:
        places = ", ".join("?" * len(names))
        try:
            found = execute(self._database, f"{sql} ({places})", *names)
        except DatabaseError as error:
            raise _fault(error) from error
        return [(str(path), *map(str, rest)) for path, *rest in found]

    def _write(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        try:
            with self._database.atomic():
                execute_many(self._database, sql, rows)
        except DatabaseError as error:
            raise _fault(error) from error


def _fault(error: DatabaseError) -> Fault:
    return Fault(f"What is removed cannot be written down: {error}", MAKE_ROOM)
