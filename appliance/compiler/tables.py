"""Tables that Asterisk reads itself, a row at a time, as typed values.

A table is a file of a generation like any other: its text is what SQLite is to run to make it, one
spelling for one value, and `apply` turns that text into the database when it writes the file. The
path carries a hash of the text, so a table that differs has another name.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import itemgetter

from appliance.compiler.memory import by_identity
from appliance.core.differing import alike, differing, with_others
from appliance.core.errors import Invalid

FOLDER = "asterisk/tables"
SUFFIX = ".sqlite3"
Row = tuple[str, ...]
Lines = tuple[str, ...]
_FIRST = itemgetter(0)
_DIGESTS = 1 << 64
_BLOCK = 64  # lines
_CONTROL = re.compile(r"[\x00-\x1f]")
_NAME = re.compile(r"[a-z][a-z_]{0,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows are found by their first column, in which no value stands twice."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        known = _last.get(self.name)
        if known is not None and _alike(known.table, self):
            return  # as one that was found right
        for name in (self.name, *self.columns):
            if not _NAME.fullmatch(name):
                raise Invalid("table", f"{name!r} is no name of a table or a column")
        if set(map(len, self.rows)) - {len(self.columns)}:
            raise Invalid("table", f"{self.name} has a row of another length")
        if len(set(map(_FIRST, self.rows))) != len(self.rows):
            raise Invalid("table", f"{self.name} has two rows of one {self.columns[0]}")


def _alike(known: Table, table: Table) -> bool:
    """Whether they differ in what stands behind the first columns of a few rows."""
    return known.columns == table.columns and alike(known.rows, table.rows, _shape)


def _shape(row: Row) -> object:
    return len(row), row[0]


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A table's text, its lines, in which of them each row is, and the sum of their digests.

    Of thousands of lines only the `_BLOCK` around one that differs are joined anew.
    """

    table: Table
    lines: tuple[Lines, ...]
    blocks: tuple[str, ...]
    at: Mapping[int, tuple[int, int]]
    total: int
    text: str


_last: dict[str, _Spelled] = {}


def sql(table: Table) -> str:
    """What makes the table in an empty database; rows are in the order of their first column.

    Of a table that differs in a few rows from the last of its name only those are spelled.
    """
    known = _last.get(table.name)
    again = known is not None and _alike(known.table, table)
    spelled = _spelled_again(known, table) if known and again else _spelled(table)
    _last[table.name] = spelled
    return spelled.text


def _create(table: Table) -> str:
    first, *rest = table.columns
    columns = ", ".join([f"{first} TEXT PRIMARY KEY", *(f"{name} TEXT NOT NULL" for name in rest)])
    return f"CREATE TABLE {table.name} ({columns}) WITHOUT ROWID;\n"


def _spelled(table: Table) -> _Spelled:
    order = sorted(range(len(table.rows)), key=table.rows.__getitem__)
    every = [_row(table.name, table.rows[place]) for place in order]
    lines = tuple(tuple(every[at : at + _BLOCK]) for at in range(0, len(every), _BLOCK))
    at = {place: divmod(line, _BLOCK) for line, place in enumerate(order)}
    blocks = tuple(map("".join, lines))
    text = "".join((_create(table), *blocks))
    return _Spelled(table, lines, blocks, at, _total(text), text)


def _spelled_again(known: _Spelled, table: Table) -> _Spelled:
    fresh, total = dict[int, list[str]](), known.total
    for place in differing(known.table.rows, table.rows) or ():
        block, at = known.at[place]
        was, now = known.lines[block][at], _row(table.name, table.rows[place])
        if was != now:
            fresh.setdefault(block, list(known.lines[block]))[at] = now
            total += _digest(now) - _digest(was)
    if not fresh:
        return replace(known, table=table)
    lines = with_others(known.lines, {block: tuple(each) for block, each in fresh.items()})
    blocks = with_others(known.blocks, {block: "".join(each) for block, each in fresh.items()})
    text = "".join((_create(table), *blocks))
    return _Spelled(table, lines, blocks, known.at, total % _DIGESTS, text)


def _digest(line: str) -> int:
    return int.from_bytes(hashlib.blake2b(line.encode(), digest_size=8).digest())


def _total(text: str) -> int:
    return sum(map(_digest, text.splitlines(keepends=True))) % _DIGESTS


@by_identity
def _row(name: str, row: Row) -> str:
    return f"INSERT INTO {name} VALUES ({', '.join(map(_quoted, row))});\n"  # noqa: S608  # quoted


def _quoted(value: str) -> str:
    if _CONTROL.search(value):
        raise Invalid("table", f"{value!r} does not fit on one line")
    return "'" + value.replace("'", "''") + "'"


def path(name: str, text: str) -> str:
    """Where a table of this `sql` stands in a generation.

    Its hash is the sum of its lines' hashes: of thousands of lines only one is hashed when one
    differs. They are put in order by what stands in them, so the sum leaves nothing open.
    """
    known = _last.get(name)
    if known is not None and known.text is text:
        total = known.total
    elif (named := _named.get(name)) is not None and named[0] is text:
        total = named[1]
    else:
        total = _total(text)
        _named[name] = text, total
    return f"{FOLDER}/{name}-{total:016x}{SUFFIX}"


_named: dict[str, tuple[str, int]] = {}  # texts that were not the last to be spelled


def is_table(file: str) -> bool:
    """Whether the file at this path of a generation is a database made from its text."""
    return file.startswith(FOLDER + "/") and file.endswith(SUFFIX)


def name_of(file: str) -> str:
    """The table in the file at this path."""
    return file.removeprefix(FOLDER + "/").rsplit("-", 1)[0]
