"""The log as it is told: found, bounded, without a secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from appliance.core.box_log import Level, Line, Sought, Source
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.secrets_of import secrets_of
from appliance.daemon import log_book
from appliance.daemon.log_book import LogBook
from appliance.daemon.support import HIDDEN
from appliance.wire.journal import LONGEST_LINE, LONGEST_SEARCH, GetJournal, GetJournalText, Journal
from tests.machines.known import OFFICES

_NOBODY: Any = None
OFFICE = OFFICES["company"]()
SECRET = max(secrets_of(OFFICE), key=len)


@dataclass
class _Journal:
    """Numbered lines, the newest with the highest number."""

    texts: list[str]
    asked: list[Sought] = field(default_factory=list)

    async def read(self, sought: Sought) -> tuple[Line, ...]:
        self.asked.append(sought)
        last = int(sought.before) if sought.before else len(self.texts) + 1
        numbers = range(last - 1, int(sought.after or 0), -1)[: sought.count]
        return tuple(Line(n, 6, "x.service", self.texts[n - 1], str(n)) for n in numbers)

    async def issues(self, most: int) -> tuple[()]:
        raise AssertionError(most)


def _book(journal: _Journal, config: Config = OFFICE) -> LogBook:
    return LogBook(journal, lambda: config, lambda: ZoneInfo("Europe/Moscow"))


async def _told(book: LogBook, request: GetJournal) -> Journal:
    answer: Any = await book.answering[GetJournal](request, _NOBODY)
    assert isinstance(answer, Journal)
    return answer


async def test_each_line_is_told_once_page_by_page() -> None:
    journal = _Journal([f"line {n}" for n in range(1, 1234)])
    book, seen, before = _book(journal), list[str](), ""
    for _ in range(20):
        found = await _told(book, GetJournal(before, 100))
        seen += [each.text for each in found.lines]
        before = found.rest
        if not found.more:
            break
    assert seen == [f"line {n}" for n in range(1233, 0, -1)]


async def test_a_text_is_found_whatever_its_case_and_the_filter_goes_on() -> None:
    journal = _Journal([f"Card {n}" if n % 400 == 0 else f"{n}" for n in range(1, 1001)])
    asked = GetJournal("", 1, Source.CARDS, Level.ERROR, "cARD", 1.0, 2e9)
    first = await _told(_book(journal), asked)
    assert ([each.text for each in first.lines], first.more) == (["Card 800"], True)
    rest = await _told(_book(journal), GetJournal(first.rest, 1, search="card"))
    assert [each.text for each in rest.lines] == ["Card 400"]
    assert journal.asked[0] == Sought(500, Source.CARDS, Level.ERROR, 1.0, 2e9)


async def test_whoever_asks_after_the_newest_line_follows_the_log() -> None:
    journal = _Journal(["card", "x"])
    book = _book(journal)
    first = await _told(book, GetJournal(search="card"))
    assert (first.newest, [each.text for each in first.lines]) == ("2", ["card"])
    assert await _told(book, GetJournal(search="card", after="2")) == Journal(())
    journal.texts += ["y", "card 2", *("card" for _ in range(700)), "z"]
    more = await _told(book, GetJournal("", 100, search="card", after="2"))
    assert (more.newest, len(more.lines), more.more) == ("705", 100, True)
    rest = await _told(book, GetJournal(more.rest, 100, search="card", after="603"))
    assert (len(rest.lines), rest.more) == (1, False)


async def test_no_secret_is_told_and_none_can_be_searched_for() -> None:
    book = _book(_Journal([f"password {SECRET} is wrong", "secret = 1", "well"]))
    found = await _told(book, GetJournal())
    assert [each.text for each in found.lines] == [
        "well", f"secret = {HIDDEN}", f"password {HIDDEN} is wrong",
    ]  # fmt: skip
    assert (await _told(book, GetJournal(search=SECRET))).lines == ()
    assert (await _told(book, GetJournal(search=SECRET[:9]))).lines == ()


async def test_a_secret_at_the_cut_of_a_long_line_is_not_half_told() -> None:
    text = "x" * (LONGEST_LINE - 6) + " " + SECRET + " and more"
    (line,) = (await _told(_book(_Journal([text])), GetJournal())).lines
    assert SECRET[:5] not in line.text
    assert len(line.text) == LONGEST_LINE


async def test_a_line_cannot_move_the_readers_terminal() -> None:
    (line,) = (await _told(_book(_Journal(["a\x1b[2J\rb\0c\nd"])), GetJournal())).lines
    assert line.text == "a\ufffd[2J\ufffdbc\nd"


async def test_a_far_search_stops_on_the_way_and_says_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_book, "PATIENCE", 0.0)
    found = await _told(_book(_Journal(["x"] * 1200)), GetJournal(search="y"))
    assert (found.lines, found.more, found.rest, found.rest_time) == ((), True, "701", 701)


async def test_what_is_too_long_to_be_sought_is_refused_at_its_field() -> None:
    with pytest.raises(Invalid) as refusal:
        await _told(_book(_Journal(["x"])), GetJournal(search="x" * (LONGEST_SEARCH + 1)))
    assert refusal.value.field == "search"


async def test_the_log_is_told_though_the_settings_cannot_be_read() -> None:
    def broken() -> Config:
        raise Fault("They cannot be read.")

    book = LogBook(_Journal(["x"]), broken, lambda: ZoneInfo("UTC"))
    assert len((await _told(book, GetJournal())).lines) == 1


async def test_as_text_it_has_the_offices_clock_and_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = _book(_Journal([f"line {n}" for n in range(1, 2001)]))
    monkeypatch.setattr("appliance.daemon.log_book.wire.MOST_SAVED", 1100)
    pieces = [piece.content async for piece in book.pieces(GetJournalText(GetJournal()))]
    lines = b"".join(pieces).decode().splitlines()
    assert len(lines) == 1100
    assert lines[0] == "1970-01-01 03:33:20 6 x.service: line 2000"
    assert lines[-1].endswith("line 901")
