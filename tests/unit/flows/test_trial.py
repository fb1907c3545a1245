"""A release's first start proves it or brings the old one back; every start knows which it is."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.errors import Fault
from appliance.flows import trial as trial_module
from appliance.flows import trial_notes
from appliance.flows.trial_notes import Outcome
from appliance.wire.views import Slot, UpdatePhase
from tests.fakes.update_world import DIGITAL, Boxes, Start, flash


def _tried(tmp_path: Path, sicken: Callable[[Boxes], None]) -> tuple[Boxes, Start]:
    """A flashed update's first start in slot B, `sicken` having been at it."""
    boxes = Boxes(tmp_path)
    flash(boxes)
    boxes.power.restarts = 0
    sicken(boxes)

    async def story() -> Start:
        start = boxes.start(Slot.B, "2.0")
        await start.trial.run()
        return start

    return boxes, asyncio.run(story())


def test_a_sound_release_stays(tmp_path: Path) -> None:
    boxes, start = _tried(tmp_path, lambda _: None)
    assert boxes.installer.said[-1] == "good"
    assert boxes.power.restarts == 0
    assert start.updates.now.phase is UpdatePhase.KEPT
    assert [check.passed for check in start.updates.now.checks] == [True] * 7
    assert start.updates.changes.hold == ""
    assert not (boxes.slot("B") / trial_notes.TRIAL).exists()


def test_an_everyday_start_gives_the_slot_its_tries_back(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)

    async def story() -> None:
        await boxes.start(Slot.A, "1.0").trial.run()

    asyncio.run(story())
    assert boxes.installer.said == ["good"]
    assert boxes.power.restarts == 0


def _unplug(boxes: Boxes) -> None:
    boxes.cards.unplug(DIGITAL)


def _cut(boxes: Boxes) -> None:
    boxes.cards.cut(2, "red")


def _no_exchange(boxes: Boxes) -> None:
    boxes.health.up = False


def _no_link(boxes: Boxes) -> None:
    boxes.health.linked = frozenset()


def _no_channel_driver(boxes: Boxes) -> None:
    boxes.health.channel_driver = False


def _no_channels(boxes: Boxes) -> None:
    boxes.health.channels_known = False


def _no_call(boxes: Boxes) -> None:
    boxes.health.call = False


def _no_page(boxes: Boxes) -> None:
    boxes.health.page = False


def _no_settings(boxes: Boxes) -> None:
    boxes.health.settings = "The stored settings could not be taken into use: no."


def _settings_on_their_way(boxes: Boxes) -> None:
    boxes.health.settings = None


def _no_mark(boxes: Boxes) -> None:
    boxes.installer.cannot_mark = True


@pytest.mark.parametrize(
    ("sicken", "name", "words"),
    [
        (_unplug, "cards", "not found"),
        (_cut, "spans", "not any more"),
        (_no_link, "spans", "no D channel"),
        (_no_channel_driver, "spans", "channel driver of the line cards does not run"),
        (_no_channels, "telephones", "does not know channel"),
        (_no_exchange, "exchange", "does not answer"),
        (_no_settings, "settings", "could not be taken into use"),
        (_settings_on_their_way, "settings", "not in use yet"),
        (_no_call, "call", "not answered"),
        (_no_page, "web", "does not answer"),
    ],
)
def test_a_release_that_fails_a_check_goes_back(
    tmp_path: Path, sicken: Callable[[Boxes], None], name: str, words: str
) -> None:
    boxes, start = _tried(tmp_path, sicken)
    assert boxes.installer.said[-1] == "bad"
    assert boxes.power.restarts == 1
    failed = {check.name: check.text for check in start.updates.now.checks if not check.passed}
    assert words in failed[name]
    outcome = trial_notes.read(boxes.slot("A") / trial_notes.OUTCOME, Outcome)
    assert outcome is not None
    assert not outcome.kept


def test_a_box_that_cannot_mark_restarts_until_its_tries_are_gone(tmp_path: Path) -> None:
    boxes, _ = _tried(tmp_path, _no_mark)
    assert boxes.power.restarts == 1
    assert (boxes.slot("B") / trial_notes.TRIAL).exists()  # the next start tries again


def _back(boxes: Boxes) -> Start:
    async def story() -> Start:
        start = boxes.start(Slot.A, "1.0")
        await start.trial.run()
        return start

    return asyncio.run(story())


def test_back_in_the_old_slot_the_box_says_why(tmp_path: Path) -> None:
    boxes, _ = _tried(tmp_path, _no_call)
    start = _back(boxes)
    assert start.updates.now.phase is UpdatePhase.WENT_BACK
    assert "The test call is not answered." in start.updates.now.sentence
    assert [opened.issue.kind for opened in start.board.issues()] == ["update-went-back"]
    assert not (boxes.slot("B") / trial_notes.TRIAL).exists()


