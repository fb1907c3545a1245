"""One table for parts of every kind, and revisions that say how they are spelled.

The rows of the first shape are let go: the last revision holds the same, and the store makes the
new rows from it, as after any change of what a configuration consists of.
"""

import zlib
from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_FIRST = (  # children before what they point at
    "outbound_group",
    "line_route",
    "did_route",
    "trunk_line",
    "trunk_group",
    "device",
    "extension",
    "span",
    "card_parameter",
    "card",
    "setting",
)
_TABLES = (
    """CREATE TABLE part (
        place TEXT NOT NULL,
        position INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (place, position)) WITHOUT ROWID""",
    """CREATE TABLE setting (
        place TEXT NOT NULL PRIMARY KEY,
        body TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE revision (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        time REAL NOT NULL,
        author TEXT NOT NULL,
        message TEXT NOT NULL,
        schema INTEGER NOT NULL,
        shape TEXT NOT NULL,
        config BLOB NOT NULL)""",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """The old tables go, the revisions stay under their numbers."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for table in _FIRST:
        connection.execute(f"DROP TABLE {table}")
    connection.execute("ALTER TABLE revision RENAME TO first_revision")
    for table in _TABLES:
        connection.execute(table)
    connection.create_function("squeezed", 1, lambda text: zlib.compress(text.encode()))
    connection.execute(
        "INSERT INTO revision SELECT number, time, author, message, 1, '', squeezed(config)"
        " FROM first_revision ORDER BY number"
    )
    connection.execute("DROP TABLE first_revision")
