"""The web page does not answer."""

from collections.abc import Iterator

from appliance.core.issues import Issue
from appliance.health.world import World

KIND = "web-down"
START = 30.0  # seconds a start may take


def check(world: World) -> Iterator[Issue]:
    since = world.web_down_since
    if since is not None and world.now - since >= START:
        yield Issue(
            KIND,
            "web page",
            "The web page does not answer. Calls are not touched.",
            "It is started again by itself. If that does not help, switch the box off and on.",
        )
