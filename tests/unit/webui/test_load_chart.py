"""How busy the box was: what of it a page draws and writes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import ClassVar, cast

import pytest

from appliance.core.errors import Fault
from appliance.wire.history import GetLoad, Load, LoadTime
from webui.load_chart import Row, load_chart
from webui.pages import monitoring
from webui.visit import Visit

BEGIN = 1_795_889_400.0  # 2026-11-28 21:10 in Moscow
RUSSIAN = cast("Visit", SimpleNamespace(language="ru", words=lambda text: text))


@pytest.fixture(autouse=True)
def _moscow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Moscow")
        time.tzset()
        yield
    time.tzset()


def _load(calls: tuple[int, ...], lines: tuple[int, ...], step: int, capacity: int = 0) -> Load:
    return Load(BEGIN, step, calls, lines, capacity, ())


def test_ticks_and_labels_go_by_the_clock_of_the_office() -> None:
    points = json.loads(load_chart(_load((1,) * 288, (0,) * 288, 300), RUSSIAN).points)
    assert points["ticks"][:3] == [
        [BEGIN + 10200, "29.11"], [BEGIN + 21000, "03:00"], [BEGIN + 31800, "06:00"],
    ]  # fmt: skip
    assert len(points["ticks"]) == 8
    assert points["labels"][0] == "28.11 21:10–21:15"
    assert points["labels"][33:35] == ["28.11 23:55–00:00", "29.11 00:00–00:05"]


def test_the_table_says_the_most_of_each_hour_the_last_first() -> None:
    calls = (0, 3, *(0,) * 8, 5, *(1,) * 12)  # 21:10 to 23:05
    shown = load_chart(_load(calls, (2,) * 23, 300), RUSSIAN)
    assert shown.rows == (
        Row("28.11 23:00–23:05", 1, 2),
        Row("28.11 22:00–23:00", 5, 2),
        Row("28.11 21:10–22:00", 3, 2),
    )
    assert (shown.calls.most, shown.calls.when) == (5, "28.11 22:00")


def test_a_week_has_a_tick_a_day_and_four_rows() -> None:
    calls = (0,) * 335 + (4,)
    shown = load_chart(Load(BEGIN - 600, 1800, calls, (0,) * 336, 0, ()), RUSSIAN)
    assert len(json.loads(shown.points)["ticks"]) == 7
    assert len(shown.rows) == 29
    assert (shown.rows[0].calls, shown.rows[-1].calls) == (4, 0)
    assert shown.lines.most == 0


@pytest.mark.parametrize(("capacity", "drawn"), [(0, 2), (4, 3), (8, 3), (9, 2)])
def test_how_many_lines_there_are_is_drawn_where_many_are_busy(capacity: int, drawn: int) -> None:
    shown = load_chart(_load((6,) * 288, (4,) * 288, 300, capacity), RUSSIAN)
    assert len(json.loads(shown.points)["series"]) == drawn


async def test_a_history_that_cannot_be_read_says_so_beside_all_else() -> None:
    class Broken:
        query: ClassVar[Mapping[str, str]] = {"time": "week"}
        asked: object = None

        async def ask(self, question: GetLoad) -> Load:
            self.asked = question
            raise Fault("The call history cannot be opened.", "Look at the open issues.")

        def why(self, fault: Fault) -> str:
            return f"{fault.text} {fault.remedy}"

    visit = Broken()
    shown = await monitoring._load(cast("Visit", visit))
    assert visit.asked == GetLoad(LoadTime.WEEK)
    assert shown == {
        "chart": None,
        "load_problem": "The call history cannot be opened. Look at the open issues.",
        "load_time": "week",
    }
