"""The console's recovery when nobody is there, and on which consoles it asks."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from build.lib.image import grub
from tests.unit.tree import TREE

_INITRD = TREE / "build/disk/initrd"
_BOOTENV = TREE / "rootfs-overlay/usr/lib/lineman/libexec/bootenv"


def _program(folder: Path, name: str, body: str) -> None:
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def _recovery(folder: Path) -> str:
    """The program, looking at our folder, and ending where it would restart the machine."""
    program = (_INITRD / "recovery").read_text()
    assert program.count("reboot -f") == 1
    for was, now in (
        ("reboot -f", "exit 0"),
        ("\tsync\n", ""),
        (". /lib/", f". {_INITRD}/"),
        ("/run/lineman", str(folder)),
    ):
        assert was in program
        program = program.replace(was, now)
    return program


@pytest.mark.parametrize(
    ("good", "left"),
    [
        ({}, {"a_left": "3", "b_left": "3"}),
        ({"a_good": "1"}, {"a_left": "3", "b_left": "0"}),
        ({"b_good": "1"}, {"a_left": "0", "b_left": "3"}),
        ({"a_good": "1", "b_good": "1"}, {"a_left": "3", "b_left": "3"}),
    ],
    ids=["a new box", "A was good", "B was good", "both were good"],
)
def test_with_nobody_there_some_slot_is_tried_again(
    tmp_path: Path, good: dict[str, str], left: dict[str, str]
) -> None:
    """An end of the input stands for five minutes without a word."""
    spent = {"a_left": "0", "b_left": "0"}
    esp = tmp_path / "esp"
    esp.write_bytes(grub.environment(grub.FACTORY_ENVIRONMENT | spent | good))
    _program(tmp_path, "bootenv", f'LINEMAN_ESP={esp} LINEMAN_ENV=0 exec {_BOOTENV} "$@"')
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    done = subprocess.run(
        ["busybox", "sh", "-c", _recovery(tmp_path), "recovery", "exhausted"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False,
        env={"PATH": path, "disk": "none"},
    )  # fmt: skip
    assert (done.returncode, "Restarting." in done.stdout) == (0, True), done.stderr
    lines = dict(line.split("=") for line in esp.read_text().splitlines() if "_left=" in line)
    assert lines == left


def test_a_console_that_is_no_terminal_answers_for_nobody(tmp_path: Path) -> None:
    """A serial port without a chip opens, and every read of it ends at once, as here."""
    (tmp_path / "tty1").symlink_to("/dev/null")
    person, terminal = pty.openpty()
    (tmp_path / "ttyS0").symlink_to(os.ttyname(terminal))
    _program(tmp_path, "recovery", f'read -r word; echo "$word" >>{tmp_path}/said')
    (tmp_path / "boot.sh").write_text("load_drivers() { :; }\n")
    program = (_INITRD / "recovery-consoles").read_text()
    for was, now in (
        ("mkdir -p /mnt /run/lineman\n", ""),
        ("dmesg -n", ": dmesg -n"),
        ("/run/lineman", f"{tmp_path}/run"),
        ("/lib/boot.sh", f"{tmp_path}/boot.sh"),
        ("/bin/recovery", f"{tmp_path}/bin/recovery"),
        ("/dev/$console", f"{tmp_path}/$console"),
    ):
        assert was in program
        program = program.replace(was, now)
    os.write(person, b"i\n")
    argv = ["busybox", "sh", "-c", program, "recovery-consoles", "offer"]
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    subprocess.run(argv, check=False, timeout=30, env={"PATH": path})
    assert (tmp_path / "said").read_text() == "i\n"
    assert (tmp_path / "run-answer").read_text() == "ttyS0\n"
    os.close(person)
    os.close(terminal)
