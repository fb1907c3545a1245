"""What calls are found by, each in the order of time: people, numbers, lines, results.

`told` is the telling that made the row's story; rows of an earlier one are told anew.
"""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_STATEMENTS = (
    "ALTER TABLE call ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE call ADD COLUMN result TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE call ADD COLUMN direction TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX call_result ON call (result, start)",
    "CREATE INDEX call_direction ON call (direction, start)",
    "CREATE INDEX call_told ON call (told, start)",
    """CREATE TABLE trait (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        start REAL NOT NULL,
        call TEXT NOT NULL REFERENCES call ("key") ON DELETE CASCADE,
        PRIMARY KEY (name, value, start, call)) WITHOUT ROWID""",
    "CREATE INDEX trait_call ON trait (call)",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Add the columns and the table; they are filled in as rows are told anew."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for statement in _STATEMENTS:
        connection.execute(statement)
