"""The stored time zone is one that this release does not have: times would be told wrong."""

from collections.abc import Iterator

from appliance.core.issues import Issue
from appliance.core.zones import known
from appliance.health.world import World

KIND = "zone-unknown"


def check(world: World) -> Iterator[Issue]:
    zone = world.config.zone
    if not known(zone):
        yield Issue(
            KIND,
            "time zone",
            f"The box does not know the office's time zone {zone}:"
            " hours and times are told by UTC.",
            "Choose another time zone on the page Office.",
        )
