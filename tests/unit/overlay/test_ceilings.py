"""What each kind of data on the data partition may take."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from appliance.health.checks.disk_full import ROOMS
from tests.unit.tree import TREE

_SCRIPT = TREE / "rootfs-overlay/usr/lib/lineman/libexec/ceilings"
_GIB, _MIB = 1 << 20, 1 << 10  # in KiB
_FOLDERS = ("history", "recordings/2026", "voicemail", "uploads", "log/asterisk", "log/journal")


def _ran(folder: Path, size: int, *, marked: bool = False) -> list[list[str]]:
    """What the program asks of chattr and setquota on a partition of `size` KiB."""
    data, programs, said = folder / "srv", folder / "bin", folder / "said"
    programs.mkdir()
    for name in _FOLDERS:
        (data / name).mkdir(parents=True)
    flags = "--------------e----P--" if marked else "--------------e-------"
    bodies = {
        "stat": f"echo {size // 4} 4096",
        "lsattr": f'case $2 in */history) n=11;; */recordings) n=12;; */voicemail) n=13;;'
        f' */uploads) n=14;; *) n=15;; esac; echo "   {"$n" if marked else "0"} {flags} $2"',
        "chattr": f'echo chattr "$@" >>{said}',
        "findmnt": "echo /dev/data",
        "setquota": f'echo setquota "$@" >>{said}',
    }  # fmt: skip
    for name, body in bodies.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    environment["LINEMAN_DATA"] = str(data)
    subprocess.run(["sh", str(_SCRIPT)], env=environment, check=True)
    return [line.replace(f"{data}/", "").split() for line in said.read_text().splitlines()]


@pytest.mark.parametrize("size", [_GIB, 8 * _GIB, 400 * _GIB])
def test_together_they_leave_room_for_the_journal(tmp_path: Path, size: int) -> None:
    limits = [words for words in _ran(tmp_path, size) if words[0] == "setquota"]
    assert [words[1:4] + words[5:7] for words in limits] == [
        ["-P", str(project), "0", "0", "0"] for project in range(11, 16)
    ]
    assert {words[7] for words in limits} == {"/dev/data"}
    given = [int(words[4]) for words in limits]
    assert all(limit > 3 * _MIB for limit in given)
    assert size - sum(given) >= min(300 * _MIB, size // 8)


def test_an_upload_of_a_gibibyte_has_room_on_a_disk_that_is_not_tiny(tmp_path: Path) -> None:
    (uploads,) = (w[4] for w in _ran(tmp_path, 8 * _GIB) if w[:3] == ["setquota", "-P", "14"])
    assert int(uploads) == _GIB


def test_what_is_there_counts_and_what_comes_counts_too(tmp_path: Path) -> None:
    said = _ran(tmp_path, 8 * _GIB)
    assert ["chattr", "-R", "-p", "12", "recordings"] in said
    assert ["chattr", "+P", "recordings", "recordings/2026"] in said
    assert not any("log/journal" in words for words in said)


def test_a_later_start_looks_through_no_folder(tmp_path: Path) -> None:
    assert not any(words[0] == "chattr" for words in _ran(tmp_path, 8 * _GIB, marked=True))


def test_each_with_a_ceiling_is_watched() -> None:
    given = {line.split()[2] for line in _SCRIPT.read_text().splitlines() if line[:8] == "ceiling "}
    assert given == {*ROOMS, "log/asterisk"}
