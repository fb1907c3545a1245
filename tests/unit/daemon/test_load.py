"""How busy the box was, as it is told: of calls that ended and of those that are up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from appliance.core.calls import Call
from appliance.daemon.load import BusyTimes
from appliance.daemon.office import Office
from appliance.daemon.records import Records
from appliance.store.history import History
from appliance.wire.history import GetLoad, LineLoad, Load, LoadTime
from tests.fakes.stories import calls
from tests.machines.known import OFFICES

OFFICE = OFFICES["company"]()
GROUP = OFFICE.trunk_groups[0]
NOW = 1_795_850_250.0  # within a part of five minutes, and within one of half an hour
_NOBODY: Any = None
(ONE,) = calls("attended")


@dataclass
class Box:
    history: History
    up: list[SimpleNamespace] = field(default_factory=list)

    def ended(self, key: int, start: float, end: float, line: str = "") -> None:
        """So many seconds before now."""
        legs = (replace(ONE.legs[0], line=line, start=NOW - start, end=NOW - end),)
        call: Call = replace(ONE, key=f"boot/{key}", start=NOW - start, end=NOW - end, legs=legs)
        self.history.at_once.keep(call)

    def calls(self, since: float, *groups: str) -> None:
        """With a channel of each of the `groups` and one of a telephone."""
        self.up.append(
            SimpleNamespace(id=str(len(self.up)), since=NOW - since, channels=("", *groups))
        )

    async def told(self, time: LoadTime = LoadTime.DAY) -> Load:
        office = SimpleNamespace(
            config=lambda: OFFICE,
            calls_watch=SimpleNamespace(calls=self.up, times={each.id: each for each in self.up}),
            whose=SimpleNamespace(directory=lambda: SimpleNamespace(group_of=lambda name: name)),
        )
        records = SimpleNamespace(past=self.history)
        asked = BusyTimes(cast("Office", office), cast("Records", records), lambda: NOW)
        return cast("Load", await asked.answering[GetLoad](GetLoad(time), _NOBODY))


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    history = History(tmp_path / "history.db")
    yield Box(history)
    history.close()


async def test_a_day_ends_with_the_part_that_is_not_over(box: Box) -> None:
    box.ended(1, 86400 - 700, 86400 - 710, "9")  # the oldest part but one
    box.ended(2, 7200, 7100)
    box.ended(3, 7190, 7150)
    told = await box.told()
    assert (told.step, len(told.calls), len(told.lines)) == (300, 288, 288)
    assert told.since + 287 * 300 <= NOW < told.since + 288 * 300
    assert [(at, n) for at, n in enumerate(told.calls) if n] == [(1, 1), (263, 2)]
    assert [(at, n) for at, n in enumerate(told.lines) if n] == [(1, 1)]


async def test_a_week_is_told_in_half_hours(box: Box) -> None:
    box.ended(1, 6 * 86400, 6 * 86400 - 3000)
    told = await box.told(LoadTime.WEEK)
    assert (told.step, len(told.calls)) == (1800, 336)
    assert told.since % 1800 == 0
    assert told.since + 335 * 1800 <= NOW < told.since + 336 * 1800
    assert sum(told.calls) == 3


async def test_what_is_up_is_counted_with_what_ended_beside_it(box: Box) -> None:
    group = str(GROUP.number)
    box.ended(1, 100, 50, group)
    box.ended(2, 9000, 8990, group)
    box.calls(80, group)
    box.calls(10)
    box.calls(9100)  # for longer than is reckoned anew
    told = await box.told()
    assert told.calls[-1] == 3
    assert told.lines[-1] == 2
    assert [told.calls[at] for at in (-14, -31, -32)] == [1, 2, 0]


async def test_a_call_that_rings_outside_has_a_line_for_each(box: Box) -> None:
    group = str(GROUP.number)
    box.calls(80, group, group, group)
    told = await box.told()
    assert (told.calls[-1], told.lines[-1]) == (1, 3)
    assert next(each.most for each in told.groups if each.number == group) == 3


async def test_a_line_says_how_often_all_of_it_was_busy(box: Box) -> None:
    group, capacity = str(GROUP.number), OFFICE.channels(GROUP)
    assert capacity > 0
    for each in range(capacity):
        box.ended(each, 9000, 8400, group)
    box.ended(99, 20000, 19990, group)
    told = await box.told()
    found = next(each for each in told.groups if each.number == group)
    assert found == LineLoad(group, str(GROUP.name), capacity, capacity, 3 if capacity > 1 else 4)
    assert told.capacity == sum(OFFICE.channels(each) for each in OFFICE.trunk_groups)
    assert max(told.lines) == capacity
    quiet = [each for each in told.groups if each.number != group]
    assert all((each.most, each.full) == (0, 0) for each in quiet)
