"""A group of lines met its limit of calls to the outside today: a busy day, or a thief."""

from collections.abc import Iterator

from appliance.core.issues import Issue
from appliance.core.live_state import CALLS_MET, DEAR_MET
from appliance.health.world import World

KIND = "lines-limit-met"


def check(world: World) -> Iterator[Issue]:
    for group in world.config.trunk_groups:
        which = world.lines_met.get(str(group.number))
        if which is None or not group.limited:
            continue
        yield Issue(
            KIND,
            f"#{group.number}",
            f"Lines “{group.name}” were to carry more calls to the outside at once than they may."
            if which == CALLS_MET
            else f"Lines “{group.name}” have carried as many calls abroad and to paid numbers "
            "today as they may."
            if which == DEAR_MET
            else f"Lines “{group.name}” have used up their minutes of today; emergency numbers "
            "still pass.",
            "See in the call log who called; if it was none of you, give that telephone a new "
            "password. If it was, the lines can have more.",
        )
