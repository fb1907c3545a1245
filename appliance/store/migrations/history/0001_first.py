"""The first shape of history.db. Only additive changes follow: the release before reads it too."""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_STATEMENTS = (
    """CREATE TABLE call (
        "key" TEXT NOT NULL PRIMARY KEY,
        start REAL NOT NULL,
        story TEXT NOT NULL)""",
    "CREATE INDEX call_start ON call (start)",
    """CREATE TABLE leg (
        call TEXT NOT NULL REFERENCES call ("key") ON DELETE CASCADE,
        position INTEGER NOT NULL,
        channel TEXT NOT NULL,
        number TEXT NOT NULL,
        PRIMARY KEY (call, position))""",
    "CREATE INDEX leg_number ON leg (number)",
    """CREATE TABLE recording (
        path TEXT NOT NULL PRIMARY KEY,
        call TEXT NOT NULL REFERENCES call ("key") ON DELETE CASCADE)""",
    "CREATE INDEX recording_call ON recording (call)",
    # Events of calls that are up; of ended calls with the call's key; starts of Asterisk with ''.
    """CREATE TABLE event (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        channel TEXT NOT NULL,
        call TEXT,
        line TEXT NOT NULL)""",
    "CREATE INDEX event_channel ON event (channel)",
    "CREATE INDEX event_open ON event (channel) WHERE call IS NULL",
    "CREATE INDEX event_call ON event (call) WHERE call > ''",
    # How far the spool was read: one row.
    """CREATE TABLE spool (
        number INTEGER NOT NULL PRIMARY KEY CHECK (number = 1),
        file TEXT NOT NULL,
        position INTEGER NOT NULL,
        boot TEXT NOT NULL)""",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Make every table."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for statement in _STATEMENTS:
        connection.execute(statement)
