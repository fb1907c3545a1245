"""How soon supervisor, page and nginx are back when all die at once with twenty calls up."""

from __future__ import annotations

import os
import statistics
from pathlib import Path

from tests.bench.measured import Measured, above
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import settled_box
from tests.integration.box.deaths import (
    BACK_WITHIN,
    CALLS,
    called_often,
    channels_up,
    die_during_calls,
    wait_for_all,
)

LIMITS = {"back_s": BACK_WITHIN, "dropped": 0.0, "late_calls": 0.0}
_DEATHS = 5


def measure(seed: int) -> Measured:
    """Each death is in the same uptime, where systemd waits longer every time."""
    del seed
    with settled_box(Path(os.environ["LINEMAN_ASTERISK_ROOT"])) as box:
        wait_for_all(box)
        called = called_often(box)
        late = SipPhone(box, Supervisor(box), "C")
        before = set(channels_up(box))
        deaths = []
        for _ in range(_DEATHS):
            deaths.append(die_during_calls(box, late, called))
            late.do("hang_up")
        after = set(channels_up(box))
    worst = [max(each.away.values()) for each in deaths]
    figures = {
        "calls": len(before) / 2,
        "back_s": statistics.median(worst),
        "back_worst_s": max(worst),
        "dropped": len(before - after) / 2,
        "late_calls": float(sum(not each.called for each in deaths)),
        "units": len(deaths[0].away),
    }
    few = (f"{figures['calls']:g} calls were up, not {CALLS}",) if len(before) < 2 * CALLS else ()
    return Measured(_DEATHS, (*few, *above(figures, LIMITS)), figures)
