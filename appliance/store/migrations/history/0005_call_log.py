"""What a page of the log needs: exact places to go on from, parties to search, comments, deeds.

The indices begin as those of before did, so the release before finds by them too.
"""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_STATEMENTS = (
    'CREATE INDEX call_in_time ON call (start, "key")',
    'CREATE INDEX call_by_result ON call (result, start, "key")',
    'CREATE INDEX call_by_direction ON call (direction, start, "key")',
    "DROP INDEX call_start",
    "DROP INDEX call_result",
    "DROP INDEX call_direction",
    # Each party that ever was, `number name`, once: found by any three letters of it.
    "CREATE VIRTUAL TABLE party USING fts5 (value, tokenize = 'trigram')",
    """CREATE TABLE comment (
        call TEXT NOT NULL PRIMARY KEY REFERENCES call ("key") ON DELETE CASCADE,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        time REAL NOT NULL)""",
    # Who did what with a call from a page: a call that is up has no row of its own yet.
    """CREATE TABLE deed (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        time REAL NOT NULL,
        call TEXT NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL)""",
    "CREATE INDEX deed_call ON deed (call, number)",
    # Rows of before are told anew, a few each night, and are found by their parties then.
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Make the indices and tables."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for statement in _STATEMENTS:
        connection.execute(statement)
