"""Which recordings somebody had removed, and when. A table of history.db."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peewee import SqliteDatabase

from appliance.store.database import execute, execute_many
from appliance.store.history_told import reading, writing

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

    @reading()
    def due(self) -> list[str]:
        """Some that the disk may have still: it refused, or the power went."""
        sql = "SELECT path FROM removal WHERE gone = 0 LIMIT ?"
        return [str(path) for (path,) in execute(self._database, sql, _AT_ONCE)]

    @reading()
    def _of(self, sql: str, names: Sequence[str]) -> list[tuple[str, ...]]:
        places = ", ".join("?" * len(names))
        found = execute(self._database, f"{sql} ({places})", *names)
        return [(str(path), *map(str, rest)) for path, *rest in found]

    @writing()
    def _write(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        with self._database.atomic():
            execute_many(self._database, sql, rows)
