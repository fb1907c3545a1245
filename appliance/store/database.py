"""Opening a database: the settings that make its commits hold, and its migrations."""

from pathlib import Path
from sqlite3 import Cursor

from peewee import DatabaseError, SqliteDatabase
from playhouse.migrations import MigrationError, Runner

from appliance.core.errors import Fault

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(path: Path, kind: str, remedy: str) -> SqliteDatabase:
    """Open `path`, made when missing, with every migration of `kind` applied.

    A commit is on disk when it returns. Fault with `remedy` when the file is no database or a
    migration fails.
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
        _check(database)
        runner = Runner(database, str(_MIGRATIONS / kind))  # type: ignore[no-untyped-call]
        runner.up()  # type: ignore[no-untyped-call]
    except (DatabaseError, MigrationError) as error:
        database.close()
        raise Fault(f"{path.name} cannot be read: {error}", remedy) from error
    return database


def execute(database: SqliteDatabase, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Run one statement; every row it gives. Errors are peewee's DatabaseError."""
    cursor: Cursor = database.execute_sql(sql, values)  # type: ignore[no-untyped-call]
    return cursor.fetchall()


def _check(database: SqliteDatabase) -> None:
    found = execute(database, "PRAGMA quick_check")
    if found != [("ok",)]:
        raise DatabaseError(str(found[0][0]))
