"""The E1's cable is fine, yet the carrier's exchange does not speak on its D channel."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "link-down"
START = 30.0  # seconds; the far end may take that long to answer after an alarm or a restart


def check(world: World) -> Iterator[Issue]:
    for number, since in sorted(world.link_down_since.items()):
        span = world.look.span(number)
        if span is not None and not span.alarms and world.now - since >= START:
            yield Issue(
                KIND,
                f"span {number}",
                f"On line {number} the carrier's exchange does not answer: no D channel.",
                "Ask the carrier whether ISDN is switched on.",
                Severity.ERROR,
            )
