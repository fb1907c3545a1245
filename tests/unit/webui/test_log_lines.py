"""The log is followed: each line once, by looks a second apart, whatever happens to the box."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from appliance.core.errors import Fault, Invalid
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.journal import GetJournal, Journal, JournalLine
from webui.live import QUIET_SECONDS, STILL_HERE, Ear
from webui.page import Context
from webui.pages.log_lines import BEAT, following
from webui.visit import Visit

BACK, LOST = "event: back\ndata: \n\n", "event: lost\ndata: \n\n"


@dataclass
class Box:
    """Answers one after the other, then has nothing new."""

    answers: list[Journal | Exception]
    asked: list[GetJournal] = field(default_factory=list)

    async def identified(self) -> Box:
        return self

    async def ask(self, asked: GetJournal) -> Journal:
        self.asked.append(asked)
        answer = self.answers.pop(0) if self.answers else Journal(())
        if isinstance(answer, Exception):
            raise answer
        return answer

    def text(self, _visit: object, template: str, context: Context) -> str:
        assert template == "fragment/log-lines.html"
        lines: Any = context["lines"]
        return f"{[each.text for each in lines]} {context['left_out']}"


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("webui.pages.log_lines.asyncio.sleep", sleep)
    monkeypatch.setattr("webui.pages.log_lines.time.monotonic", lambda: float(len(waited)))
    monkeypatch.setattr("webui.pages.log_lines.time.time", lambda: 1000.0)
    return waited


def _journal(*places: int, more: bool = False) -> Journal:
    lines = tuple(JournalLine(1.0, 6, "x.service", f"line {n}", str(n)) for n in places)
    return Journal(lines, more, newest=str(places[0]))


async def _told(box: Box, asked: GetJournal, times: int, drawn: float = 0.0) -> list[str | None]:
    tell = following(box, cast("Visit", box), asked, drawn, "q=l")
    return [await tell(Ear()) for _ in range(times)]


async def test_each_line_is_told_once_and_the_browser_knows_where_to_go_on() -> None:
    box = Box([_journal(7, 6), _journal(8, more=True)])
    first, second, third = await _told(box, GetJournal(search="l", after="5"), 3)
    assert first == (
        "event: newest\nid: 7\ndata: log-lines\ndata: ['line 7', 'line 6'] False\n\n" + BACK
    )
    assert second == "event: newest\nid: 8\ndata: log-lines\ndata: ['line 8'] True\n\n"
    assert third == STILL_HERE
    assert [each.after for each in box.asked[:3]] == ["5", "7", "8"]
    assert {(each.search, each.since) for each in box.asked} == {("l", 0.0)}


async def test_without_a_place_it_begins_now_and_a_look_is_a_second_apart(
    slept: list[float],
) -> None:
    box = Box([Journal((), newest="4")])
    assert await _told(box, GetJournal(since=5.0), 2) == [BACK, STILL_HERE]
    assert [each.since for each in box.asked[:2]] == [1000.0, 1000.0]
    assert [each.after for each in box.asked[:2]] == ["", "4"]
    assert set(slept) == {BEAT}
    assert len(slept) == len(box.asked) - 1


async def test_what_was_written_since_the_page_was_drawn_comes_too() -> None:
    box = Box([Journal(())])
    await _told(box, GetJournal(), 1, drawn=990.5)
    assert box.asked[0].since == 990.5


async def test_a_log_that_cannot_be_read_is_looked_at_less_often(slept: list[float]) -> None:
    """Each look at it writes an error into it."""
    box = Box([Fault("The box's log cannot be read.", ""), _journal(7)])
    said = await _told(box, GetJournal(after="6"), 2)
    assert said[0] == LOST
    assert slept[0] == QUIET_SECONDS


async def test_a_look_that_did_not_come_to_the_end_says_so_without_a_line() -> None:
    box = Box([Journal((), True, newest="9")])
    assert (await _told(box, GetJournal(search="l", after="6"), 1))[0] == (
        "event: newest\nid: 9\ndata: log-lines\ndata: [] True\n\n" + BACK
    )


async def test_a_lost_supervisor_is_told_and_what_came_meanwhile_comes() -> None:
    box = Box([_journal(7), Unreachable(), Unreachable(), _journal(9, 8)])
    said = await _told(box, GetJournal(after="6"), 3)
    assert said[1] == LOST
    assert str(said[2]).endswith("data: ['line 9', 'line 8'] False\n\n" + BACK)
    assert [each.after for each in box.asked[:4]] == ["6", "7", "7", "7"]


async def test_it_ends_with_the_session_and_a_place_that_is_none_is_left() -> None:
    box = Box([Invalid("after", "is no place"), _journal(3), NotAllowed(Why.LOG_IN)])
    said = await _told(box, GetJournal(after="nowhere"), 3)
    assert (said[0], said[2]) == (BACK, None)
    assert [(each.after, each.since) for each in box.asked] == [
        ("nowhere", 0.0), ("", 1000.0), ("3", 1000.0),
    ]  # fmt: skip
