"""The first shape of mail.db: letters, and what was written about already."""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_STATEMENTS = (
    # `content` is empty once nobody sends it any more.
    """CREATE TABLE letter (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        recipient TEXT NOT NULL,
        made REAL NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        tried REAL NOT NULL DEFAULT 0,
        next REAL NOT NULL DEFAULT 0,
        said TEXT NOT NULL DEFAULT '',
        error TEXT NOT NULL DEFAULT '',
        content BLOB NOT NULL)""",
    "CREATE INDEX letter_waits ON letter (number) WHERE state = 'waiting'",
    # About what there was a letter, such as a call or a voice message, in a group of its own kind.
    """CREATE TABLE told (
        subject TEXT NOT NULL,
        "key" TEXT NOT NULL,
        time REAL NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (subject, "key")) WITHOUT ROWID""",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Make the tables."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for statement in _STATEMENTS:
        connection.execute(statement)
