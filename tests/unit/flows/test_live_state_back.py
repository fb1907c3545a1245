"""What people changed during a trial that was not kept is carried back to the slot of before."""

from __future__ import annotations

from contextlib import suppress

import pytest

from appliance.core.errors import Fault
from appliance.core.live_state import Family
from tests.fakes.live_box import ALL, REST, Box
from tests.machines.offices import after, sip


@pytest.fixture
def box() -> Box:
    return Box()


def _tried_and_back(box: Box) -> None:
    """During the trial both telephones are used; then the slot of before starts with its own."""
    box.exchange.dials(ALL, "302", 10)
    box.look()
    before = dict(box.exchange.kept)
    box.exchange.dials(ALL, "", 20)
    box.exchange.dials(REST, "YES", 21, "302")
    box.look()
    box.exchange.kept = before
    box.start(went_back=True)


def test_what_was_changed_during_a_trial_that_was_not_kept_is_carried_back(box: Box) -> None:
    _tried_and_back(box)
    told = list(box.log.changes)
    for _ in range(2):
        box.look()
    assert box.states.now == {REST: "YES"}
    assert "devstate change Custom:DND302 INUSE" in box.exchange.said
    assert box.log.changes == told, "it was written down when it was done"
    assert box.journal == []
    assert box.carried == [True]


def test_the_last_forwarding_that_was_cancelled_during_a_trial_stays_cancelled(box: Box) -> None:
    box.exchange.dials(ALL, "302", 10)
    box.look()
    before = dict(box.exchange.kept)
    box.exchange.dials(ALL, "", 20)
    box.look()
    box.exchange.kept = before
    box.start(went_back=True)
    box.look()
    assert box.states.now == {}


def test_a_line_that_was_left_in_the_old_journal_is_not_newer_than_the_trial(box: Box) -> None:
    _tried_and_back(box)
    told = list(box.log.changes)
    box.exchange.kept["CHANGED/10-10.7"] = "CF/301|302|telephone|301"
    box.look()
    assert box.states.now == {REST: "YES"}
    assert box.log.changes == told


def test_what_a_telephone_did_after_the_trial_is_newer(box: Box) -> None:
    _tried_and_back(box)
    box.exchange.dials(ALL, "302", 30)
    box.look()
    assert box.states.now == {ALL: "302", REST: "YES"}


def test_what_no_longer_fits_is_not_carried_back(box: Box) -> None:
    _tried_and_back(box)
    box.config = after(sip("301", "Anna"))
    box.look()
    assert box.states.now == {}


def test_a_history_that_was_lost_takes_nothing_away_after_a_trial(box: Box) -> None:
    _tried_and_back(box)
    box.log.kept.clear()
    box.log.changes.clear()
    for _ in range(2):
        box.exchange.kept["CFB/301"] = "302"  # past our codes, which is nobody's to undo
        box.look()
    assert box.states.now == {ALL: "302", (Family.FORWARD_BUSY, "301"): "302"}


@pytest.mark.parametrize("place", range(1, 14))
def test_asterisk_may_die_at_any_step_of_carrying_back(place: int) -> None:
    box = Box()
    _tried_and_back(box)
    box.exchange.asked, box.exchange.dies_at = 0, place
    for _ in range(3):
        with suppress(Fault):
            box.look()
    assert box.states.now == {REST: "YES"}
