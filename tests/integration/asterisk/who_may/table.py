"""`table.md` as values: each cell that says what comes of a call is a case.

A table whose first column is `dialled` has a column for each person, and a case in each of their
cells. Any other table has a case in each row, and its last column, `then`, says what comes of it.
What stands before the first table of a section as `FAMILY/key = VALUE` holds for all of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).with_name("table.md")
_LIVE = re.compile(r"`(\w+)/(\S+) = (\S+)`")
_CARRIER = re.compile(r"[12]\b")


@dataclass(frozen=True, slots=True)
class Case:
    """A call and what must come of it; `row` holds what the columns of a list say."""

    name: str
    caller: str
    dialled: str
    then: str
    row: Mapping[str, str]
    live: tuple[tuple[str, str, str], ...]

    @property
    def section(self) -> str:
        return self.name.partition(":")[0]

    def says(self, column: str) -> str:
        return self.row.get(column, "")


def cases() -> tuple[Case, ...]:
    """All, in their order."""
    _, *sections = _TABLE.read_text().split("\n## ")
    return tuple(case for section in sections for case in _section(section))


def _section(text: str) -> Iterator[Case]:
    """What is said of cells at the head of the page is no table of calls."""
    title, _, rest = text.partition("\n")
    rows = [_cells(line) for line in rest.splitlines() if line.startswith("|")]
    live = tuple((found[1], found[2], found[3]) for found in _LIVE.finditer(rest.split("|")[0]))
    if not rows:
        return
    header, _, *body = rows
    for number, cells in enumerate(body, start=1):
        row = dict(zip(header, cells, strict=True))
        if header[0] == "dialled":
            yield from _by_everybody(title, row, live)
        else:
            yield Case(f"{title}: {number}", row["caller"], row["dials"], row["then"], row, live)


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def _by_everybody(
    title: str, row: Mapping[str, str], live: tuple[tuple[str, str, str], ...]
) -> Iterator[Case]:
    dialled, sent = row["dialled"], row["sent"]
    for who, cell in row.items():
        if cell and who not in {"dialled", "sent"}:
            then = _CARRIER.sub(lambda found: f"{found[0]} {sent}", cell, count=1)
            yield Case(f"{title}: {dialled} by {who}", who, dialled, then, {}, live)
