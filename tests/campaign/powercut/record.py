"""A box at work, and everything that it wrote to its disk meanwhile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from build.lib.vm.machine import Disk, Machine
from tests.campaign.box_in_use import box_in_use
from tests.image.harness import Guest, usual_box
from tests.image.harness.boxes import image_under_test, overlay, wait_for_dial_tone

Story = Callable[[Guest], None]


@dataclass(frozen=True, slots=True)
class Recording:
    """`base` is the disk before the first entry of `log`; the story lies in a part of it.

    At `told` whoever had asked for what the story is about was told that it is done.
    """

    base: Path
    log: Path
    begin: int
    told: int
    end: int


def _logged(base: Path, folder: Path, log: Path) -> Machine:
    """The box on an overlay of `base`; each write and each promise goes to `log` as well."""
    disk = folder / "recorded.qcow2"
    disk.unlink(missing_ok=True)
    overlay(base, disk, base.stat().st_size)
    log.write_bytes(b"")
    usual = folder / "usual"
    shutil.rmtree(usual, ignore_errors=True)
    usual.mkdir()
    machine = usual_box(image_under_test(), usual)
    return replace(machine, disks=(Disk(disk, log=log),))


def recorded(
    folder: Path, story: Story, medium: Path | None = None, before: Story | None = None
) -> Recording:
    """The recording of `story`, made on first use; `medium` is its second disk.

    What happens in `before` is logged too, but power is not cut in it.
    """
    kept = folder / "recording.json"
    if kept.exists():
        found = json.loads(kept.read_text())
        paths = Path(found["base"]), Path(found["log"])
        return Recording(*paths, found["begin"], found["told"], found["end"])
    base, log = box_in_use(folder.parent), folder / "writes.log"
    machine = _logged(base, folder, log)
    if medium is not None:
        more = Disk(medium, format="raw", read_only=True)
        machine = replace(machine, disks=(*machine.disks, more))
    with Guest(machine) as guest:
        wait_for_dial_tone(guest)
        if before is not None:
            before(guest)
            wait_for_dial_tone(guest)
            guest.run(["sync"], seconds=300)
        begin = log.stat().st_size
        story(guest)
        told = log.stat().st_size
        guest.run(["sync"], seconds=300)
        end = log.stat().st_size
    (folder / "recorded.qcow2").unlink()
    made = Recording(base, log, begin, told, end)
    kept.write_text(json.dumps(asdict(made), default=str))
    return made
