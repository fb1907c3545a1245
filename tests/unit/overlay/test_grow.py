"""The data partition is formatted when it is new, and never because it cannot be read."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from build.lib.image import grub
from tests.unit.tree import TREE

_LIBEXEC = TREE / "rootfs-overlay/usr/lib/lineman/libexec"
_SIZE = 1 << 30  # with 4 KiB blocks, as every real one; few of them are ever written
_MIB = 1 << 20
_RECORD = "01:02:03 a call"


@dataclass
class Box:
    """The files of a box whose data partition is `data`; stand-ins for programs are in `bin`."""

    folder: Path
    programs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("dev", "bin", "blocks/data", "blocks/disk"):
            (self.folder / name).mkdir(parents=True)
        # Nothing is left to grow: the partition ends where the second table begins.
        sectors = _SIZE // 512
        for name, number in (("data/partition", 9), ("data/start", 0), ("data/size", sectors),
                             ("disk/size", sectors + 33)):  # fmt: skip
            (self.folder / "blocks" / name).write_text(f"{number}\n")
        for path, size in ((self.folder / "dev/disk", 8 * _MIB), (self.data, _SIZE)):
            with path.open("wb") as opened:
                opened.truncate(size)
        self._run(["sfdisk", "--quiet", str(self.folder / "dev/disk")], "label: gpt\n")
        self.say("new")

    @property
    def data(self) -> Path:
        return self.folder / "dev/data"

    def say(self, data: str) -> None:
        """What the boot environment knows of the data partition."""
        block = grub.environment(grub.FACTORY_ENVIRONMENT | {"data": data})
        (self.folder / "esp").write_bytes(block)

    def told(self) -> str:
        lines = (self.folder / "esp").read_text().splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith("data="))

    def start(self) -> subprocess.CompletedProcess[str]:
        """One start of the box, as far as `grow` goes."""
        for name, body in self.programs.items():
            (self.folder / "bin" / name).write_text(f"#!/bin/sh\n{body}\n")
            (self.folder / "bin" / name).chmod(0o755)
        environment = {
            **os.environ,
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "LINEMAN_DEV": str(self.folder / "dev"),
            "LINEMAN_BLOCKS": str(self.folder / "blocks"),
            "LINEMAN_BOOTENV": str(_LIBEXEC / "bootenv"),
            "LINEMAN_ESP": str(self.folder / "esp"),
            "LINEMAN_ENV": "0",
        }
        argv = ["sh", str(_LIBEXEC / "grow")]
        return subprocess.run(argv, env=environment, check=False, capture_output=True, text=True)

    def spoil(self, offset: int, content: bytes) -> None:
        with self.data.open("r+b") as opened:
            opened.seek(offset)
            opened.write(content)

    def use(self) -> None:
        """The box has been started and has written its first record."""
        assert self.start().returncode == 0
        record = self.folder / "record"
        record.write_text(_RECORD)
        self._run(["debugfs", "-w", "-R", f"write {record} record", str(self.data)])

    @property
    def records(self) -> str:
        """What a mount would find; empty where there is no file system, or an empty one."""
        return self._run(["debugfs", "-R", "cat record", str(self.data)])

    def whole(self) -> bool:
        done = subprocess.run(["e2fsck", "-fn", str(self.data)], check=False, capture_output=True)
        return done.returncode == 0

    @staticmethod
    def _run(argv: list[str], typed: str = "") -> str:
        done = subprocess.run(argv, input=typed, check=True, capture_output=True, text=True)
        return done.stdout


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_a_new_box_has_its_data_partition_formatted_once(box: Box) -> None:
    box.use()
    assert box.told() == ""
    assert box.start().returncode == 0
    assert box.records == _RECORD


def test_a_file_system_that_lost_its_superblock_gets_it_back(box: Box) -> None:
    box.use()
    box.spoil(1024, bytes(4096))
    done = box.start()
    assert done.returncode == 0, done.stderr
    assert box.records == _RECORD
    assert box.whole()


@pytest.mark.parametrize("content", [bytes(_MIB), b"an owner's" * 100_000], ids=["zeros", "words"])
def test_what_cannot_be_mended_is_not_formatted(box: Box, content: bytes) -> None:
    """A MiB holds the root folder too: with it gone, only an expert finds the records again."""
    box.use()
    box.spoil(0, content)
    box.programs["mke2fs"] = f"touch {box.folder}/formatted"
    done = box.start()
    assert done.returncode == 0, "the start goes on without it"
    assert "left as it is" in done.stderr
    assert not (box.folder / "formatted").exists()


def test_a_look_that_fails_erases_nothing(box: Box) -> None:
    box.use()
    box.programs["blkid"] = "exit 8"
    assert box.start().returncode == 0
    assert box.records == _RECORD


def test_a_boot_environment_that_cannot_be_read_erases_nothing(box: Box) -> None:
    box.use()
    box.spoil(1024, bytes(4096))
    (box.folder / "esp").write_bytes(bytes(1024))
    assert box.start().returncode == 0
    assert box.records == _RECORD


def test_what_was_to_be_forgotten_is_not_found_again(box: Box) -> None:
    """The copies of the superblock are still there."""
    box.use()
    box.say("new")
    box.spoil(0, bytes(_MIB))
    assert box.start().returncode == 0
    assert box.records == ""
    assert box.whole()
    assert box.told() == ""


def test_a_reset_that_was_cut_before_it_forgot_leaves_the_data(box: Box) -> None:
    box.use()
    box.say("new")
    assert box.start().returncode == 0
    assert (box.records, box.told()) == (_RECORD, "")


def test_a_power_cut_while_it_is_formatted_has_it_formatted_again(box: Box) -> None:
    box.programs["mke2fs"] = f"printf half | dd of={box.data} seek=9 conv=notrunc; exit 1"
    assert box.start().returncode != 0
    box.programs["mke2fs"] = 'exec /usr/sbin/mke2fs "$@"'
    assert box.start().returncode == 0
    assert box.whole()
