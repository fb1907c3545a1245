"""An update of the booted box: refusals, one that stays, one that comes back by itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.wire.protocol import GetExtensions
from appliance.wire.views import CallResult, UpdatePhase
from build.lib.vm.machine import Disk
from tests.image import bundles
from tests.image.harness import Guest, usual_box
from tests.image.harness.boxes import wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone
from tests.image.updates import Updated

_NAME = "Olga before the update"

pytestmark = pytest.mark.timeout(2400)


def _bundles(folder: Path, image: Path) -> Path:
    """A disk with what the tests install, by file name."""
    offered, work = folder / "offered", folder / "work"
    offered.mkdir()
    work.mkdir()
    sound = Path(os.environ["LINEMAN_BUNDLE"]).read_bytes()
    (offered / "sound.raucb").write_bytes(sound)
    (offered / "truncated.raucb").write_bytes(sound[: len(sound) // 2 + 333])
    little = bundles.small(work)
    bundles.packed(offered / "stranger.raucb", little, pem=bundles.strangers_key(work))
    bundles.packed(offered / "toaster.raucb", little, compatible="toaster-arm64")
    bundles.packed(offered / "panics.raucb", bundles.panicking(work, image.parent))
    return bundles.medium(offered, folder / "medium.img")


@pytest.fixture(scope="module")
def updated(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Updated]:
    """One box for all; its tests follow each other."""
    folder = tmp_path_factory.mktemp("updates")
    machine = usual_box(image, folder)
    medium = Disk(_bundles(folder, image), format="raw", read_only=True)
    with Guest(replace(machine, disks=(*machine.disks, medium))) as guest:
        wait_for_dial_tone(guest)
        updated = Updated(guest)
        updated.supervisor.wait_for_settings()
        yield updated


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("stranger", "not signed by the maker"),
        ("truncated", "signed|whole"),
        ("toaster", "not made for this box|made for toaster"),
    ],
)
def test_a_bundle_that_is_not_for_this_box_changes_nothing(
    updated: Updated, name: str, why: str
) -> None:
    before = updated.untouched()
    said = updated.refused(name)
    assert any(word in said.out + said.err for word in why.split("|"))
    assert updated.untouched() == before


def test_an_update_stays_and_has_configuration_and_history(updated: Updated) -> None:
    updated.supervisor.rename("201", _NAME)
    ends = FarEnds(updated.guest)
    caller, called = Phone(ends, 9), Phone(ends, 10)
    caller.call("210")
    called.rings()
    caller.hang_up()
    assert updated.supervisor.record_of("209", "210").result is CallResult.ABANDONED

    updated.install("sound")

    outcome = updated.outcome()
    assert outcome.phase is UpdatePhase.KEPT, outcome
    assert updated.slot == "B"
    _still_there(updated)
    _its_partitions_came_first(updated.guest)


def test_an_update_that_panics_comes_back_by_itself(updated: Updated) -> None:
    slot = updated.slot
    updated.install("panics")
    outcome = updated.outcome()
    assert outcome.phase is UpdatePhase.WENT_BACK, outcome
    assert "panics" in outcome.sentence
    assert updated.slot == slot
    assert updated.guest.console.text.count("Kernel panic - not syncing") == 3
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
