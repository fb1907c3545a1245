"""A slot that does not start costs its tries, then the other one is started, then recovery."""

from __future__ import annotations

from pathlib import Path

from build.lib.vm.machine import Disk, Machine
from build.lib.vm.waiting import wait_until
from tests.image import disks
from tests.image.conftest import Boot
from tests.image.harness import usual_box
from tests.image.harness.boxes import overlay, wait_for_dial_tone

_BOOTENV = "/usr/lib/lineman/libexec/bootenv"
_SUPERBLOCK = 1024  # of erofs, which reads it first
_CORRUPTED = "device-mapper: verity: .* is corrupted"


def test_a_flipped_block_is_refused_and_after_the_last_try_the_other_slot_takes_over(
    image: Path, tmp_path: Path, boot: Boot
) -> None:
    """Started by UEFI; a BIOS counts all three tries down in test_update.py."""
    machine = usual_box(image, tmp_path, uefi=True)
    disks.flip(machine.disks[0].path, "root-a", _SUPERBLOCK)
    disks.set_environment(machine.disks[0].path, image, a_left="1")
    guest = boot(machine)
    wait_for_dial_tone(guest, seconds=600)
    text = guest.console.text
    assert text.count("Kernel panic - not syncing: dm-verity device corrupted") == 1
    assert "lineman.slot=A" in text
    assert "lineman.slot=B" in guest.read("/proc/cmdline").decode()
    guest.run(["test", "-d", "/sys/firmware/efi"])
    assert guest.run([_BOOTENV, "get", "a_left"]).out == "0\n"
    guest.wait([_BOOTENV, "get", "b_good"], "1", seconds=300)
    assert guest.run([_BOOTENV, "get", "b_left"]).out == "3\n"


def _bare(image: Path, folder: Path) -> Machine:
    """A machine to look at from the console only."""
    return Machine(disks=(Disk(overlay(image, folder / "disk.qcow2")),))


def test_with_no_slot_left_recovery_asks_at_the_console(
    image: Path, tmp_path: Path, boot: Boot
) -> None:
    machine = _bare(image, tmp_path)
    disks.set_environment(machine.disks[0].path, image, a_left="0", b_left="0")
    console = boot(machine).console
    console.wait_for("Neither slot has started properly", seconds=240)
    end = console.wait_for(r"\n> ", after=len(console.text) - 200).end()
    console.type("b\n")
    console.wait_for("Command line: .*lineman.slot=B", after=end, seconds=240)


def test_recovery_can_be_chosen_from_the_menu(image: Path, tmp_path: Path, boot: Boot) -> None:
    guest = boot(_bare(image, tmp_path))

    def shown() -> bool:
        guest.console.type("r")
        return "Lineman recovery, version" in guest.console.text

    wait_until(shown, "the recovery entry", seconds=240, every=0.3)
