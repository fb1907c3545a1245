"""Asterisk does not answer: nobody can call."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "exchange-down"
START = 5.0  # seconds a start may take


def check(world: World) -> Iterator[Issue]:
    since = world.exchange_down_since
    if since is not None and world.now - since >= START:
        yield Issue(
            KIND,
            "exchange",
            "The exchange does not answer: nobody can call.",
            "It is started again by itself. If that does not help, switch the box off and on.",
            Severity.ERROR,
        )
