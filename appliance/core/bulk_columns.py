"""Which column of a table of people says what: FreePBX's Bulk Handler, or a list made by hand.

FreePBX's names are those of its export of extensions: core, voicemail and languages give them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.core.csv_table import TableRow
from appliance.core.errors import Invalid

_NAMES: Mapping[str, str] = {
    "extension": "number",
    "number": "number",
    "ext": "number",
    "номер": "number",
    "внутренний номер": "number",
    "внутренний": "number",
    "добавочный": "number",
    "name": "name",
    "full name": "name",
    "фио": "name",
    "ф.и.о.": "name",
    "имя": "name",
    "сотрудник": "name",
    "description": "description",
    "callerid": "caller id",
    "email": "e-mail",
    "e-mail": "e-mail",
    "почта": "e-mail",
    "электронная почта": "e-mail",
    "voicemail_email": "voicemail e-mail",
    "mobile": "mobile",
    "cell": "mobile",
    "мобильный": "mobile",
    "мобильный телефон": "mobile",
    "телефон": "mobile",
    "department": "department",
    "отдел": "department",
    "подразделение": "department",
    "ringtimer": "ring time",
    "languages_language": "language",
    "tech": "technology",
    "voicemail": "voicemail",
    "voicemail_enable": "voicemail on",
    "mailbox": "mailbox",
    "secret": "secret",
}
"""What each column says, by its name in small letters."""

BY_HAND = ("number", "name", "e-mail", "mobile", "department")
"""The columns of a list without a header."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A column that is not taken over, and in how many rows it says something."""

    column: str
    rows: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A row by what its cells say; `extra` are cells behind the last column."""

    line: int
    cells: Mapping[str, str]
    extra: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        """Empty where there is no such column."""
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows below the header, if there is one."""

    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...] = ()


def sheet_of(rows: tuple[TableRow, ...]) -> Sheet:
    """Invalid when the header is none that can be used, or there is nothing below it."""
    if not rows:
        raise Invalid("file", "is empty; choose a table with a row for each person")
    titles = [cell.lower() or f"#{at}" for at, cell in enumerate(rows[0].cells, 1)]
    if not any(_NAMES.get(title) == "number" for title in titles):
        return Sheet(tuple(_entry(row, BY_HAND) for row in rows))
    columns = _columns(titles)
    if len(rows) == 1:
        raise Invalid("file", "has a header and no rows below it; write one for each person")
    unread = (_unread(column, at, rows[1:]) for at, column in enumerate(titles))
    return Sheet(
        tuple(_entry(row, columns) for row in rows[1:]),
        tuple(each for each in unread if each.column not in _NAMES and each.rows),
    )


def _columns(titles: list[str]) -> tuple[str, ...]:
    columns = tuple(_NAMES.get(title, f"column {at}") for at, title in enumerate(titles))
    for at, column in enumerate(columns):
        if column in columns[:at]:
            first = titles[columns.index(column)]
            raise Invalid("header", f"{first} and {titles[at]} say the same; leave one of them")
    return columns


def _unread(column: str, at: int, rows: tuple[TableRow, ...]) -> Unread:
    return Unread(column, sum(len(row.cells) > at and bool(row.cells[at]) for row in rows))


def _entry(row: TableRow, columns: tuple[str, ...]) -> Entry:
    behind = row.cells[len(columns) :]
    return Entry(
        row.line,
        dict(zip(columns, row.cells, strict=False)),
        behind if any(behind) else (),
    )
