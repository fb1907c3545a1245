"""When a kind of data is full, by what came in lately."""

from __future__ import annotations

from itertools import pairwise

import pytest

from appliance.core.room import DAY, KEPT, Sample, full_in, per_day, with_sample


def _samples(*used: int, first: float = 0.0) -> tuple[Sample, ...]:
    """One a day."""
    return tuple(Sample(first + day * DAY, {"x": each}) for day, each in enumerate(used))


@pytest.mark.parametrize(
    ("used", "growth"),
    [
        ((), None),
        ((5,), None),
        ((5, 6, 7), None),  # two days
        ((0, 10, 20, 30), 10),
        ((30, 30, 30, 30), 0),
        ((0, 10, 0, 10), 20 / 3),  # somebody took the first ten away
    ],
)
def test_what_came_in_a_day_needs_three_days_and_forgets_what_was_taken_away(
    used: tuple[int, ...], growth: float | None
) -> None:
    found = per_day(_samples(*used), "x")
    assert found == (growth if growth is None else pytest.approx(growth))


def test_only_the_last_four_weeks_count() -> None:
    assert per_day(_samples(*range(0, 4000, 100), *([4000] * 28)), "x") == pytest.approx(0, abs=4)


def test_a_kind_that_nobody_measured_is_not_known() -> None:
    assert per_day(_samples(1, 2, 3, 4), "y") is None


def test_days_until_it_is_full() -> None:
    assert full_in(100, 10.0) == 10
    assert full_in(-5, 10.0) == 0
    assert full_in(100, 0.0) is None
    assert full_in(100, None) is None


def test_samples_are_kept_for_some_weeks_and_none_of_the_future() -> None:
    new = Sample(100 * DAY, {"x": 1})
    kept = with_sample(_samples(*range(200)), new)
    assert kept[-1] == new
    assert kept[0].time == (100 - KEPT) * DAY
    assert all(a.time < b.time for a, b in pairwise(kept))
