"""An update and the changes of settings that are on their way: none is lost, none comes twice."""

import asyncio
import tempfile
from pathlib import Path
from typing import cast

import pytest

from appliance.apply.transaction import Tried
from appliance.core.errors import Fault
from appliance.flows import slot_copy
from appliance.flows.drafts import FILE as DRAFTS
from appliance.flows.ports import Refused
from appliance.flows.system_update import Updates
from appliance.flows.waiting import FILE as LATER
from appliance.flows.waiting import Unconfirmed
from appliance.wire.views import Slot, UpdatePhase
from tests.fakes.update_world import Boxes, Start, flash

TRIED = Unconfirmed(cast("Tried", None), "anna", "a wish")


def _begin(updates: Updates) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"hsqs and the rest of a bundle")
        updates.begin("", file.fileno(), 0)


async def _ended(updates: Updates) -> None:
    async with asyncio.timeout(10):
        async for _ in updates.follow():
            pass


def _notes(boxes: Boxes, letter: str) -> list[str]:
    found = (boxes.slot(letter) / name for name in (LATER, DRAFTS))
    return [path.read_text() if path.exists() else "" for path in found]


def test_what_waits_and_what_is_drafted_goes_along(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    (boxes.slot("A") / LATER).write_text("a change")
    (boxes.slot("A") / DRAFTS).write_text("drafts")
    flash(boxes)
    assert _notes(boxes, "B") == _notes(boxes, "A") == ["a change", "drafts"]
    assert (boxes.slot("B") / LATER).stat().st_mode & 0o777 == 0o600


def test_what_waited_in_the_other_slot_months_ago_is_gone(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    (boxes.slot("B") / LATER).write_text("a change")
    (boxes.slot("B") / DRAFTS).write_text("drafts")
    flash(boxes)
    assert _notes(boxes, "B") == ["", ""]


def test_what_is_drafted_while_it_is_written_goes_along(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.on_install = lambda: cast("None", (boxes.slot("A") / DRAFTS).write_text("new"))
    flash(boxes)
    assert _notes(boxes, "B") == ["", "new"]


async def test_it_does_not_begin_while_a_change_waits_for_a_yes(tmp_path: Path) -> None:
    start = Boxes(tmp_path).start(Slot.A, "1.0")
    start.updates.changes.unconfirmed = TRIED
    with pytest.raises(Fault, match="change by anna waits to be confirmed"):
        _begin(start.updates)
    assert start.updates.changes.hold == ""
    assert start.updates.now.phase is UpdatePhase.NONE


async def test_a_change_that_had_begun_is_waited_for_and_no_copy_is_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is committed by then goes along; what waits for a yes would be kept here alone."""
    boxes = Boxes(tmp_path)
    copied: list[bool] = []
    monkeypatch.setattr(slot_copy, "copy_slot", lambda *_: copied.append(True))
    start = boxes.start(Slot.A, "1.0")
    async with start.updates.changes.alone:
        _begin(start.updates)
        while start.updates.now.phase is not UpdatePhase.COPYING:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert copied == []
        start.updates.changes.unconfirmed = TRIED
    with pytest.raises(Fault, match="waits to be confirmed"):
        await _ended(start.updates)
    assert copied == []
    assert start.updates.changes.hold == "", "and it can be confirmed still"
    assert "installed" not in boxes.installer.said


async def _fails(boxes: Boxes) -> Start:
    start = boxes.start(Slot.A, "1.0")
    _begin(start.updates)
    with pytest.raises(Fault) as told:
        await _ended(start.updates)
    assert start.updates.now.phase is UpdatePhase.FAILED
    assert start.updates.now.sentence == told.value.text
    assert start.updates.changes.hold == "", "settings wait for ever"
    return start


async def test_an_unexpected_error_before_the_first_byte_leaves_the_box_as_it_was(
    tmp_path: Path,
) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.refuses = RuntimeError("a bug")
    start = await _fails(boxes)
    assert "error of its own" in start.updates.now.sentence
    assert "Try again" in start.updates.now.remedy
    assert boxes.installer.proved == {"A": True, "B": False}


async def test_an_unexpected_error_after_it_is_taken_back(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.breaks = EOFError()
    start = await _fails(boxes)
    assert boxes.installer.said[-1] == "other bad"
    assert "other version is gone" in start.updates.now.remedy


async def test_a_refusal_says_what_it_said(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.breaks = Refused("It was not signed by the maker.")
    start = await _fails(boxes)
    assert start.updates.now.sentence == "It was not signed by the maker."
    assert boxes.installer.said[-1] == "installed"


async def test_a_disk_that_keeps_what_it_has_is_told_as_such(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    (tmp_path / "uploads" / "incoming.raucb").mkdir()  # no file is made or taken away there
    start = await _fails(boxes)
    assert "did not arrive: Is a directory" in start.updates.now.sentence


async def test_a_note_that_stays_keeps_no_setting_waiting(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.refuses = Fault("It was not signed by the maker.")
    (boxes.slot("B") / "trial.json").mkdir()
    await _fails(boxes)
