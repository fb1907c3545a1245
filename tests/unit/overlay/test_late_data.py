"""Dial tone waits for a data partition that comes, and for none whose check takes long."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.tree import TREE

_FOLDERS = TREE / "rootfs-overlay/usr/lib/lineman/libexec/folders"
_INIT = TREE / "build/disk/initrd/init"
_UNITS = TREE / "rootfs-overlay/usr/lib/systemd/system"


@dataclass
class Box:
    """A box whose programs take notes, each in a line; `late` is the word that data is late."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "bin").mkdir()

    @property
    def late(self) -> Path:
        return self.folder / "late"

    def program(self, name: str, body: str = "") -> None:
        path = self.folder / "bin" / name
        path.write_text(f'#!/bin/sh\necho {name} "$@" >>{self.folder}/told\n{body}\n')
        path.chmod(0o755)

    def run(self, program: str, *words: str) -> list[str]:
        """What was called, by a program as it is but for where it looks.

        Never by busybox: it takes its own `mount` before any that stands for it.
        """
        subprocess.run(
            ["sh", "-c", program.replace("/run/lineman-data-late", str(self.late)), "-", *words],
            check=True, timeout=60, env={"PATH": f"{self.folder}/bin:{os.environ['PATH']}"},
        )  # fmt: skip
        told = self.folder / "told"
        return told.read_text().splitlines() if told.exists() else []

    def folders(self, word: str) -> list[str]:
        """With a hundredth of the patience."""
        program = _FOLDERS.read_text()
        assert "\ntries=900 " in program
        assert "sleep 0.2\n" in program
        return self.run(program.replace("\ntries=900 ", "\ntries=9 "), word)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


@pytest.mark.parametrize("late", [False, True])
def test_a_partition_that_is_there_is_not_waited_for(box: Box, late: bool) -> None:
    box.program("mountpoint")
    if late:
        box.late.touch()
    assert box.folders("wait") == ["mountpoint -q /srv"]
    assert not box.late.exists()


def test_one_whose_check_takes_long_is_not_waited_for(box: Box) -> None:
    box.late.touch()
    box.program("mountpoint", "exit 1")
    assert box.folders("wait") == ["mountpoint -q /srv"]
    assert box.late.exists()


def test_one_that_is_being_made_is_waited_for(box: Box) -> None:
    box.program("mountpoint", f"[ $(grep -c sleep {box.folder}/told) = 3 ]")
    box.program("sleep")
    assert [line.split()[0] for line in box.folders("wait")].count("sleep") == 3
    assert not box.late.exists()


def test_one_that_never_comes_is_waited_for_three_minutes(box: Box) -> None:
    box.program("mountpoint", "exit 1")
    box.program("sleep")
    assert [line.split()[0] for line in box.folders("wait")].count("sleep") == 8
    assert box.late.exists()


@pytest.mark.parametrize("late", [False, True])
def test_folders_of_data_are_made_where_it_is(box: Box, late: bool) -> None:
    if late:
        box.late.touch()
    box.program("systemd-tmpfiles")
    (called,) = box.folders("make")
    assert ("--exclude-prefix=/srv " in called) is late
    assert "/usr/lib/lineman/state.tmpfiles" in called


def test_what_the_exchange_waits_for_does_not_wait_for_data() -> None:
    """lineman-state, lineman-slot, lineman-cards, asterisk."""
    for name in ("lineman-state", "lineman-slot", "lineman-cards", "asterisk"):
        lines = (_UNITS / f"{name}.service").read_text().splitlines()
        before = [line for line in lines if line.startswith(("After=", "Requires=", "Wants="))]
        assert before
        assert not [line for line in before if "srv.mount" in line or "lineman-data" in line]


def _mounting(box: Box, checked: str) -> list[str]:
    """The initial RAM disk's way with both partitions; `checked` is what e2fsck does on data."""
    text = _INIT.read_text()
    begin, end = text.index("says() {"), text.index("for place in dev")
    units = box.folder / "root/usr/lib/systemd/system"
    units.mkdir(parents=True)
    for name in ("var", "var-lib-lineman", "srv"):
        (units / f"{name}.mount").write_text((_UNITS / f"{name}.mount").read_text())
    box.program("mount")
    box.program("e2fsck", f'case $2 in *data) {checked} ;; esac; echo "$2: clean, 1/2 files"')
    # Its pause is cut short, its way to end what takes long is not.
    box.program("timeout", 'shift 3; exec busybox timeout -k 10 1 "$@"')
    around = """
esp=own factory_esp=another disk=sda
fills_disk() { :; }
device() { echo "/dev/$2"; }
"""
    shell = text[begin:end].replace("/root", f"{box.folder}/root")
    shell = shell.replace("/dev/console", f"{box.folder}/console")
    shell = shell.replace("/dev/kmsg", f"{box.folder}/kmsg")
    return box.run(around + shell)


def test_the_initial_ram_disk_mounts_what_is_in_order(box: Box) -> None:
    told = _mounting(box, ":")
    mounted = [line.split()[-1].removeprefix(str(box.folder)) for line in told if "mount" in line]
    assert mounted == ["/root/var", "/root/var/lib/lineman", "/root/srv"]
    assert not box.late.exists()
    assert not (box.folder / "console").exists()


@pytest.mark.parametrize("checked", ["exec sleep 60", "exit 4"], ids=["takes long", "is refused"])
def test_it_gives_up_on_data_and_says_so(box: Box, checked: str) -> None:
    told = _mounting(box, checked)
    mounted = [line.split()[-1].removeprefix(str(box.folder)) for line in told if "mount" in line]
    assert mounted == ["/root/var", "/root/var/lib/lineman"]
    assert box.late.exists()
    assert "Telephones start without it" in (box.folder / "console").read_text()
