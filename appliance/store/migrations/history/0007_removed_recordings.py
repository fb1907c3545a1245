"""Recordings that somebody had removed: who and when, for good. `gone` once the disk has none."""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_STATEMENTS = (
    """CREATE TABLE removal (
        path TEXT NOT NULL PRIMARY KEY,
        time REAL NOT NULL,
        who TEXT NOT NULL,
        gone INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX removal_due ON removal (path) WHERE gone = 0",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Make the table."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for statement in _STATEMENTS:
        connection.execute(statement)
