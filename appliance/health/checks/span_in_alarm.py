"""An E1 is down, longer than a blink."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "span-in-alarm"
BLINK = 1.0  # seconds; drivers debounce longer than that themselves


def check(world: World) -> Iterator[Issue]:
    for span in world.look.spans:
        since = world.alarm_since.get(span.number)
        if since is not None and span.alarms and world.now - since >= BLINK:
            words = ", ".join(sorted(alarm.upper() for alarm in span.alarms))
            yield Issue(
                KIND,
                f"span {span.number}",
                f"Line {span.number} is down: {words}.",
                "Check the cable, then ask the carrier.",
                Severity.ERROR,
            )
