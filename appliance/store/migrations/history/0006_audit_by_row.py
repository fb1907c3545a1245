"""The nightly audit goes by the order in which calls were written: no wrong clock moves it.

`start` stays for the release before, which goes by it.
"""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_STATEMENTS = (
    "ALTER TABLE audit ADD COLUMN last INTEGER NOT NULL DEFAULT 0",
    """UPDATE audit SET last = coalesce(
        (SELECT max(rowid) FROM call WHERE call.start = audit.start),
        (SELECT max(rowid) FROM call WHERE call.start < audit.start),
        0)""",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Add the column, at the last call that was looked at."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for statement in _STATEMENTS:
        connection.execute(statement)
