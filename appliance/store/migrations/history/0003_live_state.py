"""Live state as it was seen last, and who changed what of it."""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_STATEMENTS = (
    """CREATE TABLE live (
        family TEXT NOT NULL,
        "key" TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (family, "key"))""",
    """CREATE TABLE live_change (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        time REAL NOT NULL,
        family TEXT NOT NULL,
        "key" TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        who TEXT NOT NULL,
        place TEXT NOT NULL)""",
    # Lines of Asterisk's journal that were taken in and may still stand there.
    """CREATE TABLE live_taken ("key" TEXT NOT NULL PRIMARY KEY)""",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Make the tables."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for statement in _STATEMENTS:
        connection.execute(statement)
