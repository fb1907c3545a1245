"""A partition, or a kind of data below its ceiling, has no room: records would be lost next."""

from collections.abc import Iterator

from appliance.core.issues import MAKE_ROOM, Issue, Severity
from appliance.health.world import World
from appliance.spoken.languages import mark

KIND = "disk-full"
LEAST = 0.05  # of the partition, or of what a kind of data may take
ROOMS = {
    "history": mark("The room for the history of calls is nearly full."),
    "recordings": mark("The room for recordings is nearly full."),
    "voicemail": mark("The room for voicemail is nearly full."),
    "fax": mark("The room for faxes is nearly full: they are refused as busy until there is more."),
    "prompts": mark("The room for sounds of one's own is nearly full."),
    "uploads": mark("The room for updates is nearly full."),
    "spool": mark("The room for calls that have not been read yet is nearly full."),
    "slots": mark("The room for configurations is nearly full."),
}
OF_STATE = frozenset({"spool", "slots"})  # the others are folders of the data partition


def check(world: World) -> Iterator[Issue]:
    for name, share in world.free.items():
        if share < LEAST:
            yield Issue(
                KIND,
                name,
                ROOMS.get(name) or f"The {name} partition is nearly full.",
                MAKE_ROOM,
                Severity.ERROR if share < LEAST / 5 else Severity.WARNING,
            )
