"""Somebody has a telephone, and no line leads out: from none of them help can be called."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "no-emergency-line"


def check(world: World) -> Iterator[Issue]:
    telephones = any(extension.devices for extension in world.config.extensions)
    lines = any(group.lines for group in world.config.trunk_groups)
    if telephones and not lines:
        yield Issue(
            KIND,
            "emergency",
            "There is no line to the outside, so no telephone reaches an emergency number.",
            "Connect a line, or keep another telephone within reach.",
            Severity.NOTICE,
        )
