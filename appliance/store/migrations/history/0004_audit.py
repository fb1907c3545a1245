"""How far the nightly audit has come: one row."""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Make the table."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    connection.execute(
        """CREATE TABLE audit (
            number INTEGER NOT NULL PRIMARY KEY CHECK (number = 1),
            start REAL NOT NULL)"""
    )
