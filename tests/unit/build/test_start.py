"""What starts the root is listed: all that grub-mkimage reads, all that the RAM disk takes."""

from __future__ import annotations

import re
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from build.lib.image import grub, initrd
from build.lib.supply import start
from build.lib.supply.gather import gather
from build.lib.supply.model import ContentsError
from tests.unit.build.small_root import small_root


@pytest.mark.parametrize("platform", grub.PLATFORMS)
def test_all_that_grub_mkimage_reads_is_listed(platform: str, tmp_path: Path) -> None:
    argv = [*grub.image_command(platform, tmp_path / "core"), "--verbose"]
    told = subprocess.run(argv, check=True, capture_output=True, text=True).stderr
    read = set(re.findall(rf"reading {grub.FOLDER}/{platform}/(\S+\.(?:mod|img))", told))
    listed = grub.parts(platform, (grub.FOLDER / platform / "moddep.lst").read_text())
    assert "fat.mod" in read
    # The disk's first sector is no part of what grub-mkimage makes.
    assert read == set(listed) - {"boot.img"}


def test_every_file_that_the_ram_disk_has_of_the_workshop_is_listed() -> None:
    """`entries` would want a kernel; what comes of the workshop it has from `_tools`."""
    packed = {entry.path for entry in initrd._tools() if stat.S_ISREG(entry.mode)}
    listed = {part.path for part in start.brought()}
    assert {"bin/busybox", "bin/e2fsck", "etc/mke2fs.conf"} <= packed
    assert {f"initrd/{path}" for path in packed} == {p for p in listed if p.startswith("initrd/")}


def test_the_workshops_own_packages_are_told_with_version_hash_and_licence(tmp_path: Path) -> None:
    (busybox,) = [c for c in gather(small_root(tmp_path)).components if c.kind == "start"]
    assert (busybox.version, busybox.sha256, busybox.licence) == ("1.37", "c" * 64, "GPL-2.0-only")


def test_a_file_that_no_package_of_the_workshop_brought_stops_the_build(tmp_path: Path) -> None:
    order = small_root(tmp_path)
    stray = tmp_path / "stray"
    workshop = replace(order.workshop, brought=(start.Brought("initrd/bin/stray", stray),))
    with pytest.raises(ContentsError, match=r"no package of the workshop brought .*/stray"):
        gather(replace(order, workshop=workshop))
