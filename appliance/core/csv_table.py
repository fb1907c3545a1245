"""A table that an office program saved as text: how it is written, and its rows; cells for one."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from appliance.core.errors import Invalid

MOST_ROWS = 20_000
_MARKS = (";", ",", "\t")  # which of them parts cells; the first one wins where none is there
_FORMULA = re.compile(r"[=@\t\r\n]|-.|\+(?![0-9 ()-]+\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TableRow:
    """`line` is the number of its first line in the file; cells are without space around them."""

    line: int
    cells: tuple[str, ...]


def harmless(cell: str) -> str:
    """The cell as a table has it: what a spreadsheet would take for a formula is text, but a
    telephone number with its `+` stays one (OWASP, CSV injection).
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def rows_of(content: bytes) -> tuple[TableRow, ...]:
    """Every row with something in it; Invalid when the file is no such text."""
    rows = tuple(islice(_rows(text_of(content)), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Invalid("file", f"has more than {MOST_ROWS} rows; split it")
    return rows


def _rows(text: str) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_mark(text), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield TableRow(line, tuple(" ".join(cell.split()) for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(
            "file", f"line {line} cannot be read ({error}): look for a lone quote there"
        ) from error


def text_of(content: bytes) -> str:
    """UTF-8 or UTF-16 with its mark, UTF-8 without, else Windows-1251, as Russian Excel saves."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if wide else ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid("file", "is no text; save the table as CSV UTF-8")


def _mark(text: str) -> str:
    """What parts cells: the one that stands in the first line that has any, outside quotes."""
    for line in text.splitlines():
        outside = "".join(line.split('"')[::2])
        for mark in _MARKS:
            if mark in outside:
                return mark
    return _MARKS[0]
