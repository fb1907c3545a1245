"""The journal asked for what is sought, the newest first."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import pytest

from appliance.core.box_log import IssueNote, Level, Sought, Source
from appliance.core.errors import Fault, Invalid
from appliance.host.journal import LONGEST_LINE, BoxJournal

_ISSUE = {
    "LINEMAN_ISSUE": "web-down",
    "LINEMAN_SUBJECT": "page",
    "LINEMAN_STATE": "raised",
    "LINEMAN_TEXT": "The page is down.",
    "LINEMAN_REMEDY": "Wait.",
    "LINEMAN_SEVERITY": "2",
}


def _entry(number: int, unit: str, priority: int = 6, **more: str) -> dict[str, Any]:
    return {
        "__CURSOR": f"s=a;i={number}",
        "__REALTIME_TIMESTAMP": datetime.fromtimestamp(number),  # noqa: DTZ006  # as it comes
        "_SYSTEMD_UNIT": unit,
        "PRIORITY": priority,
        "MESSAGE": f"line {number}",
        **more,
    }


@dataclass
class _Reader:
    """systemd's own, as far as it goes: matches of one field are or, of several and."""

    entries: list[dict[str, Any]]
    matches: dict[str, set[str]] = field(default_factory=dict)
    at: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def add_match(self, **match: str) -> None:
        for name, value in match.items():
            self.matches.setdefault(name, set()).add(value)

    def log_level(self, level: int) -> None:
        for each in range(level + 1):
            self.add_match(PRIORITY=str(each))

    def seek_tail(self) -> None:
        self.at = len(self.entries)

    def seek_realtime(self, until: float) -> None:
        times = [each["__REALTIME_TIMESTAMP"].timestamp() for each in self.entries]
        self.at = sum(time < until for time in times)

    def seek_cursor(self, cursor: str) -> None:
        self.at = 1 + next(n for n, e in enumerate(self.entries) if e["__CURSOR"] == cursor)

    def get_previous(self) -> dict[str, Any]:
        while self.at:
            self.at -= 1
            entry = self.entries[self.at]
            if all(str(entry.get(name)) in wanted for name, wanted in self.matches.items()):
                return entry
        return {}


@pytest.fixture(autouse=True)
def _entries(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        _entry(1, "asterisk.service", 3),
        _entry(2, "lineman.service", 4, **_ISSUE),
        _entry(3, "nginx.service", MESSAGE="x" * (LONGEST_LINE + 9)),
        _entry(4, "asterisk.service", 5),
        _entry(5, "evil.service", 4, **_ISSUE),
        _entry(6, "lineman.service", 4, LINEMAN_STATE="raised"),
        _entry(7, "kernel", 6, _TRANSPORT="kernel"),
    ]
    monkeypatch.setattr("appliance.host.journal.journal.Reader", lambda **_: _Reader(entries))


async def _texts(sought: Sought) -> list[str]:
    return [each.text for each in await BoxJournal().read(sought)]


async def test_the_newest_comes_first_and_no_more_than_were_asked() -> None:
    assert await _texts(Sought(2)) == ["line 7", "line 6"]
    (line,) = await BoxJournal().read(Sought(1))
    assert (line.time, line.priority, line.unit, line.place) == (7, 6, "kernel", "s=a;i=7")


@pytest.mark.parametrize(
    ("sought", "texts"),
    [
        (Sought(9, source=Source.EXCHANGE), ["line 4", "line 1"]),
        (Sought(9, source=Source.EXCHANGE, level=Level.ERROR), ["line 1"]),
        (Sought(9, source=Source.KERNEL), ["line 7"]),
        (Sought(9, since=6), ["line 7", "line 6"]),
        (Sought(9, until=2, since=1), ["line 1"]),
        (Sought(9, before="s=a;i=2"), ["line 1"]),
        (Sought(9, after="s=a;i=5"), ["line 7", "line 6"]),
        (Sought(9, after="s=a;i=7"), []),
        (Sought(9, source=Source.EXCHANGE, after="s=a;i=1"), ["line 4"]),
        (Sought(9, before="s=a;i=6", after="s=a;i=4"), ["line 5"]),
        (Sought(9, since=6, after="s=gone;i=1"), ["line 7", "line 6"]),
    ],
)
async def test_what_is_sought_is_found(sought: Sought, texts: list[str]) -> None:
    assert await _texts(sought) == texts


async def test_a_line_is_cut_and_a_place_that_is_none_is_refused() -> None:
    found = await BoxJournal().read(Sought(9, source=Source.WEB))
    assert [len(each.text) for each in found] == [LONGEST_LINE]
    with pytest.raises(Invalid, match="no place of the log"):
        await BoxJournal().read(Sought(9, before="../x"))
    with pytest.raises(Invalid, match="no place of the log"):
        await BoxJournal().read(Sought(9, after="../x"))


async def test_a_damaged_file_is_told_of_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a power cut leaves one: systemd opens it and finds out on the way."""

    def broken(_: _Reader) -> dict[str, Any]:
        raise OSError(errno.EBADMSG, "Bad message")

    monkeypatch.setattr(_Reader, "get_previous", broken)
    with pytest.raises(Fault, match="The box's log cannot be read: Bad message"):
        await BoxJournal().read(Sought(9))
    with pytest.raises(Fault, match="The box's log cannot be read: Bad message"):
        await BoxJournal().issues(9)


async def test_issues_are_those_that_the_supervisor_itself_wrote() -> None:
    """Any process may write a line with these fields, and a line may lack some of them."""
    assert await BoxJournal().issues(9) == (
        IssueNote(2, "web-down", "page", raised=True, text="The page is down.",
                  remedy="Wait.", severity=2),
    )  # fmt: skip
