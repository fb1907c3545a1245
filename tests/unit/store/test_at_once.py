"""How many calls and lines there were at once, kept as calls end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.busy import CALLS, LINES, PART
from appliance.core.calls import Call
from appliance.store.at_once import FORGET, KEPT, MOST, OVERLAP, SINCE
from appliance.store.database import execute
from appliance.store.history import Cursor, History
from tests.fakes.stories import calls, lines

BEGUN = 1_795_848_000.0
(ONE,) = calls("attended")


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "history.db")
    yield made
    made.close()


def _call(key: int, start: float, end: float, *groups: str) -> Call:
    """With a leg on each of the trunk groups."""
    legs = tuple(
        replace(ONE.legs[0], unique=f"{key}.{place}", line=line, start=start, end=end)
        for place, line in enumerate(("", *groups))
    )
    return replace(ONE, key=f"boot/{key}", start=start, end=end, legs=legs)


def test_each_call_that_ends_raises_the_most_of_the_time_it_took(history: History) -> None:
    for key, (start, end, *groups) in enumerate(
        [(0.0, 60.0, "1"), (30.0, 400.0, "1"), (50.0, 55.0), (20.0, 700.0, "2")]
    ):
        history.at_once.keep(
            _call(key, BEGUN + float(start), BEGUN + float(end), *map(str, groups))
        )
    first, second, third = (int(BEGUN) + n * PART for n in range(3))
    assert history.at_once.most(first) == {
        CALLS: {first: 4, second: 2, third: 1},
        LINES: {first: 3, second: 2, third: 1},
        "1": {first: 2, second: 1},
        "2": {first: 1, second: 1, third: 1},
    }
    assert history.at_once.most(third) == {what: {third: 1} for what in (CALLS, LINES, "2")}
    assert history.at_once.spans(second + 200)[CALLS] == [(BEGUN + 20, BEGUN + 700)]


def test_two_channels_of_one_line_in_one_call_are_two(history: History) -> None:
    history.at_once.keep(_call(1, BEGUN, BEGUN + 9, "1", "1"))
    assert history.at_once.most(0)["1"] == {int(BEGUN): 2}
    assert history.at_once.most(0)[CALLS] == {int(BEGUN): 1}


def test_what_is_old_goes_and_what_only_a_clock_explains_never_comes(history: History) -> None:
    history.at_once.keep(_call(1, BEGUN, BEGUN + 9, "1"))
    history.at_once.keep(_call(2, 60.0, BEGUN + 20))  # its clock was set in between
    assert history.at_once.most(0)[CALLS] == {int(BEGUN): 1}
    later = BEGUN + KEPT + 2 * PART
    history.at_once.keep(_call(3, later, later + 9))
    assert history.at_once.most(0) == {CALLS: {int(later): 1}}
    assert set(history.at_once.spans(0)) == {CALLS}


def test_calls_that_the_spool_tells_of_are_counted(history: History) -> None:
    history.take(lines("attended"), Cursor("1", 1))
    (call,) = history.calls()
    (most,) = history.at_once.most(0)[CALLS].values()
    assert most == 1
    assert history.at_once.spans(0)[CALLS] == [(call.start, call.end)]
    history.take(lines("attended"), Cursor("1", 2))  # again: a reader that was in doubt
    assert list(history.at_once.most(0)[CALLS].values()) == [1]


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        (MOST, [1]),
        (OVERLAP, ["1", 1, 2]),
        (SINCE, [1]),
        *((sql, [1]) for sql in FORGET),
    ],
)
def test_every_way_goes_by_an_index(history: History, sql: str, values: list[object]) -> None:
    plan = execute(history._database, f"EXPLAIN QUERY PLAN {sql}", *values)
    assert [str(row[3]).split()[0] for row in plan] == ["SEARCH"], plan
