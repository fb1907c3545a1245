"""How many calls there were at once, of the last days alone; `store/at_once.py` says more."""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_STATEMENTS = (
    # From when to when each call, and each channel of an outside line, was taken.
    """CREATE TABLE taken (
        what TEXT NOT NULL,
        "end" REAL NOT NULL,
        start REAL NOT NULL,
        which TEXT NOT NULL,
        PRIMARY KEY (what, "end", start, which)) WITHOUT ROWID""",
    'CREATE INDEX taken_end ON taken ("end")',
    # The most at once in each five minutes that had any.
    """CREATE TABLE at_once (
        start INTEGER NOT NULL,
        what TEXT NOT NULL,
        most INTEGER NOT NULL,
        PRIMARY KEY (start, what)) WITHOUT ROWID""",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Make the tables; calls that end from now on fill them."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for statement in _STATEMENTS:
        connection.execute(statement)
