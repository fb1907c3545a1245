"""The same image on a stick installs itself on the box's disk, and says first what it erases."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from build.lib.image import layout
from build.lib.vm.machine import Disk, Machine
from tests.image import disks
from tests.image.conftest import Boot
from tests.image.harness import Guest, usual_box
from tests.image.harness.boxes import DISK_BYTES, overlay, wait_for_dial_tone

_OFFER = "This box was started from a stick. Install Lineman"
_KEEP = "Keep the configuration, history and recordings found there"
_COPYING = 900  # seconds: a gigabyte is copied and proved by an emulated processor
_MARK = "carried over\n"
_BOOTENV = "/usr/lib/lineman/libexec/bootenv"

pytestmark = pytest.mark.timeout(2400)


def _with_stick(image: Path, folder: Path, disk: Path) -> Machine:
    """The stick is first in the firmware's order, as a person would choose it."""
    folder.mkdir()
    stick = overlay(image, folder / "stick.qcow2", layout.size() + layout.MIB)
    return Machine(disks=(Disk(stick, interface="usb"), Disk(disk)))


def _empty(path: Path) -> Path:
    argv = ["qemu-img", "create", "-q", "-f", "qcow2", str(path), str(DISK_BYTES)]
    subprocess.run(argv, check=True)
    return path


def _answer(guest: Guest, question: str, answer: str, seconds: float = 120) -> None:
    """Type `answer` when `question` is on the console."""
    guest.console.wait_for(question, seconds=seconds)
    guest.console.type(answer + "\n")


@pytest.fixture(scope="module")
def disk(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The disk of a box that a person has just installed from a stick."""
    folder = tmp_path_factory.mktemp("installed")
    target = _empty(folder / "disk.qcow2")
    with Guest(_with_stick(image, folder / "stick", target), agent=False) as guest:
        _answer(guest, _OFFER, "i", seconds=300)
        guest.console.wait_for(r"vda: .*, 8 GiB\s+holds: nothing known")
        _answer(guest, "EVERYTHING on vda is erased.\\s+Type vda to go on:", "vda")
        guest.console.wait_for("Installed. Pull out the stick", seconds=_COPYING)
    return target


def test_without_the_right_answer_nothing_is_changed(
    image: Path, tmp_path: Path, boot: Boot
) -> None:
    target = _empty(tmp_path / "disk.qcow2")
    guest = boot(_with_stick(image, tmp_path / "stick", target))
    _answer(guest, _OFFER, "i", seconds=300)
    _answer(guest, "Type vda to go on:", "yes")
    guest.console.wait_for("Nothing was changed.")
    info = ["qemu-img", "map", "--output=json", "-U", str(target)]
    shown = subprocess.run(info, check=True, capture_output=True, text=True).stdout
    assert '"data": true' not in shown


def _mark(guest: Guest) -> str:
    """Leave something on state and data; the box's identity comes back."""
    for place in ("/var/lib/lineman/mark", "/srv/mark"):
        guest.write(place, _MARK)
    guest.run(["sync"])
    return guest.read("/etc/machine-id").decode().strip()


def test_the_installed_box_starts_and_may_be_installed_anew_with_its_data(
    image: Path, tmp_path: Path, disk: Path
) -> None:
    usual = usual_box(image, tmp_path)
    alone = Machine(disks=(Disk(disk),), credentials=usual.credentials)
    with Guest(alone) as guest:
        wait_for_dial_tone(guest)
        table = guest.run(["sfdisk", "--dump", "/dev/lineman/disk"]).out
        assert layout.FACTORY_DISK.upper() not in table
        identity = _mark(guest)
        guest.wait([_BOOTENV, "get", "machine_id"], identity)
        # As after an update that stayed: slot B is first, and its configuration is the one in use.
        guest.run([_BOOTENV, "set", "order=B A", "b_good=1"])
    with Guest(_with_stick(image, tmp_path / "stick", disk), agent=False) as guest:
        _answer(guest, _OFFER, "i", seconds=300)
        guest.console.wait_for("a Lineman; its state: ext4")
        _answer(guest, _KEEP, "y")
        _answer(guest, "The system on vda is replaced; state and data stay.", "vda")
        guest.console.wait_for("Installed. Pull out the stick", seconds=_COPYING)
    for name in ("state", "data"):
        assert disks.file_in(disks.partition(disk, name, tmp_path), "/mark") == _MARK
    esp = disks.partition(disk, "esp", tmp_path).read_bytes()
    assert f"machine_id={identity}\n".encode() in esp
    assert b"order=B A\n" in esp


def test_a_factory_reset_leaves_nothing_of_the_configuration(
    image: Path, tmp_path: Path, disk: Path
) -> None:
    """On the box above, with no slot left to try; the person keeps history and recordings."""
    disks.set_environment(disk, image, a_left="0", b_left="0")
    with Guest(Machine(disks=(Disk(disk),)), agent=False) as guest:
        _answer(guest, "Neither slot has started properly", "f", seconds=300)
        _answer(guest, "Keep call history, recordings and voicemail", "")
        _answer(guest, "Type RESET to go on:", "RESET")
        guest.console.wait_for("Restarting.")
    state, data = (disks.partition(disk, name, tmp_path) for name in ("state", "data"))
    assert {"mark", "rauc", "system"} <= disks.names_in(state)
    assert not {"slots", "identity", "keys", "custom", "spool"} & disks.names_in(state)
    assert disks.file_in(data, "/mark") == _MARK
    assert not {"uploads", "log"} & disks.names_in(data)
    left = disks.environment(tmp_path / "whole.raw", disks.environment_at(image))
    assert (left["a_left"], left["b_left"]) != ("0", "0")
