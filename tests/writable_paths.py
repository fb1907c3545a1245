"""The table of writable paths as its page has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[1] / "appliance/decisions/0010-writable-paths-as-they-are.md"
PLACES = {"state": "/var/lib/lineman", "data": "/srv"}


@dataclass(frozen=True, slots=True)
class Row:
    """Folders of one kind, their owner, and what a factory reset does to them."""

    paths: tuple[str, ...]
    partition: str
    owner: str
    reset: str


def table() -> list[Row]:
    """Each row that has paths; the sector of the boot environment has none."""
    rows = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        paths = re.findall(r"`(/[^`]+)`", cells[0]) if line.startswith("|") else []
        if paths:
            rows.append(Row(tuple(paths), cells[1], cells[2], cells[5]))
    return rows
