"""What may wait for its moment."""

import pytest

from appliance.core.errors import Invalid
from appliance.flows.waiting import LATE, At, WhenIdle, check_waits
from tests.fakes.changing_box import later
from tests.machines.offices import named

NOW = 1_800_000_000.0
NAMED = named("301", "Olga")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (0.0, "is over by the box's clock"),
        (NOW - LATE - 1, "is over by the box's clock"),
        (NOW * 1000, "is more than a year away"),  # milliseconds
        (1e300, "is more than a year away"),
    ],
)
def test_a_moment_that_is_over_or_never_comes_is_refused(moment: float, said: str) -> None:
    """It would have waited for a day more, or for ever, and no page could tell until when."""
    with pytest.raises(Invalid, match=said) as refused:
        check_waits(later(NAMED, At(moment)), NOW)
    assert refused.value.field == "at"


@pytest.mark.parametrize("when", [At(NOW - 60), At(NOW + 1), At(NOW + 365 * 86400), WhenIdle()])
def test_what_has_just_come_or_comes_within_a_year_waits(when: At | WhenIdle) -> None:
    check_waits(later(NAMED, when), NOW)
