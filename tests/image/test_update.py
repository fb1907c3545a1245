"""An update of the booted box: refusals, one that stays, one that comes back by itself."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from appliance.wire.protocol import GetExtensions
from appliance.wire.views import CallResult, UpdatePhase
from tests.image import bundles
from tests.image.harness import Guest
from tests.image.harness.boxes import wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.journal import errors
from tests.image.office import Phone
from tests.image.updates import Updated
from tests.image.web_page import WebPage

_NAME = "Olga before the update"

pytestmark = [pytest.mark.timeout(2400), pytest.mark.bios_box]


def _bundles(folder: Path, image: Path) -> Path:
    """A folder with what the tests install, by file name."""
    offered, work = folder / "offered", folder / "work"
    offered.mkdir()
    work.mkdir()
    sound = Path(os.environ["LINEMAN_BUNDLE"]).read_bytes()
    (offered / "truncated.raucb").write_bytes(sound[: len(sound) // 2 + 333])
    little = bundles.small(work)
    bundles.packed(offered / "stranger.raucb", little, pem=bundles.strangers_key(work))
    bundles.packed(offered / "toaster.raucb", little, compatible="toaster-arm64")
    bundles.packed(offered / "panics.raucb", bundles.panicking(work, image.parent))
    return offered


@pytest.fixture(scope="module")
def files(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of bundles."""
    return _bundles(tmp_path_factory.mktemp("updates"), image)


@pytest.fixture(scope="module")
def updated(files: Path, bios_box: Guest) -> Updated:
    """One box for all; its tests follow each other, the last ones restart it."""
    bios_box.monitor.insert(bundles.medium(files, files.parent / "medium.img"))
    updated = Updated(bios_box)
    updated.supervisor.wait_for_settings()
    return updated


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("stranger", "not signed by the maker"),
        ("truncated", "did not arrive whole"),
        ("toaster", "made for toaster-arm64, and this box is "),
    ],
)
def test_a_bundle_that_is_not_for_this_box_changes_nothing(
    updated: Updated, name: str, why: str
) -> None:
    before = updated.untouched()
    assert why in updated.refused(updated.bundle(name)).err
    assert updated.untouched() == before


def test_a_bundle_from_an_address_is_judged_too(updated: Updated, files: Path) -> None:
    before = updated.untouched()
    with updated.offered(files) as address:
        assert "made for" in updated.refused(f"{address}/toaster.raucb").err
        assert "404" in updated.refused(f"{address}/no-such.raucb").err
    assert updated.untouched() == before


def test_an_update_by_the_browser_stays_and_has_configuration_and_history(
    updated: Updated,
) -> None:
    updated.supervisor.rename("201", _NAME)
    ends = FarEnds(updated.guest)
    caller, called = Phone(ends, 9), Phone(ends, 10)
    caller.reaches("210", called.rings_soon)
    caller.hang_up()
    called.falls_quiet()
    assert updated.supervisor.record_of("209", "210").result is CallResult.ABANDONED

    with updated.restarting():
        WebPage(updated.guest).upload(Path(os.environ["LINEMAN_BUNDLE"]))

    outcome = updated.outcome()
    assert outcome.phase is UpdatePhase.KEPT, outcome
    assert updated.slot == "B"
    _still_there(updated)
    _its_partitions_came_first(updated.guest)


def test_an_update_with_a_flipped_block_panics_and_comes_back_by_itself(
    updated: Updated, files: Path
) -> None:
    """Well signed, so it is taken; from an address, as an owner far away would."""
    slot = updated.slot
    with updated.offered(files) as address:
        updated.install_from(f"{address}/panics.raucb")
    outcome = updated.outcome()
    assert outcome.phase is UpdatePhase.WENT_BACK, outcome
    assert "did not come up" in outcome.sentence
    assert updated.slot == slot
    refused = "Kernel panic - not syncing: dm-verity device corrupted"
    assert updated.guest.console.text.count(refused) == 3
    _still_there(updated)


def _its_partitions_came_first(guest: Guest) -> None:
    """From the second start on, dial tone waits for no device: they are mounted before systemd."""
    guest.run(["systemctl", "is-system-running", "--wait"], seconds=300)
    before, _, after = guest.run(["dmesg", "--notime"]).out.partition("systemd[1]: systemd ")
    assert len(re.findall(r"^EXT4-fs \(\w+\): mounted", before, re.MULTILINE)) == 2
    assert "EXT4-fs" not in after


def _still_there(updated: Updated) -> None:
    extensions = updated.supervisor.ask(GetExtensions()).extensions
    assert next(e.name for e in extensions if e.number == "201") == _NAME
    assert updated.supervisor.record_of("209", "210").result is CallResult.ABANDONED
    wait_for_dial_tone(updated.guest)
    assert errors(updated.guest) == []
