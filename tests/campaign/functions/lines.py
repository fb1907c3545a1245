"""Lines to the outside: who gets one, who waits for one, and for how long somebody has it."""

from __future__ import annotations

import time

from tests.campaign.functions.office import MOST_MINUTES
from tests.campaign.functions.people import code, talk
from tests.campaign.functions.scene import (
    ANOTHER_OUTSIDE,
    OUTSIDE,
    OUTSIDE_TONE,
    Failed,
    Scene,
    Speaker,
    Telephone,
    hears,
)

_MINUTE = 60
_TO_GO = 8  # seconds before the end of a call from which on it is waited for


def camp_on_line(on: Scene) -> None:
    """Who met no free line is rung once there is one, and called on."""
    a, b, _, _ = on.phones
    _talks_outside(on, b, OUTSIDE)
    a.call(ANOTHER_OUTSIDE)
    a.refused()
    code(a, "*37")
    if a.rings_soon():
        raise Failed(f"{a.who} rings while no line is free")
    b.hang_up()
    a.rings()
    a.answer()
    talk(a, on.called_outside(ANOTHER_OUTSIDE))
    a.hang_up()


def priority_line(on: Scene) -> None:
    """204 has priority, and a line in reserve where nobody else gets any."""
    a, b, _, d = on.phones
    first = _talks_outside(on, b, OUTSIDE)
    a.call(ANOTHER_OUTSIDE)
    a.refused()
    second = _talks_outside(on, d, ANOTHER_OUTSIDE)
    talk(b, first)
    talk(d, second)
    d.hang_up()
    b.hang_up()


def _talks_outside(on: Scene, caller: Telephone, number: str) -> Speaker:
    caller.call(number)
    outside = on.called_outside(number)
    caller.connected()
    return outside


def call_limit(on: Scene) -> None:
    """203 calls outside for a minute; a tone comes half a minute before."""
    c = on.phones[2]
    begun = time.monotonic()
    _talks_outside(on, c, OUTSIDE)
    hears(c, OUTSIDE_TONE)
    time.sleep(begun + _MINUTE * MOST_MINUTES - _TO_GO - time.monotonic())
    c.left()
    if time.monotonic() - begun < _MINUTE * MOST_MINUTES:
        raise Failed(f"the call of {c.who} ends early")
