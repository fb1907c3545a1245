"""The same image on a stick installs itself on the box's disk, and says first what it erases.

That the installed box starts and works is seen by all tests on `bios_box`, which is one.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.image.conftest import Boot
from tests.image.harness.boxes import DISK_BYTES, overlay
from tests.image.installed import answer, offered, with_stick

_FIRST = 2048  # sector of the foreign partition


def _foreign_disk(path: Path) -> Path:
    """A disk with somebody's partition in a table without names, as older systems make it."""
    with path.open("wb") as disk:
        disk.truncate(DISK_BYTES)
    table = f"label: dos\n{_FIRST},131072,83\n".encode()
    subprocess.run(["sfdisk", "-q", str(path)], check=True, input=table)
    place = f"offset={_FIRST * 512}"
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-E", place, str(path), "64M"], check=True)
    return path


def test_without_the_right_answer_nothing_is_changed(
    image: Path, tmp_path: Path, boot: Boot
) -> None:
    foreign = _foreign_disk(tmp_path / "foreign.img")
    target = overlay(foreign, tmp_path / "disk.qcow2", DISK_BYTES)
    guest = boot(with_stick(image, tmp_path / "stick", target))
    offered(guest)
    guest.console.wait_for(r"vda: .*, 8 GiB\s+holds: ext4")
    answer(guest, "EVERYTHING on vda is erased.\\s+Type vda to go on:", "yes")
    guest.console.wait_for("Nothing was changed.")
    compared = ["qemu-img", "compare", "-q", "-U", "-f", "raw", "-F", "qcow2"]
    both = [str(foreign), str(target)]
    assert subprocess.run([*compared, *both], check=False).returncode == 0
