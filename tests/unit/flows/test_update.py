"""An update is received, checked, flashed and tried; each refusal leaves the box as it was."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.errors import Fault, Invalid
from appliance.flows import receive, trial_notes
from appliance.flows.trial_notes import Outcome, Trial
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
    assert (other / "committed").readlink() == Path("generations/000007")
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


def test_a_flash_that_breaks_leaves_this_slot_running(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    boxes.installer.breaks = Fault("The slot cannot be written.")
    with pytest.raises(Fault, match="written"):
        _install(boxes)
    assert boxes.power.restarts == 0
    assert not (boxes.slot("B") / trial_notes.TRIAL).exists()


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
        start.updates.begin(url, None, 0)
        with pytest.raises(Invalid):
            [update async for update in start.updates.follow()]

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


def _tried(tmp_path: Path, sicken: Callable[[Boxes], None]) -> tuple[Boxes, Start]:
    """A flashed update's first start in slot B, `sicken` having been at it."""
    boxes = Boxes(tmp_path)
    _install(boxes)
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
    assert [check.passed for check in start.updates.now.checks] == [True] * 5
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


def _no_call(boxes: Boxes) -> None:
    boxes.health.call = False


def _no_page(boxes: Boxes) -> None:
    boxes.health.page = False


def _no_mark(boxes: Boxes) -> None:
    boxes.installer.cannot_mark = True


@pytest.mark.parametrize(
    ("sicken", "name", "words"),
    [
        (_unplug, "cards", "not found"),
        (_cut, "spans", "not any more"),
        (_no_exchange, "exchange", "does not answer"),
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
    _install(boxes)
    start = _back(boxes)
    assert start.updates.now.phase is UpdatePhase.WENT_BACK
    assert "did not start" in start.updates.now.sentence


def test_a_supervisor_that_starts_anew_before_the_restart_goes_on_waiting(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path)
    _install(boxes)
    boxes.boots = 0  # the same boot
    start = _back(boxes)
    assert start.updates.now.phase is UpdatePhase.NONE
    assert (boxes.slot("B") / trial_notes.TRIAL).exists()


def test_the_outcome_is_told_after_every_later_start(tmp_path: Path) -> None:
    boxes, _ = _tried(tmp_path, lambda _: None)

    async def story() -> Start:
        start = boxes.start(Slot.B, "2.0")
        await start.trial.run()
        return start

    assert asyncio.run(story()).updates.now.phase is UpdatePhase.KEPT
