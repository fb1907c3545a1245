"""What each kind of data on the data and the state partition may take."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from appliance.health.checks.disk_full import ROOMS
from tests.unit.tree import TREE

_SCRIPT = TREE / "rootfs-overlay/usr/lib/lineman/libexec/ceilings"
_GIB, _MIB = 1 << 20, 1 << 10  # in KiB
_FOLDERS = (
    *("history", "recordings/2026", "voicemail", "fax", "prompts", "uploads"),
    *("log/asterisk", "log/journal"),
)
_STATE = ("spool/cel", "slots/A/generations", "identity", "certificate", "custom", "keys")


def _ran(folder: Path, size: int, *, marked: bool = False, without: str = "") -> list[list[str]]:
    """What the program asks of chattr and setquota on partitions of `size` KiB each."""
    data, state, programs = folder / "srv", folder / "state", folder / "bin"
    said = folder / "said"
    programs.mkdir()
    for name in _FOLDERS:
        (data / name).mkdir(parents=True)
    for name in _STATE:
        (state / name).mkdir(parents=True)
    flags = "--------------e----P--" if marked else "--------------e-------"
    bodies = {
        "stat": f"echo {size // 4} 4096",
        "lsattr": f'case $2 in */history) n=11;; */recordings) n=12;; */voicemail) n=13;;'
        f" */uploads) n=14;; */prompts) n=16;; */fax) n=17;;"
        f" */asterisk) n=15;; */spool) n=21;; */slots) n=22;; *) n=23;; esac;"
        f' echo "   {"$n" if marked else "0"} {flags} $2"',
        "chattr": f'echo chattr "$@" >>{said}',
        "mountpoint": f'[ "${{2##*/}}" != "{without}" ]',
        "findmnt": 'for place; do :; done; echo "/dev/${place##*/}"',
        "setquota": f'echo setquota "$@" >>{said}',
    }  # fmt: skip
    for name, body in bodies.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    environment |= {"LINEMAN_DATA": str(data), "LINEMAN_STATE": str(state)}
    subprocess.run(["sh", str(_SCRIPT)], env=environment, check=True)
    lines = said.read_text().replace(f"{data}/", "").replace(f"{state}/", "").splitlines()
    return [line.split() for line in lines]


def _limits(said: list[list[str]], device: str) -> dict[int, int]:
    """Each project's hard ceiling on a partition, in KiB; nothing else of it is limited."""
    limits = [words for words in said if words[0] == "setquota" and words[7] == f"/dev/{device}"]
    assert all(w[1] == "-P" and w[3] == w[5] == w[6] == "0" for w in limits)
    return {int(words[2]): int(words[4]) for words in limits}


@pytest.mark.parametrize("size", [_GIB, 8 * _GIB, 400 * _GIB])
def test_together_they_leave_room_for_the_journal(tmp_path: Path, size: int) -> None:
    given = _limits(_ran(tmp_path, size), "srv")
    assert list(given) == [11, 12, 13, 14, 15, 16, 17]
    assert all(limit > 3 * _MIB for limit in given.values())
    assert size - sum(given.values()) >= min(300 * _MIB, size // 8)


def test_calls_nobody_read_and_what_root_keeps_have_their_room(tmp_path: Path) -> None:
    """However much of the rest of the state partition is filled."""
    size = 2 * _GIB
    given = _limits(_ran(tmp_path, size), "state")
    assert list(given) == [21, 22, 23]
    assert given[21] > size * 0.49
    assert size - sum(given.values()) > size * 0.04


@pytest.mark.parametrize(("dead", "there"), [("srv", "state"), ("state", "srv")])
def test_a_dead_partition_takes_no_ceiling_from_the_other(
    tmp_path: Path, dead: str, there: str
) -> None:
    said = _ran(tmp_path, 2 * _GIB, without=dead)
    assert _limits(said, there)
    assert not _limits(said, dead)


def test_an_upload_of_a_gibibyte_has_room_on_a_disk_that_is_not_tiny(tmp_path: Path) -> None:
    assert _limits(_ran(tmp_path, 8 * _GIB), "srv")[14] == _GIB


def test_what_is_there_counts_and_what_comes_counts_too(tmp_path: Path) -> None:
    said = _ran(tmp_path, 8 * _GIB)
    assert ["chattr", "-R", "-p", "12", "recordings"] in said
    assert ["chattr", "+P", "recordings", "recordings/2026"] in said
    assert ["chattr", "+P", "spool", "spool/cel"] in said
    assert not any({"log/journal", "keys"} & set(words) for words in said)


def test_a_later_start_looks_through_no_folder(tmp_path: Path) -> None:
    assert not any(words[0] == "chattr" for words in _ran(tmp_path, 8 * _GIB, marked=True))


def test_each_with_a_ceiling_is_watched() -> None:
    lines = [line.split() for line in _SCRIPT.read_text().splitlines()]
    given = {words[-1] for words in lines if words[:1] == ["ceiling"]}
    assert given == {*ROOMS, "log/asterisk", "custom"}
