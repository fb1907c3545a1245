"""The disk of a box that an office uses: what a campaign harms, it harms on a copy of this."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from build.lib import cache
from build.lib.image import layout
from build.lib.vm.machine import Disk
from tests.image.harness import BOOTENV, Guest, usual_box
from tests.image.harness.boxes import image_under_test, overlay, wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone
from tests.image.supervisor import Supervisor

OWNER = "Olga"
_DISK_BYTES = layout.size() + (1 << 30)


def box_in_use(folder: Path) -> Path:
    """A raw disk below `folder`, made once for an image: 201 is `OWNER`, 209 has called 210."""
    image = image_under_test()
    known = hashlib.sha256(image.with_name("parts.json").read_bytes()).hexdigest()[:16]
    out = folder / f"box-{known}.raw"
    with cache.locked(f"box-in-use-{known}"):  # campaigns that run at once want the same
        if not out.exists():
            work = folder / f"prepared-{known}"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            _used(image, work).rename(out)
            shutil.rmtree(work)
    return out


def _used(image: Path, work: Path) -> Path:
    """The disk after its first start and an office's first day."""
    (work / "usual").mkdir()
    disk = overlay(image, work / "disk.qcow2", _DISK_BYTES)
    machine = replace(usual_box(image, work / "usual"), disks=(Disk(disk),))
    with Guest(machine) as guest:
        wait_for_dial_tone(guest)
        supervisor = Supervisor(guest)
        supervisor.wait_for_settings()
        supervisor.rename("201", OWNER)
        ends = FarEnds(guest)
        caller, called = Phone(ends, 9), Phone(ends, 10)
        caller.reaches("210", called.rings_soon)
        caller.hang_up()
        supervisor.record_of("209", "210")
        guest.wait([BOOTENV, "get", "a_good"], "1", seconds=600)
        guest.run(["sync"], seconds=300)
    raw = work / "box.raw"
    subprocess.run(["qemu-img", "convert", "-O", "raw", str(disk), str(raw)], check=True)
    return raw
