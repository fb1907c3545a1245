"""Calls that were really made, as the spool lines Asterisk 22.10 wrote of each.

Recorded by `tests/integration/asterisk/stories/record.py`; those that `test_calls.py` there makes
were recorded first, with fewer applications followed.
"""

import re
from functools import cache
from pathlib import Path

from appliance.core.calls import Call
from appliance.core.cel import CelRow, SpoolStart, read_line
from appliance.core.open_calls import Finished, OpenCalls
from tests.fakes.told import TOLD

# Of an id or a time, and of a recording's name.
_SECOND = re.compile(r'(["/])17(\d{8}\.)')
_FOLDER = Path(__file__).parents[1] / "fixtures" / "stories"
ALL = tuple(sorted(path.stem for path in _FOLDER.glob("*.csv")))


@cache
def _spool(name: str) -> tuple[str, ...]:
    return tuple((_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines())


def lines(name: str) -> list[str]:
    """The story as it stands in the spool, up to where Asterisk died if it did."""
    return [line for line in _spool(name) if not line.startswith('"SPOOL_START"')]


def death(name: str) -> float | None:
    """When Asterisk started again after it had died in this story."""
    last = read_line(_spool(name)[-1])
    return last.time if isinstance(last, SpoolStart) else None


CUT = tuple(name for name in ALL if death(name) is not None)
SEVERAL = tuple(name for name in ALL if len(TOLD.get(name, ())) > 1)
NAMES = tuple(name for name in ALL if name not in {*CUT, *SEVERAL})
"""Stories of one call that nothing cut."""


def rows(name: str) -> list[CelRow]:
    """The story's events."""
    return [row for row in map(read_line, lines(name)) if isinstance(row, CelRow)]


def calls(name: str, boot: str = "boot") -> list[Call]:
    """What its events become, as the reader of the spool joins them."""
    up, found = OpenCalls(boot), list[Finished]()
    for row in rows(name):
        if (finished := up.feed(row)) is not None:
            found.append(finished)
    if (died := death(name)) is not None:
        found += up.restarted(SpoolStart(died, boot))
    return [each.call for each in found if each.call is not None]


def started(time: float, boot: str = "boot") -> str:
    """The line that each start of Asterisk puts into the spool."""
    return f'"SPOOL_START","{time:.6f}","{boot}"'


def told_again(name: str, number: int) -> list[str]:
    """The same story of another call: every unique id, channel and bridge is another.

    Unique ids begin with the second; all stories happened within a few years.
    """
    told = []
    for line in lines(name):
        fresh = line.replace("PJSIP/", f"PJSIP/{number:02d}")
        fresh = _SECOND.sub(rf"\g<1>{number:02d}\g<2>", fresh)
        told.append(fresh.replace('bridge_id"":""', f'bridge_id"":""{number:02d}'))
    return told
