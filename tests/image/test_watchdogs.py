"""A box whose kernel hangs is started anew by its hardware."""

from __future__ import annotations

import pytest

from tests.image.harness import Guest

pytestmark = [pytest.mark.bios_box, pytest.mark.timeout(900)]


def test_a_box_whose_kernel_hangs_is_reset(bios_box: Guest) -> None:
    """A panic that waits for ever feeds the watchdog no more. The last test on this box."""
    dog = "/sys/class/watchdog/watchdog0"
    assert bios_box.read(f"{dog}/state") == b"active\n"
    assert int(bios_box.read(f"{dog}/timeout")) <= 60
    before = len(bios_box.console.text)
    crash = "echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger"
    bios_box.start(["/bin/sh", "-c", crash])
    bios_box.console.wait_for("Kernel panic - not syncing: sysrq triggered crash", after=before)
    bios_box.console.wait_for("Command line: .*lineman.slot=", after=before, seconds=240)
