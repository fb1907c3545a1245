"""The box's disk seen from outside: partitions copied out, blocks flipped, the boot environment."""

from __future__ import annotations

import subprocess
from pathlib import Path

from build.lib.image import grub, layout

_MAGIC = b"# GRUB Environment Block"


def write_at(disk: Path, offset: int, content: bytes) -> None:
    """Overwrite bytes of a qcow2 disk that no machine uses."""
    source = disk.with_suffix(".patch")
    source.write_bytes(content)
    command = f"write -s {source} {offset} {len(content)}"
    subprocess.run(["qemu-io", "-f", "qcow2", "-c", command, str(disk)], check=True)
    source.unlink()


def flip(disk: Path, partition: str, offset: int) -> None:
    """Spoil the sector at `offset` of a slot's partition."""
    write_at(disk, layout.start(partition) + offset, b"\x5a" * layout.SECTOR)


def environment_at(image: Path) -> int:
    """Where the boot environment lies on a disk that starts as `image`, in bytes."""
    with image.open("rb") as opened:
        opened.seek(layout.start("esp"))
        esp = opened.read(layout.partition("esp").mib * layout.MIB)
    return layout.start("esp") + esp.index(_MAGIC)


def set_environment(disk: Path, image: Path, **changed: str) -> None:
    """Let the next start find the factory's boot environment with `changed`."""
    block = grub.environment(grub.FACTORY_ENVIRONMENT | changed)
    write_at(disk, environment_at(image), block[: layout.SECTOR])


def environment(raw: Path, at: int) -> dict[str, str]:
    """The boot environment of a raw disk; `at` is in bytes."""
    with raw.open("rb") as opened:
        opened.seek(at)
        lines = opened.read(layout.SECTOR).removeprefix(_MAGIC).rstrip(b"#").decode().splitlines()
    return dict(line.split("=", 1) for line in lines if line)


def partition(disk: Path, name: str, folder: Path) -> Path:
    """A copy of a partition as a sparse file; its size on the disk may have been grown.

    A machine that has the disk must be at rest.
    """
    raw, out = folder / "whole.raw", folder / f"{name}.img"
    if not raw.exists():
        argv = ["qemu-img", "convert", "-U", "-O", "raw", str(disk), str(raw)]
        subprocess.run(argv, check=True)
    begin = layout.start(name) // layout.SECTOR
    last = name == layout.PARTITIONS[-1].name
    count = [] if last else [f"count={layout.partition(name).mib}"]
    subprocess.run([
        "dd", f"if={raw}", f"of={out}", "bs=1M", f"skip={begin * layout.SECTOR >> 20}",
        *count, "conv=sparse", "status=none",
    ], check=True)  # fmt: skip
    return out


def file_in(ext4: Path, path: str) -> str:
    """The text of a file in an ext4 partition's copy; empty if it is not there."""
    argv = ["debugfs", "-R", f"cat {path}", str(ext4)]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def names_in(ext4: Path) -> set[str]:
    """What lies at the top of an ext4 partition's copy."""
    argv = ["debugfs", "-R", "ls -p /", str(ext4)]
    said = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    return {line.split("/")[5] for line in said.splitlines() if line.startswith("/")}
