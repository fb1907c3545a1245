"""The bans in force as a file: for this unit's own next start, and for the supervisor to show."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from appliance.core.bans import Ban
from appliance.durable import write_whole

PLACE = Path("/run/lineman-bans/bans.json")


def now() -> float:
    """Seconds since the box was started, which no setting of the clock moves."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def read(place: Path) -> tuple[Ban, ...]:
    """What was kept; nothing where no file is, or none of ours."""
    try:
        found = json.loads(place.read_text("utf-8"))
        return tuple(Ban(**each) for each in found)
    except (OSError, ValueError, TypeError):
        return ()


def write(place: Path, bans: Iterable[Ban]) -> None:
    """In place of what was kept before; everybody may read who is banned."""
    write_whole(place, json.dumps([asdict(ban) for ban in bans]).encode(), mode=0o644)
