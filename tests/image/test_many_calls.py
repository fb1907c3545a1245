"""Several calls at once on one E1, and the death of all but Asterisk; in full: many-calls.

`build/campaign many-calls` brings up the thirty that an E1 has, more than a slow processor carries.
"""

from __future__ import annotations

import pytest

from tests.image.harness import Guest
from tests.image.harness.far_ends import FarEnds
from tests.image.many_calls import Plan, carried, outlive
from tests.image.supervisor import Supervisor

_SURE = 2  # calls whose sound an emulated processor is sure to carry
_IN_THE_END = 120.0  # seconds; how soon is judged by tests/integration/box/test_deaths.py


@pytest.mark.timeout(1800)
def test_calls_at_once_have_their_slots_rows_and_sound(
    box: Guest, ends: FarEnds, supervisor: Supervisor
) -> None:
    assert carried(box, ends, supervisor, Plan(calls=8, desks=5, ramp=(_SURE,))) == _SURE


@pytest.mark.timeout(1800)
def test_no_call_drops_when_supervisor_and_web_page_die(
    box: Guest, ends: FarEnds, supervisor: Supervisor
) -> None:
    outlive(box, ends, supervisor, Plan(calls=5, desks=3), within=_IN_THE_END)
