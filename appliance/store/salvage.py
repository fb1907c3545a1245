"""A configuration that cannot be read: which revision still can, and how it is brought back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from peewee import DatabaseError

from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.revisions import RevisionNote
from appliance.durable import coming, sync_folder
from appliance.store.database import execute, open_database
from appliance.store.revisions import Revisions, Stored
from appliance.store.squeezing import squeezed, unsqueezed

REMEDY = (
    "Telephones work on. In the recovery menu at the box, start the other slot, which has settings"
    " of its own, or reset to the factory."
)
_FURTHEST = 10_000  # revisions are looked for that far back from the newest number


@dataclass(frozen=True, slots=True)
class _Kept:
    """A revision out of a damaged file, with the columns that this version gives it."""

    note: RevisionNote
    stored: Stored

    def row(self) -> tuple[object, ...]:
        note, stored = self.note, self.stored
        written = stored.schema, stored.shape, squeezed(stored.text)
        return note.number, note.time, note.author, note.message, *written


def damaged(why: str, number: int | None) -> Fault:
    """What to tell and to do; `number` is the newest revision that can be read."""
    if number is None:
        return Fault(f"The stored configuration does not load: {why}", REMEDY)
    return Fault(
        f"The stored configuration does not load: {why}",
        f"Telephones work on. Restore revision {number}, the newest that can be read:"
        f" lineman revert {number}",
    )


def newest_of(revisions: Revisions) -> int | None:
    """The newest revision that can be read of a database that opens."""
    with suppress(DatabaseError):
        for note in revisions.notes(_FURTHEST):
            with suppress(DatabaseError, Invalid):
                revisions.stored(note.number).config()
                return note.number
    return None


def notes(path: Path) -> Iterator[RevisionNote]:
    """Every revision that can be read of a file that is no whole database, the newest first."""
    return (each.note for each in _kept(path))


def at(path: Path, number: int) -> Config:
    """What a revision of such a file holds; Invalid when it cannot be read."""
    for each in _kept(path):
        if each.note.number == number:
            return each.stored.config()
    raise Invalid("revision", f"there is no revision {number}; choose one that is there")


def rebuild(path: Path) -> None:
    """Put a new database in place of a damaged one, with every revision that can be read.

    Its rows stay empty: a revision is to be restored. Fault when no revision can be read. The
    damaged file stays beside it until the next time.
    """
    kept = list(_kept(path))
    if not kept:
        raise Fault("No revision of the settings can be read.", REMEDY)
    fresh = path.with_name(coming(path.name))
    for each in _files(fresh):
        each.unlink(missing_ok=True)
    database = open_database(fresh, "config", REMEDY)
    with database.atomic():
        for revision in reversed(kept):
            sql = "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?)"
            execute(database, sql, *revision.row())
    database.close()
    _put_in_place(fresh, path)


def _files(path: Path) -> tuple[Path, Path, Path]:
    """A database and what SQLite keeps beside it."""
    return path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _put_in_place(fresh: Path, path: Path) -> None:
    aside = path.with_name(f"{path.name}.damaged")
    aside.unlink(missing_ok=True)
    aside.hardlink_to(path)
    for left in _files(path)[1:]:  # of the damaged one: never to be read into the new one
        left.unlink(missing_ok=True)
    fresh.replace(path)
    sync_folder(path.parent)


def _kept(path: Path) -> Iterator[_Kept]:
    """Every revision that is whole, the newest first."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        last = _last(connection)
        for number in range(last, max(last - _FURTHEST, 0), -1):
            with suppress(sqlite3.Error, Invalid, IndexError, ValueError):
                yield from _read(connection, number)


def _last(connection: sqlite3.Connection) -> int:
    """The newest number; SQLite remembers it in a second place too."""
    for sql in (
        "SELECT MAX(number) FROM revision",
        "SELECT seq FROM sqlite_sequence WHERE name = 'revision'",
    ):
        with suppress(sqlite3.Error):
            for (number,) in connection.execute(sql):
                if isinstance(number, int):
                    return number
    return 0


def _read(connection: sqlite3.Connection, number: int) -> Iterator[_Kept]:
    """The revision of this number; Invalid when it is not whole."""
    for row in connection.execute("SELECT * FROM revision WHERE number = ?", (number,)):
        first = "schema" not in row.keys()  # noqa: SIM118  # a row is no mapping
        stored = (
            Stored(str(row["config"]), 1, "")
            if first
            else Stored(unsqueezed(row["config"]), int(row["schema"]), str(row["shape"]))
        )
        stored.config()
        note = RevisionNote(number, float(row["time"]), str(row["author"]), str(row["message"]))
        yield _Kept(note, stored)
