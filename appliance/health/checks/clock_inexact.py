"""The line cards' clock loses time: sound that keeps step with it has gaps."""

from collections.abc import Iterator

from appliance.core.issues import Issue
from appliance.health.world import World

KIND = "clock-inexact"
LEAST = 99.0  # per cent; a clock that is well has 99.9, whatever else the processor does
IN_A_ROW = 2  # measurements, since one may be torn by a processor that looked away


def check(world: World) -> Iterator[Issue]:
    last = world.timing[-IN_A_ROW:]
    if len(last) == IN_A_ROW and max(last) < LEAST:
        yield Issue(
            KIND,
            "clock",
            "The clock of the line cards is not exact: calls over them have gaps.",
            "Put the card into another place, with the power off, where it shares no interrupt;"
            " then ask for another card.",
        )
