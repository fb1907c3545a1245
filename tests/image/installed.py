"""The image on a stick, and a person who installs it on the disk of a box."""

from __future__ import annotations

import subprocess
from pathlib import Path

from build.lib.image import layout
from build.lib.vm.machine import Disk, Machine
from tests.image.harness import Guest
from tests.image.harness.boxes import DISK_BYTES, overlay, uefi_variables

COPYING = 900.0  # seconds: a gigabyte is copied and proved by an emulated processor
_OFFER = "This box was started from a stick. Install Lineman"


def empty_disk(path: Path) -> Path:
    """A new disk at `path`."""
    argv = ["qemu-img", "create", "-q", "-f", "qcow2", str(path), str(DISK_BYTES)]
    subprocess.run(argv, check=True)
    return path


def with_stick(image: Path, folder: Path, disk: Path, *, uefi: bool = False) -> Machine:
    """The stick is first in the firmware's order, as a person would choose it."""
    folder.mkdir()
    stick = overlay(image, folder / "stick.qcow2", layout.size() + layout.MIB)
    return Machine(
        disks=(Disk(stick, interface="usb"), Disk(disk)),
        uefi_variables=uefi_variables(folder) if uefi else None,
    )


def answer(guest: Guest, question: str, reply: str, seconds: float = 120) -> None:
    """Type `reply` when `question` is on the console."""
    guest.console.wait_for(question, seconds=seconds)
    guest.console.type(reply + "\n")


def offered(guest: Guest) -> None:
    """Choose to install what the stick offers."""
    answer(guest, _OFFER, "i", seconds=300)


def copied(guest: Guest) -> None:
    """Wait until the box may be started without the stick."""
    guest.console.wait_for("Installed. Pull out the stick", seconds=COPYING)


def _erased(guest: Guest) -> None:
    """Agree that the whole disk is erased, and wait for the end."""
    answer(guest, "EVERYTHING on vda is erased.\\s+Type vda to go on:", "vda")
    copied(guest)


def install(image: Path, folder: Path) -> Path:
    """A new disk in `folder` on which a person has just installed the image."""
    target = empty_disk(folder / "disk.qcow2")
    with Guest(with_stick(image, folder / "stick", target), agent=False) as guest:
        offered(guest)
        guest.console.wait_for(r"vda: .*, 8 GiB\s+holds: nothing known")
        _erased(guest)
    return target


def _asked_of_a_box_in_use(guest: Guest, keep: str) -> None:
    offered(guest)
    guest.console.wait_for("a Lineman; its state: ext4")
    answer(guest, "Keep the configuration, history and recordings found there", keep)


def install_erasing(guest: Guest) -> None:
    """Install anew on a disk with a Lineman and let nothing of it stay."""
    _asked_of_a_box_in_use(guest, "n")
    _erased(guest)


def install_keeping(guest: Guest) -> None:
    """Install anew on a disk with a Lineman and leave its data where they are."""
    _asked_of_a_box_in_use(guest, "y")
    answer(guest, "The system on vda is replaced; state and data stay.", "vda")
    copied(guest)
