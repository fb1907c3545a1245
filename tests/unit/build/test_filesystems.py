"""File systems of the image, made by the real tools."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from build.lib.image import filesystems


def test_a_boot_partition_is_the_same_wherever_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "vmlinuz"
    source.write_bytes(b"kernel")
    made = []
    for zone in ("UTC", "Asia/Kamchatka"):
        monkeypatch.setenv("TZ", zone)
        out = tmp_path / zone.replace("/", "-")
        filesystems.fat(out, {"EFI/vmlinuz": source}, epoch=1_700_000_000, mib=16)
        made.append(out.read_bytes())
        os.utime(source)
    assert made[0] == made[1]
