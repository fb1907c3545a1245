"""Calls that were really made, as the spool lines Asterisk 22.10 wrote of each.

Recorded from the calls of tests/integration/asterisk/test_calls.py; a story's name says which.
"""

from pathlib import Path

from appliance.core.cel import CelRow, read_line

_FOLDER = Path(__file__).parents[1] / "fixtures" / "stories"
NAMES = tuple(sorted(path.stem for path in _FOLDER.glob("*.csv")))


def lines(name: str) -> list[str]:
    """The story as it stands in the spool."""
    return (_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()


def rows(name: str) -> list[CelRow]:
    """The story's events."""
    return [row for row in map(read_line, lines(name)) if isinstance(row, CelRow)]


def started(time: float, boot: str = "boot") -> str:
    """The line that each start of Asterisk puts into the spool."""
    return f'"SPOOL_START","{time:.6f}","{boot}"'


def told_again(name: str, number: int) -> list[str]:
    """The same story of another call: every unique id, channel and bridge is another."""
    told = []
    for line in lines(name):
        fresh = line.replace('"17954', f'"{number:02d}54').replace("PJSIP/", f"PJSIP/{number:02d}")
        told.append(fresh.replace('bridge_id"":""', f'bridge_id"":""{number:02d}'))
    return told
