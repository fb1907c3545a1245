"""Tables as files: the database that a table's text makes, and the text that is in a database.

The text alone decides what is in the file. How its pages lie depends on what it was made from: a
database of thousands of people is changed where their rows differ instead of being made anew.
"""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from appliance.compiler.tables import Table, sql

_ROW = re.compile(r"INSERT INTO [a-z_]+ VALUES \((.*)\);")
_VALUE = re.compile(r"'((?:[^']|'')*)'")
_MOST = 0.1  # of a text's length: what differs more is made from nothing


@dataclass(frozen=True, slots=True)
class Made:
    """A database and the text it holds."""

    text: str
    content: bytes


def database(text: str, near: Made | None = None) -> bytes:
    """The database that `text` makes; `near` is one that may differ from it in a few rows."""
    with closing(sqlite3.connect(":memory:")) as connection:
        if near is None or not _changed(connection, near, text):
            connection.executescript(text)
        connection.commit()
        return connection.serialize()


def _changed(connection: sqlite3.Connection, near: Made, text: str) -> bool:
    """Make `near` to `text` in the empty connection; False when they have too little in common."""
    start, gone, come = difference(near.text, text)
    if start == 0 or len(gone) + len(come) > _MOST * len(text):
        return False
    connection.deserialize(near.content)
    table, (first, *_) = columns_of(near.text)
    keys = [(row[0],) for row in rows_of(gone)]
    connection.executemany(f"DELETE FROM {table} WHERE {first} = ?", keys)  # noqa: S608  # names
    connection.executescript(come)
    return True


def columns_of(text: str) -> tuple[str, list[str]]:
    """The table's name and its columns, the first being what rows are found by."""
    found = re.match(r"CREATE TABLE (?P<name>[a-z_]+) \((?P<columns>.*)\)", text)
    if found is None:
        raise ValueError("no text of a table")
    return found["name"], [column.split()[0] for column in found["columns"].split(", ")]


def rows_of(lines: str) -> list[list[str]]:
    """The rows that these lines of a table's text put in."""
    return [
        [value.replace("''", "'") for value in _VALUE.findall(values)]
        for values in _ROW.findall(lines)
    ]


Difference = tuple[int, str, str]
_last: list[tuple[str, str, Difference]] = []  # who makes a table and who asks about it want it


def difference(before: str, after: str) -> Difference:
    """Where the first line that differs begins, and the lines that went and came from there on.

    Lines that are the same at the end are no part of either.
    """
    if not _last or _last[0][0] is not before or _last[0][1] is not after:
        _last[:] = [(before, after, _difference(before, after))]
    return _last[0][2]


def _difference(before: str, after: str) -> Difference:
    most = min(len(before), len(after))
    alike = _longest(most, lambda low, high: before.startswith(after[low:high], low))
    start = before.rfind("\n", 0, alike) + 1
    n, m = len(before), len(after)
    alike = _longest(
        most - start, lambda low, high: before.endswith(after[m - high : m - low], 0, n - low)
    )
    end = before.find("\n", n - alike)  # of a line that may differ
    same = n - end - 1 if end >= start else 0
    return start, before[start : n - same], after[start : m - same]


_BLOCK = 1 << 14  # characters


def _longest(most: int, same: Callable[[int, int], bool]) -> int:
    """Up to where all is the `same`: block by block, then by halves."""
    low = 0
    while low + _BLOCK <= most and same(low, low + _BLOCK):
        low += _BLOCK
    high = min(low + _BLOCK, most)
    while low < high:
        middle = (low + high + 1) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def text_of(content: bytes) -> str:
    """The text that makes the database of these bytes; ValueError when it is none of ours."""
    if not content:
        raise ValueError("no table: the file is empty")
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(content)
            return sql(_table(connection))
    except sqlite3.Error as error:
        raise ValueError(f"no table: {error}") from error


def _table(connection: sqlite3.Connection) -> Table:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    if len(names) != 1:
        raise ValueError(f"holds {len(names)} tables")
    (name,) = names[0]
    columns = connection.execute("SELECT name FROM pragma_table_info(?)", (name,)).fetchall()
    rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608  # read from it
    return Table(name, tuple(column for (column,) in columns), tuple(rows))
