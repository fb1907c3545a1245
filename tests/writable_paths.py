"""The table of writable paths as its page has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[1] / "appliance/decisions/0032-every-writable-path.md"
PLACES = {"state": "/var/lib/lineman", "data": "/srv"}


@dataclass(frozen=True, slots=True)
class Row:
    """Folders of one kind, their owner, what bounds them, and what becomes of them."""

    paths: tuple[str, ...]
    partition: str
    owner: str
    bounded_by: str
    backup: str
    reset: str


def table() -> list[Row]:
    """Each row that has paths; the sector of the boot environment has none."""
    rows = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        paths = re.findall(r"`(/[^`]+)`", cells[0]) if line.startswith("|") else []
        if paths:
            partition, owner, bounded_by, backup, _, reset = cells[1:]
            rows.append(Row(tuple(paths), partition, owner, bounded_by, backup, reset))
    return rows
