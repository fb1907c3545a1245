"""A box at work, and everything that it wrote to its disk meanwhile."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from build.lib.image import layout
from build.lib.vm.machine import Disk, Machine
from tests.image.harness import Guest, usual_box
from tests.image.harness.boxes import image_under_test, overlay, wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone
from tests.image.supervisor import Supervisor

BEFORE = "Olga"
_DISK_BYTES = layout.size() + (1 << 30)

Story = Callable[[Guest], None]


@dataclass(frozen=True, slots=True)
class Recording:
    """`base` is the disk before the first entry of `log`; the story lies in a part of it."""

    base: Path
    log: Path
    begin: int
    end: int


def _prepared(folder: Path) -> Path:
    """A box in use, with all it holds written out: a raw disk for all campaigns of one image."""
    image, work = image_under_test(), folder / "prepared"
    known = hashlib.sha256(image.with_name("parts.json").read_bytes()).hexdigest()[:16]
    out = folder / f"box-{known}.raw"
    if out.exists():
        return out
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    disk = overlay(image, work / "disk.qcow2", _DISK_BYTES)
    machine = replace(usual_box(image, _empty(work / "usual")), disks=(Disk(disk),))
    with Guest(machine) as guest:
        wait_for_dial_tone(guest)
        supervisor = Supervisor(guest)
        supervisor.wait_for_settings()
        supervisor.rename("201", BEFORE)
        ends = FarEnds(guest)
        caller, called = Phone(ends, 9), Phone(ends, 10)
        caller.call("210")
        called.rings()
        caller.hang_up()
        supervisor.record_of("209", "210")
        guest.run(["sync"], seconds=300)
    part = work / "box.raw"
    subprocess.run(["qemu-img", "convert", "-O", "raw", str(disk), str(part)], check=True)
    part.rename(out)
    shutil.rmtree(work)
    return out


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _logged(base: Path, folder: Path, log: Path) -> Machine:
    """The box on an overlay of `base`; each write and each promise goes to `log` as well."""
    disk = folder / "recorded.qcow2"
    disk.unlink(missing_ok=True)
    overlay(base, disk, base.stat().st_size)
    log.write_bytes(b"")
    usual = folder / "usual"
    shutil.rmtree(usual, ignore_errors=True)
    machine = usual_box(image_under_test(), _empty(usual))
    return replace(machine, disks=(Disk(disk, log=log),))


def recorded(folder: Path, story: Story, medium: Path | None = None) -> Recording:
    """The recording of `story`, made on first use; `medium` is its second disk."""
    kept = folder / "recording.json"
    if kept.exists():
        found = json.loads(kept.read_text())
        return Recording(Path(found["base"]), Path(found["log"]), found["begin"], found["end"])
    base, log = _prepared(folder.parent), folder / "writes.log"
    machine = _logged(base, folder, log)
    if medium is not None:
        more = Disk(medium, format="raw", read_only=True)
        machine = replace(machine, disks=(*machine.disks, more))
    with Guest(machine) as guest:
        wait_for_dial_tone(guest)
        begin = log.stat().st_size
        story(guest)
        guest.run(["sync"], seconds=300)
        end = log.stat().st_size
    (folder / "recorded.qcow2").unlink()
    made = Recording(base, log, begin, end)
    kept.write_text(json.dumps(asdict(made), default=str))
    return made
