"""The end of the BIOS box: its kernel hangs, no slot is left to try, a person resets it.

The three follow each other, on a box that was installed and updated. Every story of recovery
with what is left after it is tried by `build/campaign recovery`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from build.lib.vm.waiting import wait_until
from tests.image import disks
from tests.image.harness import BOOTENV, Guest
from tests.image.installed import answer

_CRASH = "echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger"
_EXHAUSTED = "Neither slot has started properly"
_MARK = "carried over\n"
_PROMPT = r"\n> "

pytestmark = [pytest.mark.bios_box, pytest.mark.timeout(900)]


def test_a_box_whose_kernel_hangs_is_reset_and_with_no_slot_left_recovery_asks(
    bios_box: Guest,
) -> None:
    """A panic that waits for ever feeds the watchdog no more."""
    dog = "/sys/class/watchdog/watchdog0"
    assert bios_box.read(f"{dog}/state") == b"active\n"
    assert int(bios_box.read(f"{dog}/timeout")) <= 60
    for place in ("/var/lib/lineman/mark", "/srv/mark"):
        bios_box.write(place, _MARK)
    bios_box.run([BOOTENV, "set", "a_left=0", "b_left=0"])
    bios_box.run(["sync"], seconds=120)
    before = len(bios_box.console.text)
    bios_box.start(["/bin/sh", "-c", _CRASH])
    bios_box.console.wait_for("Kernel panic - not syncing: sysrq triggered crash", after=before)
    bios_box.console.wait_for(_EXHAUSTED, after=before, seconds=240)


def _stop_at_the_menu(guest: Guest) -> None:
    """Choose recovery in the start menu, which no slot starts behind."""
    title = "Lineman recovery, version"
    console, before = guest.console, guest.console.text.count(title)

    def shown() -> bool:
        console.type("r")
        return console.text.count(title) > before

    wait_until(shown, "the recovery entry", seconds=240, every=0.3)


def test_a_factory_reset_leaves_nothing_of_the_configuration(
    bios_box: Guest, image: Path, tmp_path: Path
) -> None:
    """The person keeps history and recordings."""
    bios_box.console.wait_for(_PROMPT)
    bios_box.console.type("f\n")
    answer(bios_box, "Keep call history, recordings, voicemail and faxes", "")
    answer(bios_box, "Type RESET to go on:", "RESET")
    bios_box.console.wait_for("Restarting.")
    _stop_at_the_menu(bios_box)
    disk = bios_box.machine.disks[0].path
    state, data = (disks.partition(disk, name, tmp_path) for name in ("state", "data"))
    assert {"mark", "rauc", "system"} <= disks.names_in(state)
    removed = {"slots", "identity", "keys", "certificate", "sip", "custom", "spool"}
    assert not removed & disks.names_in(state)
    assert disks.file_in(data, "/mark") == _MARK
    assert not {"uploads", "log"} & disks.names_in(data)
    kept = disks.environment(tmp_path / "whole.raw", disks.environment_at(image))
    # A slot that never proved itself, as one with a spoiled block, is not tried again.
    assert {kept["a_good"], kept["b_good"]} >= {"1"}
    for slot in ("a", "b"):
        assert (kept[f"{slot}_left"] != "0") == (kept[f"{slot}_good"] == "1"), (slot, kept)


def test_from_the_recovery_menu_one_starts_the_slot_that_one_wants(bios_box: Guest) -> None:
    end = len(bios_box.console.text)
    bios_box.console.type("x\nb\n")  # what was typed too much before is no answer
    bios_box.console.wait_for("Command line: .*lineman.slot=B", after=end, seconds=240)