def test_a_release_that_never_came_up_is_told_too(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    flash(boxes)
    start = _back(boxes)
    assert start.updates.now.phase is UpdatePhase.WENT_BACK
    assert "did not come up, or did not finish its checks" in start.updates.now.sentence
    assert "wait for the next version" in start.updates.now.remedy


def test_an_update_that_the_supervisor_did_not_survive_is_dropped(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    flash(boxes)
    boxes.boots = 0  # the same boot
    start = _back(boxes)
    assert start.updates.now.phase is UpdatePhase.FAILED
    assert "interrupted" in start.updates.now.sentence
    assert boxes.installer.said[-2:] == ["other bad", "good"]
    assert not (boxes.slot("B") / trial_notes.TRIAL).exists()
    assert start.updates.changes.hold == ""


def _without_note(boxes: Boxes) -> None:
    (boxes.slot("B") / trial_notes.TRIAL).unlink()


def _torn_note(boxes: Boxes) -> None:
    (boxes.slot("B") / trial_notes.TRIAL).write_bytes(b'{"version": "2')


@pytest.mark.parametrize("spoil", [_without_note, _torn_note])
def test_a_slot_that_is_not_proved_is_on_trial_whatever_its_note(
    tmp_path: Path, spoil: Callable[[Boxes], None]
) -> None:
    boxes, start = _tried(tmp_path, spoil)
    assert start.updates.now.phase is UpdatePhase.KEPT
    assert len(start.updates.now.checks) == 7
    assert boxes.installer.proved == {"A": True, "B": True}
    assert not (boxes.slot("B") / trial_notes.TRIAL).exists()


@pytest.mark.parametrize("spoil", [_without_note, _torn_note])
def test_and_goes_back_when_it_fails(tmp_path: Path, spoil: Callable[[Boxes], None]) -> None:
    def sicken(boxes: Boxes) -> None:
        spoil(boxes)
        boxes.health.call = False

    boxes, _ = _tried(tmp_path, sicken)
    assert (boxes.installer.said[-1], boxes.power.restarts) == ("bad", 1)
    start = _back(boxes)
    assert start.updates.now.phase is UpdatePhase.WENT_BACK


def test_without_a_note_what_is_configured_has_to_be_there(tmp_path: Path) -> None:
    def sicken(boxes: Boxes) -> None:
        _without_note(boxes)
        boxes.take_on_cards()
        boxes.cards.cut(2, "red")  # as it may have been before
        boxes.cards.unplug(DIGITAL)

    _, start = _tried(tmp_path, sicken)
    failed = [check.name for check in start.updates.now.checks if not check.passed]
    assert failed == ["cards", "spans"]


def test_without_a_note_an_alarm_says_nothing_about_the_release(tmp_path: Path) -> None:
    def sicken(boxes: Boxes) -> None:
        _without_note(boxes)
        boxes.take_on_cards()
        boxes.cards.cut(2, "red")

    _, start = _tried(tmp_path, sicken)
    assert start.updates.now.phase is UpdatePhase.KEPT


def test_a_new_box_has_nothing_to_go_back_to(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.proved = {"A": False, "B": False}
    boxes.health.call = False
    start = _back(boxes)
    assert (boxes.installer.said, boxes.power.restarts) == (["good"], 0)
    assert start.updates.now.phase is UpdatePhase.NONE


def test_a_cut_after_the_mark_does_not_try_again(tmp_path: Path) -> None:
    def marked(boxes: Boxes) -> None:
        boxes.installer.proved["B"] = True
        boxes.health.call = False

    boxes, start = _tried(tmp_path, marked)
    assert start.updates.now.phase is UpdatePhase.KEPT
    assert boxes.power.restarts == 0
    assert not (boxes.slot("B") / trial_notes.TRIAL).exists()


def test_with_a_torn_note_in_the_other_slot_the_owner_hears_of_it(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    flash(boxes)
    _torn_note(boxes)
    start = _back(boxes)
    assert start.updates.now.phase is UpdatePhase.WENT_BACK
    assert "cannot be read" in start.updates.now.sentence
    assert boxes.installer.said[-2:] == ["other bad", "good"]


def test_an_installer_that_is_silent_leaves_the_note_to_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_module, "ASK_AGAIN", 0.0)

    def silent(boxes: Boxes) -> None:
        boxes.installer.silent = True

    boxes, start = _tried(tmp_path, silent)
    assert start.updates.now.phase is UpdatePhase.KEPT
    start = _back(boxes)  # and without a note nothing is marked
    assert boxes.installer.said[-1] == "good"
    assert boxes.installer.said.count("good") == 1


def test_the_outcome_is_told_after_every_later_start(tmp_path: Path) -> None:
    boxes, _ = _tried(tmp_path, lambda _: None)

    async def story() -> Start:
        start = boxes.start(Slot.B, "2.0")
        await start.trial.run()
        return start

    assert asyncio.run(story()).updates.now.phase is UpdatePhase.KEPT


def test_a_restart_that_is_refused_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_module, "ASK_AGAIN", 0.0)

    def refuses_once(boxes: Boxes) -> None:
        restart, refused = boxes.power.restart_box, list[bool]()

        async def asked() -> None:
            if not refused:
                refused.append(True)
                raise Fault("org.freedesktop.login1 does not answer Reboot.")
            await restart()

        monkeypatch.setattr(boxes.power, "restart_box", asked)
        boxes.health.call = False

    boxes, _ = _tried(tmp_path, refuses_once)
    assert boxes.power.restarts == 1


@pytest.mark.parametrize("letter", ["A", "B"])
def test_a_note_that_cannot_be_taken_away_ends_no_start(tmp_path: Path, letter: str) -> None:
    boxes = Boxes(tmp_path)
    (boxes.slot(letter) / trial_notes.TRIAL).mkdir()
    start = _back(boxes)
    assert start.updates.changes.hold == ""
