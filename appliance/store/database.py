"""Opening a database: the settings that make its commits hold, and its migrations."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from sqlite3 import Cursor

from peewee import DatabaseError, SqliteDatabase
from playhouse.migrations import MigrationError, Runner

from appliance.core.errors import Fault

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(
    path: Path, kind: str, remedy: str, *, looked_through: bool = False
) -> SqliteDatabase:
    """Open `path`, made when missing, with every migration of `kind` applied.

    A commit is on disk when it returns. Fault with `remedy` when the file is no database or a
    migration fails. Every page is looked at, unless that was done or need not be.
    """
    database = SqliteDatabase(
        str(path),
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "busy_timeout": 5000,
        },
    )
    try:
        database.connect()
        if not looked_through:
            _judged(execute(database, "PRAGMA quick_check"))
        runner = Runner(database, str(_MIGRATIONS / kind))  # type: ignore[no-untyped-call]
        runner.up()  # type: ignore[no-untyped-call]
    except (DatabaseError, MigrationError, sqlite3.Error) as error:
        database.close()
        raise Fault(f"{path.name} cannot be read: {error}", remedy) from error
    return database


def execute(database: SqliteDatabase, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Run one statement; every row it gives. Errors are peewee's DatabaseError."""
    cursor: Cursor = database.execute_sql(sql, values)  # type: ignore[no-untyped-call]
    try:
        return cursor.fetchall()
    except sqlite3.Error as error:  # a damaged page is met when its row is fetched
        raise DatabaseError(str(error)) from error


def execute_many(database: SqliteDatabase, sql: str, rows: Iterable[Sequence[object]]) -> None:
    """Run one statement for each of `rows`. Errors are peewee's DatabaseError."""
    connection: sqlite3.Connection = database.connection()  # type: ignore[no-untyped-call]
    try:
        connection.executemany(sql, rows)
    except sqlite3.Error as error:
        raise DatabaseError(str(error)) from error


@contextmanager
def readable(name: str, remedy: str) -> Iterator[None]:
    """What cannot be read of the database `name` is a Fault; also around a function."""
    try:
        yield
    except (DatabaseError, sqlite3.Error) as error:
        raise Fault(f"{name} cannot be read: {error}", remedy) from error


def left_open(path: Path) -> bool:
    """Whether nobody closed the database: its writer died, or the power went."""
    return path.with_name(f"{path.name}-wal").exists()


class Check:
    """A look at every page of a large database, which takes minutes.

    `run` belongs in a thread of its own; `stop`, from any thread, ends it early.
    """

    def __init__(self, path: Path, remedy: str) -> None:
        self._path, self._remedy = path, remedy
        with readable(path.name, remedy):
            self._connection = sqlite3.connect(path, check_same_thread=False)

    def run(self) -> None:
        """Fault with the remedy when a page is damaged."""
        with readable(self._path.name, self._remedy), closing(self._connection):
            _judged(self._connection.execute("PRAGMA quick_check").fetchall())

    def stop(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # it is done already
            self._connection.interrupt()


def _judged(found: list[tuple[object, ...]]) -> None:
    if found != [("ok",)]:
        raise DatabaseError(str(found[0][0]))
