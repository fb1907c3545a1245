"""Every configuration that was committed, whole, under its number."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from peewee import SqliteDatabase

from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.json_schema import shape_of
from appliance.core.pieces import Pieces
from appliance.core.revisions import RevisionNote
from appliance.core.upgrades import SCHEMA, config_of
from appliance.store.database import execute
from appliance.store.squeezing import Squeezer, unsqueezed

MOST = 1000
LARGEST = 64 << 20  # bytes of all revisions; every page of them is looked at when the box starts
LEAST = 50  # stay, however large they are


@dataclass(frozen=True, slots=True)
class Stored:
    """A revision's text as it was written, under the `schema` and `shape` of that version."""

    text: str
    schema: int
    shape: str

    @property
    def current(self) -> bool:
        """Whether this version would spell it the same."""
        return (self.schema, self.shape) == (SCHEMA, shape_of(Config))

    def config(self) -> Config:
        """Invalid when it is no configuration."""
        return config_of(self.text, self.schema)


class Revisions:
    """The table of revisions. Errors are peewee's DatabaseError."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._squeezer = Squeezer()

    def last(self) -> int:
        """Number of the newest, 0 when there is none."""
        ((number,),) = execute(self._database, "SELECT MAX(number) FROM revision")
        return int(str(number or 0))

    def notes(self, most: int, before: int = 0) -> Iterator[RevisionNote]:
        """The newest first; those below `before`, 0 for no bound."""
        sql = (
            "SELECT number, time, author, message FROM revision"
            " WHERE (?2 = 0 OR number < ?2) ORDER BY number DESC LIMIT ?1"
        )
        for number, when, author, message in execute(self._database, sql, most, before):
            yield RevisionNote(int(str(number)), float(str(when)), str(author), str(message))

    def stored(self, number: int) -> Stored:
        """Invalid when there is no such revision, or it is not whole."""
        sql = "SELECT config, schema, shape FROM revision WHERE number = ?"
        for config, schema, shape in execute(self._database, sql, number):
            return Stored(unsqueezed(config), int(str(schema)), str(shape))
        raise Invalid("revision", f"there is no revision {number}; choose one that is there")

    def add(self, pieces: Pieces, author: str, message: str) -> int:
        """Its number. The oldest go when there are too many."""
        sql = (
            "INSERT INTO revision (time, author, message, schema, shape, config)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING number"
        )
        values = (
            time.time(),
            author,
            message,
            SCHEMA,
            shape_of(Config),
            self._squeezer.squeezed(pieces),
        )
        ((number,),) = execute(self._database, sql, *values)
        self._prune()
        return int(str(number))

    def _prune(self) -> None:
        sql = "SELECT number, length(config) FROM revision ORDER BY number DESC"
        rows = [(int(str(number)), int(str(size))) for number, size in execute(self._database, sql)]
        sizes = accumulate(size for _, size in rows)
        kept = sum(at < LEAST or (at < MOST and size <= LARGEST) for at, size in enumerate(sizes))
        if kept < len(rows):
            sql = "DELETE FROM revision WHERE number <= ?"
            execute(self._database, sql, rows[kept][0])
