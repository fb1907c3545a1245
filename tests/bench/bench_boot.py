"""Power-on to dial tone, beside a bare Debian's way to multi-user on the same machine."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from build.lib.vm.probe import Probe, dial_tone_probe, port, virtual_cards
from tests.bench.measured import Measured, above
from tests.image.harness import Disk, Guest, Kernel, Machine, agent_credentials
from tests.image.harness.boxes import overlay

LIMITS = {"ratio": 1.3, "memory_mib": 400.0}
_PATIENCE = 900
_MEMORY_MIB = 1024
_BARE = "root=/dev/vda ro console=ttyS0 loglevel=7"


def measure(seed: int) -> Measured:
    """One boot of each, one after the other; nothing is drawn by lot."""
    del seed
    with tempfile.TemporaryDirectory(prefix="lm-bench-", dir="/tmp") as folder:
        bare = bare_boot(Path(os.environ["LINEMAN_BARE_FOLDER"]), Path(folder))
        figures = box_boot(Path(os.environ["LINEMAN_IMAGE_FOLDER"]), Path(folder))
    figures |= {"bare_s": bare, "ratio": figures["dial_tone_s"] / bare}
    return Measured(len(LIMITS), above(figures, LIMITS), figures)


def bare_boot(product: Path, folder: Path) -> float:
    """Seconds from QEMU's start until systemd of a bare Debian has started everything."""
    disk = folder / "bare.qcow2"
    machine = Machine(
        disks=(Disk(overlay(product / "disk.img", disk, size=2 << 30)),),
        kernel=Kernel(product / "vmlinuz", product / "initrd.img", _BARE),
        memory_mib=_MEMORY_MIB,
    )
    begun = time.monotonic()
    with Guest(machine, agent=False) as guest:
        guest.console.wait_for("bare machine started", seconds=_PATIENCE)
        return time.monotonic() - begun


def box_boot(product: Path, folder: Path) -> dict[str, float]:
    """Seconds from QEMU's start to the first dial tone, firmware and boot menu included."""
    machine = Machine(
        disks=(Disk(overlay(product / "lineman.img", folder / "box.qcow2")),),
        credentials=virtual_cards() | dial_tone_probe() | agent_credentials(),
        memory_mib=_MEMORY_MIB,
        extra=port(folder),
    )
    begun = time.monotonic()
    with Guest(machine) as guest:
        heard = Probe(folder).wait(_PATIENCE)
        guest.run(["systemctl", "is-system-running", "--wait"], seconds=_PATIENCE)
        return {
            "dial_tone_s": heard.at - begun,
            "after_lifting_s": heard.after_lifting,
            "memory_mib": memory_in_use(guest),
        }


def memory_in_use(guest: Guest) -> float:
    """What programs and kernel need, MiB; caches that can be dropped do not count."""
    lines = (line.split() for line in guest.read("/proc/meminfo").decode().splitlines())
    kib = {words[0].rstrip(":"): int(words[1]) for words in lines}
    return (kib["MemTotal"] - kib["MemAvailable"]) / 1024
