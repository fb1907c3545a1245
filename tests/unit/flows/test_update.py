"""An update is received, checked, flashed and tried; each refusal leaves the box as it was."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.errors import Fault, Invalid
from appliance.flows import receive, slot_copy, trial_notes
from appliance.flows.ports import Refused
from appliance.flows.trial_notes import Trial
from appliance.wire.views import Slot, UpdatePhase
from tests.fakes.update_world import DIGITAL, Boxes, Start, content

BUNDLE = b"hsqs and the rest of a bundle" * 1000


def _install(boxes: Boxes, *, size: int = 0, body: bytes = BUNDLE) -> Start:
    """Send `body` as a file to the box in slot A, and wait for the end."""

    async def story() -> Start:
        start = boxes.start(Slot.A, "1.0")
        with tempfile.TemporaryFile() as file:
            file.write(body)
            start.updates.begin("", file.fileno(), size)
        start.seen.extend([update async for update in start.updates.follow()])
        return start

    return asyncio.run(story())


def _refused(boxes: Boxes, because: str, **how: object) -> None:
    """The update is refused, and nothing was changed by it."""
    before = _tree(boxes)
    with pytest.raises(Fault, match=because):
        _install(boxes, **how)  # type: ignore[arg-type]
    assert _tree(boxes) == before
    assert boxes.power.restarts == 0


def _tree(boxes: Boxes) -> dict[str, bytes]:
    return {
        str(path.relative_to(boxes.folder)): path.read_bytes()
        for path in boxes.folder.rglob("*")
        if path.is_file() and "apply" not in path.parts and not path.name.endswith(("-wal", "-shm"))
    }


def test_a_sound_bundle_is_flashed_and_tried(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    start = _install(boxes, size=len(BUNDLE))
    assert boxes.installer.said == ["inspected b'hsqs and the rest of'", "installed"]
    assert boxes.power.restarts == 1
    assert start.updates.now.phase is UpdatePhase.RESTARTING
    assert start.updates.now.version == "2.0"
    phases = list(dict.fromkeys(update.phase for update in start.seen))
    assert phases[0] is UpdatePhase.RECEIVING
    assert phases[-1] is UpdatePhase.RESTARTING
    assert not list((tmp_path / "uploads").iterdir())


def test_what_belongs_to_the_slot_goes_along(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    _install(boxes)
    other = boxes.slot("B")
    assert content(other / "config.db") == "settings of A"
    assert content(other / "astdb" / "astdb.sqlite3") == "forwarding of A"
    assert (other / "committed").readlink() == Path("generations/000001")
    assert (other / "committed" / "asterisk" / "extensions.conf").exists()
    assert (other / "astdb" / "astdb.sqlite3").stat().st_mode & 0o777 == 0o666


def test_it_all_lies_there_before_the_first_byte_is_flashed(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    found: list[bool] = []

    def look() -> None:
        slot = boxes.slot("B")
        found.append((slot / "config.db").exists() and (slot / trial_notes.TRIAL).exists())

    boxes.installer.on_install = look
    _install(boxes)
    assert found == [True]


def test_what_the_trial_has_to_prove_is_what_there_is_now(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.cards.cut(2, "red")
    _install(boxes)
    trial = trial_notes.read(boxes.slot("B") / trial_notes.TRIAL, Trial)
    assert trial is not None
    assert str(DIGITAL) in trial.cards
    assert trial.spans == (1,)  # the other was down before


def test_settings_wait_while_it_is_installed(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    assert _install(boxes).updates.changes.hold


def test_a_wrong_signature_is_refused(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.refuses = Fault("It was not signed by the maker.")
    _refused(boxes, "signed")
    assert "installed" not in boxes.installer.said


def test_a_bundle_for_another_box_is_refused(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.kind = "toaster-arm64"
    _refused(boxes, "toaster-arm64")
    assert "installed" not in boxes.installer.said


def test_a_file_that_did_not_arrive_whole_is_refused(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    _refused(boxes, "whole", size=len(BUNDLE) + 1)
    assert boxes.installer.said == []


def test_a_full_disk_is_told_before_it_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "_room", lambda _folder: 10)
    _refused(Boxes(tmp_path), "no room", size=len(BUNDLE))


def test_a_disk_that_fills_on_the_way_keeps_nothing(tmp_path: Path) -> None:
    full = Path("/dev/full")

    async def story() -> None:
        with tempfile.TemporaryFile() as file:
            file.write(b"x" * 5_000_000)
            await receive.from_descriptor(file.fileno(), tmp_path / "in", 0, lambda _: None)

    (tmp_path / "in").symlink_to(full)
    with pytest.raises(Fault, match="no room"):
        asyncio.run(story())
    assert not (tmp_path / "in").is_symlink()


def _fails(boxes: Boxes, because: str) -> Start:
    """The installation fails in the midst; the parts as they are then."""

    async def story() -> Start:
        start = boxes.start(Slot.A, "1.0")
        with tempfile.TemporaryFile() as file:
            file.write(BUNDLE)
            start.updates.begin("", file.fileno(), 0)
        with pytest.raises(Fault, match=because):
            [update async for update in start.updates.follow()]
        return start

    return asyncio.run(story())


def _copying_fails(_boxes: Boxes, patch: pytest.MonkeyPatch) -> None:
    def full(own: Path, other: Path) -> None:
        raise Fault(f"{own} is full, and {other} too.")

    patch.setattr(slot_copy, "copy_live_state", full)
    patch.setattr(slot_copy, "copy_slot", lambda _own, _other: None)


def _no_restart(boxes: Boxes, _patch: pytest.MonkeyPatch) -> None:
    boxes.power.refuses = Fault("A restart is refused, the box is full of users.")


def _breaks(boxes: Boxes, _patch: pytest.MonkeyPatch) -> None:
    boxes.installer.breaks = Fault("The slot is full of errors.")


AFTER_THE_FIRST_BYTE = pytest.mark.parametrize("fail", [_breaks, _copying_fails, _no_restart])
Fail = Callable[[Boxes, pytest.MonkeyPatch], None]


@AFTER_THE_FIRST_BYTE
def test_what_fails_after_the_first_byte_is_never_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: Fail
) -> None:
    boxes = Boxes(tmp_path)
    fail(boxes, monkeypatch)
    start = _fails(boxes, "full")
    assert boxes.installer.said[-1] == "other bad"
    assert not (boxes.slot("B") / trial_notes.TRIAL).exists()
    assert start.updates.changes.hold == ""
    assert "other version is gone" in start.updates.now.remedy


@AFTER_THE_FIRST_BYTE
def test_what_cannot_be_taken_back_keeps_its_note_and_settings_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: Fail
) -> None:
    boxes = Boxes(tmp_path)
    fail(boxes, monkeypatch)
    boxes.installer.cannot_mark = True
    start = _fails(boxes, "full")
    assert (boxes.slot("B") / trial_notes.TRIAL).exists()
    assert "wait for a restart" in start.updates.changes.hold
    assert "off and on" in start.updates.now.remedy


def test_a_refusal_before_the_first_byte_spoils_nothing(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.breaks = Refused("It was not signed by the maker.", "Nothing was changed.")
    start = _fails(boxes, "signed")
    assert boxes.installer.said[-1] == "installed"
    assert not (boxes.slot("B") / trial_notes.TRIAL).exists()
    assert start.updates.now.remedy == "Nothing was changed."


def test_the_page_is_told_of_the_failure(tmp_path: Path) -> None:
    async def story() -> None:
        boxes = Boxes(tmp_path)
        boxes.installer.refuses = Fault("It was not signed by the maker.")
        start = boxes.start(Slot.A, "1.0")
        with tempfile.TemporaryFile() as file:
            start.updates.begin("", file.fileno(), 0)
        with pytest.raises(Fault):
            [update async for update in start.updates.follow()]
        assert start.updates.now.phase is UpdatePhase.FAILED
        assert start.updates.now.sentence == "It was not signed by the maker."
        assert start.updates.changes.hold == ""

    asyncio.run(story())


def test_one_update_at_a_time(tmp_path: Path) -> None:
    async def story() -> None:
        start = Boxes(tmp_path).start(Slot.A, "1.0")
        reading, writing = os.pipe()
        start.updates.begin("", reading, 0)
        with pytest.raises(Fault, match="being installed"):
            start.updates.begin("", reading, 0)
        os.write(writing, BUNDLE[:60])
        os.close(writing)
        os.close(reading)
        assert [update async for update in start.updates.follow()]

    asyncio.run(story())


@pytest.mark.parametrize("url", ["ftp://here/x", "file:///etc/passwd", "x"])
def test_only_web_addresses_are_fetched(tmp_path: Path, url: str) -> None:
    async def story() -> None:
        start = Boxes(tmp_path).start(Slot.A, "1.0")
        with pytest.raises(Invalid) as refused:
            start.updates.begin(url, None, 0)
        assert refused.value.field == "url"
        assert start.updates.now.phase is UpdatePhase.NONE

    asyncio.run(story())


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/bundle", "http://127.0.0.1:door/bundle", "http://the box/bundle"]
)
def test_an_address_that_does_not_answer_is_a_fault(tmp_path: Path, url: str) -> None:
    async def story() -> None:
        start = Boxes(tmp_path).start(Slot.A, "1.0")
        start.updates.begin(url, None, 0)
        with pytest.raises(Fault, match="does not answer"):
            [update async for update in start.updates.follow()]
        assert start.updates.changes.hold == ""

    asyncio.run(story())
