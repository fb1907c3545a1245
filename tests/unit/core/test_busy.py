"""How many there were at once, by the most in each part of the time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appliance.core.busy import PART, Span, gathered, most_at_once, part_of

FOR_EVER = 1e9
TIMES = st.integers(0, 4 * PART)


def test_the_most_of_a_part_counts_who_came_before_it_and_who_goes_in_it() -> None:
    spans = [(10.0, 400.0), (20.0, 30.0), (310.0, 320.0), (400.0, 500.0)]
    assert most_at_once(spans, 0, FOR_EVER) == {0: 2, 300: 2}
    assert most_at_once(spans, 300, FOR_EVER) == {300: 2}
    assert most_at_once(spans, 0, 300.0) == {0: 2}


def test_who_goes_at_the_moment_at_which_the_next_one_comes_is_not_there_with_him() -> None:
    assert most_at_once([(0.0, 300.0), (300.0, 600.0)], 0, FOR_EVER) == {0: 1, 300: 1}


def test_a_long_one_is_in_every_part_and_what_took_no_time_in_none() -> None:
    assert most_at_once([(0.0, 1500.0), (700.0, 700.0)], 0, FOR_EVER) == dict.fromkeys(
        range(0, 1500, PART), 1
    )


@given(st.lists(st.tuples(TIMES, TIMES).filter(lambda span: span[0] < span[1]), max_size=12))
def test_each_part_says_what_a_look_at_every_second_says(spans: list[Span]) -> None:
    seen: dict[int, int] = {}
    for second in range(4 * PART):
        count = sum(begin <= second < end for begin, end in spans)
        if count:
            seen[part_of(second)] = max(seen.get(part_of(second), 0), count)
    assert most_at_once(spans, 0, FOR_EVER) == seen


def test_longer_parts_say_the_most_of_those_in_them() -> None:
    assert gathered({0: 1, 300: 4, 1500: 2, 1800: 3}, 1800) == {0: 4, 1800: 3}
