"""A file that the box writes was changed by hand: a change of the settings would lose that."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND, REPLACED = "edited-by-hand", "edit-replaced"


def check(world: World) -> Iterator[Issue]:
    for path in world.edited:
        yield Issue(
            KIND,
            path,
            f"The file {path} was changed by hand.",
            "Move your own lines to the file in custom that its first line names; then let the next"
            " change write it anew.",
        )
    for path in world.replaced:
        yield Issue(
            REPLACED,
            path,
            f"What was changed by hand in {path} is not in use any more.",
            "Move your own lines from there to the file in custom that its first line names.",
            Severity.NOTICE,
        )
