"""Power-on to dial tone, beside a bare Debian's way to multi-user on the same machine."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from build.lib.vm.probe import Probe, dial_tone_probe, port, virtual_cards
from tests.bench.measured import Measured, above
from tests.image.harness import Disk, Guest, Machine, agent_credentials
from tests.image.harness.boxes import overlay

LIMITS = {"ratio": 1.3, "memory_mib": 381.0}  # 400 MB
_ROUNDS = 3
_PATIENCE = 900
_MEMORY_MIB = 1024


def measure(seed: int) -> Measured:
    """Both are started once for their first time, then in turn; nothing is drawn by lot."""
    del seed
    with tempfile.TemporaryDirectory(prefix="lm-bench-", dir="/tmp") as name:
        folder = Path(name)
        bare_disk = _disk("LINEMAN_BARE_FOLDER", "disk.img", folder)
        box_disk = _disk("LINEMAN_IMAGE_FOLDER", "lineman.img", folder)
        firsts = {"bare_first_s": bare_start(bare_disk)}
        firsts["box_first_s"] = box_start(box_disk, folder)["dial_tone_s"]
        bare, box = [], []
        for _ in range(_ROUNDS):
            bare.append(bare_start(bare_disk))
            box.append(box_start(box_disk, folder))
    figures = {key: statistics.median(one[key] for one in box) for key in box[0]}
    ratios = [one["dial_tone_s"] / other for one, other in zip(box, bare, strict=True)]
    figures |= firsts | {
        "first_ratio": firsts["box_first_s"] / firsts["bare_first_s"],
        "bare_s": statistics.median(bare), "ratio": statistics.median(ratios),
        "ratio_spread": max(ratios) - min(ratios), "rounds": _ROUNDS,
    }  # fmt: skip
    return Measured(len(LIMITS), above(figures, LIMITS), figures)


def _disk(product: str, image: str, folder: Path) -> Path:
    return overlay(Path(os.environ[product]) / image, folder / f"{product}.qcow2")


def bare_start(disk: Path) -> float:
    """Seconds from QEMU's start until systemd of a bare Debian has started everything."""
    machine = Machine(disks=(Disk(disk),), memory_mib=_MEMORY_MIB)
    begun = time.monotonic()
    with Guest(machine, agent=False) as guest:
        guest.console.wait_for("bare machine started", seconds=_PATIENCE)
        took = time.monotonic() - begun
        guest.shut_down(seconds=_PATIENCE)
    return took


def box_start(disk: Path, folder: Path) -> dict[str, float]:
    """Seconds from QEMU's start to the first dial tone, firmware and boot menu included."""
    machine = Machine(
        disks=(Disk(disk),),
        credentials=virtual_cards() | dial_tone_probe() | agent_credentials(),
        memory_mib=_MEMORY_MIB,
        extra=port(folder),
    )
    begun = time.monotonic()
    with Guest(machine) as guest:
        heard = Probe(folder).wait(_PATIENCE)
        guest.run(["systemctl", "is-system-running", "--wait"], seconds=_PATIENCE)
        figures = {
            "dial_tone_s": heard.at - begun,
            "dial_tone_uptime_s": heard.uptime,
            "after_lifting_s": heard.after_lifting,
            "memory_mib": memory_in_use(guest),
        }
        guest.shut_down(seconds=_PATIENCE)
    return figures


def memory_in_use(guest: Guest) -> float:
    """What programs and kernel need, MiB; caches that can be dropped do not count."""
    lines = (line.split() for line in guest.read("/proc/meminfo").decode().splitlines())
    kib = {words[0].rstrip(":"): int(words[1]) for words in lines}
    return (kib["MemTotal"] - kib["MemAvailable"]) / 1024
