"""The first shape of config.db. Models of migrations are frozen: they never follow rows.py."""

from sqlite3 import Connection

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

_TABLES = (
    """CREATE TABLE setting (name VARCHAR(255) NOT NULL PRIMARY KEY, value TEXT)""",
    """CREATE TABLE card (
        position INTEGER NOT NULL PRIMARY KEY,
        "key" VARCHAR(255) NOT NULL UNIQUE,
        model VARCHAR(255) NOT NULL,
        driver VARCHAR(255) NOT NULL)""",
    """CREATE TABLE card_parameter (
        card_id INTEGER NOT NULL REFERENCES card (position) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name VARCHAR(255) NOT NULL,
        value VARCHAR(255) NOT NULL,
        PRIMARY KEY (card_id, position))""",
    """CREATE TABLE span (
        number INTEGER NOT NULL PRIMARY KEY,
        card_id INTEGER NOT NULL REFERENCES card (position) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        local INTEGER NOT NULL,
        base INTEGER NOT NULL UNIQUE,
        kind VARCHAR(255) NOT NULL,
        ports TEXT NOT NULL,
        crc4 INTEGER NOT NULL,
        timing INTEGER NOT NULL,
        side VARCHAR(255) NOT NULL)""",
    """CREATE TABLE extension (
        position INTEGER NOT NULL PRIMARY KEY,
        number VARCHAR(255) NOT NULL UNIQUE,
        name VARCHAR(255) NOT NULL,
        language VARCHAR(255) NOT NULL,
        ring_seconds INTEGER NOT NULL)""",
    """CREATE TABLE device (
        extension_id INTEGER NOT NULL REFERENCES extension (position) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        card VARCHAR(255),
        span INTEGER,
        place INTEGER,
        account VARCHAR(255) UNIQUE,
        secret VARCHAR(255),
        PRIMARY KEY (extension_id, position),
        UNIQUE (card, span, place))""",
    """CREATE TABLE trunk_group (
        number INTEGER NOT NULL PRIMARY KEY,
        position INTEGER NOT NULL,
        name VARCHAR(255) NOT NULL,
        our_number VARCHAR(255))""",
    """CREATE TABLE trunk_line (
        group_id INTEGER NOT NULL REFERENCES trunk_group (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        card VARCHAR(255) NOT NULL,
        span INTEGER NOT NULL,
        place INTEGER,
        PRIMARY KEY (group_id, position))""",
    """CREATE TABLE did_route (
        position INTEGER NOT NULL PRIMARY KEY,
        did VARCHAR(255) NOT NULL UNIQUE,
        extension_id VARCHAR(255) NOT NULL REFERENCES extension (number))""",
    """CREATE TABLE line_route (
        position INTEGER NOT NULL PRIMARY KEY,
        card VARCHAR(255) NOT NULL,
        span INTEGER NOT NULL,
        place INTEGER NOT NULL,
        extension_id VARCHAR(255) NOT NULL REFERENCES extension (number),
        UNIQUE (card, span, place))""",
    """CREATE TABLE outbound_group (
        position INTEGER NOT NULL PRIMARY KEY,
        group_id INTEGER NOT NULL UNIQUE REFERENCES trunk_group (number))""",
    """CREATE TABLE revision (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        time REAL NOT NULL,
        author VARCHAR(255) NOT NULL,
        message VARCHAR(255) NOT NULL,
        config TEXT NOT NULL)""",
)


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    """Make every table."""
    del migrator
    connection: Connection = db.connection()  # type: ignore[no-untyped-call]
    for table in _TABLES:
        connection.execute(table)
