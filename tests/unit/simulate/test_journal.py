"""The log of a simulated box is found as the box's own is."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from appliance.bus import Bus
from appliance.core.box_log import IssueNote, Level, Sought, Source
from appliance.core.errors import Invalid
from appliance.core.issues import Issue, Severity
from appliance.health.board import Board
from appliance.simulate.journal import SimulatedJournal


@pytest.fixture
def journal() -> Iterator[SimulatedJournal]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.setLevel(logging.INFO)
    made = SimulatedJournal()
    made.listen()
    yield made
    root.handlers, root.level = before, level


async def test_an_issue_is_noted_when_it_is_raised_and_when_it_is_cleared(
    journal: SimulatedJournal,
) -> None:
    """As the board writes it, with the cure, for whoever looks back."""
    board = Board(Bus())
    board.post(Issue("web-down", "page", "The page is down.", "Wait.", Severity.ERROR), 1.0)
    board.clear("web-down", "page")
    cleared, raised = await journal.issues(9)
    assert (cleared.raised, raised.raised) == (False, True)
    told = IssueNote(raised.time, "web-down", "page", True, "The page is down.", "Wait.", 3)
    assert raised == told
    (newest,) = await journal.read(Sought(1))
    assert newest.text == "page: cleared: The page is down."


@pytest.mark.parametrize(
    ("sought", "texts"),
    [
        (Sought(9, Source.KERNEL, Level.WARNING), ["wctdm24xxp: port 6: no battery"]),
        (Sought(9, Source.EXCHANGE), ["Asterisk Ready."]),
        (Sought(9, until=1.0), []),
        (Sought(9, since=4e9), []),
    ],
)
async def test_what_is_sought_is_found(
    journal: SimulatedJournal, sought: Sought, texts: list[str]
) -> None:
    assert [each.text for each in await journal.read(sought)] == texts


async def test_a_place_parts_what_came_before_from_what_came_after(
    journal: SimulatedJournal,
) -> None:
    newest, *older = await journal.read(Sought(9))
    assert list(await journal.read(Sought(9, before=newest.place))) == older
    assert await journal.read(Sought(9, after=newest.place)) == ()
    logging.getLogger("x").warning("one more")
    (more,) = await journal.read(Sought(9, after=newest.place))
    assert more.text == "one more"


async def test_places_of_a_later_start_come_after_those_of_before(
    journal: SimulatedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (newest,) = await journal.read(Sought(1))
    monkeypatch.setattr("appliance.simulate.journal.time.time", lambda: newest.time + 5)
    again = SimulatedJournal()
    assert len(await again.read(Sought(99, after=newest.place))) == 9


@pytest.mark.parametrize("place", ["x", "²", "-1"])
async def test_a_place_that_is_none_is_refused(journal: SimulatedJournal, place: str) -> None:
    with pytest.raises(Invalid, match="no place"):
        await journal.read(Sought(1, before=place))
    with pytest.raises(Invalid, match="no place"):
        await journal.read(Sought(1, after=place))
