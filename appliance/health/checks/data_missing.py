"""The data partition is not mounted: its file system cannot be read, and nothing formats it."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "data-missing"


def check(world: World) -> Iterator[Issue]:
    if "data" in world.missing:
        yield Issue(
            KIND,
            "data",
            "History, recordings and voicemail cannot be kept: their partition cannot be read.",
            "Telephones work. Switch the box off and on. If that does not help, a factory reset"
            " without the history, which the recovery menu at the box offers, makes the partition"
            " anew; what was on it is then lost.",
            Severity.ERROR,
        )
