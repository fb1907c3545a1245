"""What the parts of the box do, and what it was like before, told over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from appliance.bus import Bus
from appliance.core.box_log import IssueNote, Line, Sought
from appliance.core.errors import Fault
from appliance.core.issues import Issue
from appliance.daemon.diagnosing import UNITS, Diagnosing, state_of
from appliance.health.board import Board
from appliance.host.ports import UnitSeen
from appliance.wire.diagnosis import Diagnosis, GetDiagnosis, UnitState
from appliance.wire.views import Weight

_NOBODY: Any = None


@pytest.mark.parametrize(
    ("active", "sub", "state"),
    [
        ("active", "running", UnitState.WORKS),
        ("active", "exited", UnitState.DONE),
        ("reloading", "reload", UnitState.WORKS),
        ("activating", "start", UnitState.STARTS),
        ("activating", "auto-restart", UnitState.FAILED),
        ("failed", "failed", UnitState.FAILED),
        ("inactive", "dead", UnitState.OFF),
        ("deactivating", "stop", UnitState.OFF),
    ],
)
def test_a_unit_is_told_in_one_word(active: str, sub: str, state: UnitState) -> None:
    assert state_of(UnitSeen("x.service", active, sub)) is state


@dataclass
class _Below:
    """Exchange, systemd and journal, each of which may not answer."""

    broken: set[str] = field(default_factory=set)
    notes: tuple[IssueNote, ...] = ()
    up: bool = True

    def _try(self, what: str) -> None:
        if what in self.broken:
            raise Fault(f"{what} does not answer.")

    async def console(self, line: str) -> str:
        self._try("exchange")
        return f"Asterisk 22.1 built by somebody, asked {line}"

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        self._try("systemd")
        return tuple(UnitSeen(name, "active", "running") for name in names)

    async def read(self, sought: Sought) -> tuple[Line, ...]:
        raise AssertionError(sought)

    async def issues(self, most: int) -> tuple[IssueNote, ...]:
        self._try("journal")
        return self.notes[:most]


async def _told(below: _Below, board: Board | None = None) -> Diagnosis:
    exchange: Any = below
    drivers = {"wctdm24xxp": frozenset({"opermode=RUSSIA", "alawoverride=1"})}
    made = Diagnosing(board or Board(Bus()), exchange, below, below, lambda: drivers)
    answer: Any = await made.answering[GetDiagnosis](GetDiagnosis(), _NOBODY)
    assert isinstance(answer, Diagnosis)
    return answer


async def test_exchange_units_and_drivers_are_told() -> None:
    found = await _told(_Below())
    assert found.exchange == "Asterisk 22.1"
    assert {each.unit: each.state for each in found.units} == dict.fromkeys(UNITS, UnitState.WORKS)
    assert [(d.name, d.options) for d in found.drivers] == [
        ("wctdm24xxp", ("alawoverride=1", "opermode=RUSSIA"))
    ]
    assert found.unknown == ()


async def test_what_does_not_answer_hides_nothing_of_the_rest() -> None:
    found = await _told(_Below({"exchange", "systemd"}))
    assert (found.exchange, found.units) == ("", ())
    assert found.drivers
    assert found.unknown == ("exchange does not answer.", "systemd does not answer.")
    assert (await _told(_Below({"journal"}))).unknown == ("journal does not answer.",)
    assert (await _told(_Below({"exchange"}, up=False))).unknown == ()


async def test_an_issue_that_is_over_is_told_with_its_cure_and_one_that_is_open_is_not() -> None:
    board = Board(Bus())
    board.post(Issue("web-down", "page", "The page is down.", "Wait."), 3.0)
    notes = (
        IssueNote(30, "web-down", "page", True, "The page is down.", "Wait.", 2),
        IssueNote(20, "card-missing", "a", False, "A card is out.", "Put it back.", 3),
        IssueNote(10, "card-missing", "a", True, "A card is out.", "Put it back.", 3),
    )
    (past,) = (await _told(_Below(notes=notes), board)).past
    assert (past.text, past.remedy, past.weight) == ("A card is out.", "Put it back.", Weight.ERROR)
    assert (past.since, past.until) == (10, 20)
