"""A partition is nearly full: records and changes would be lost next."""

from collections.abc import Iterator

from appliance.core.issues import MAKE_ROOM, Issue, Severity
from appliance.health.world import World

KIND = "disk-full"
LEAST = 0.05  # of the partition


def check(world: World) -> Iterator[Issue]:
    for name, share in world.free.items():
        if share < LEAST:
            yield Issue(
                KIND,
                name,
                f"The {name} partition is nearly full.",
                MAKE_ROOM,
                Severity.ERROR if share < LEAST / 5 else Severity.WARNING,
            )
