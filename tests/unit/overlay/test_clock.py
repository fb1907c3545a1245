"""What Asterisk is told of the time by the box itself, with a board and an Asterisk of ours."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.tree import TREE

_LIBEXEC = "/usr/lib/lineman/libexec"
_MADE = 1_795_000_000  # when the image was made, in seconds since the epoch
_ASTERISK = """#!/bin/sh
echo "$2" >>{folder}/said
case $2 in
'database show CLOCK')
    [ -e {folder}/up ] || {{ touch {folder}/up; exit 1; }}  # answers from the second time on
    [ -e {folder}/lost ] && echo '/CLOCK/box      : LOST' && echo '1 results found.' && exit
    echo '0 results found.' ;;
'database put CLOCK box LOST') touch {folder}/lost ;;
'database del CLOCK box') rm {folder}/lost ;;
esac
"""
# The servers of the network are heard at the third question.
_TIMEDATECTL = """#!/bin/sh
echo x >>{folder}/asked
[ "$(wc -l <{folder}/asked)" -ge {heard} ] && echo yes || echo no
"""


@dataclass
class Box:
    folder: Path

    def tell(self, board: str, heard: int = 3) -> list[str]:
        """What Asterisk was told until the program ended, without its questions."""
        (self.folder / "since_epoch").write_text(board)
        (self.folder / "os-release").touch()
        os.utime(self.folder / "os-release", (_MADE, _MADE))
        for name, text in (("asterisk", _ASTERISK), ("timedatectl", _TIMEDATECTL)):
            tool = self.folder / name
            tool.write_text(text.format(folder=self.folder, heard=heard))
            tool.chmod(0o755)
        there = TREE / "rootfs-overlay" / _LIBEXEC[1:]
        program, known = ((there / name).read_text() for name in ("clock", "time-known.sh"))
        program = program.replace(f". {_LIBEXEC}/time-known.sh", known)
        program = program.replace("/sys/class/rtc/rtc0", str(self.folder))
        program = program.replace("/usr/lib/os-release", str(self.folder / "os-release"))
        path = f"{self.folder}:{os.environ['PATH']}"
        argv = ["sh", "-c", program, "clock", "0.1"]
        subprocess.run(argv, check=True, capture_output=True, timeout=60, env={"PATH": path})
        said = (self.folder / "said").read_text().splitlines()
        return [line for line in said if not line.startswith("database show")]

    @property
    def lost(self) -> bool:
        return (self.folder / "lost").exists()


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_a_board_with_a_battery_is_trusted(box: Box) -> None:
    assert box.tell(str(_MADE + 7)) == []
    assert not (box.folder / "asked").exists(), "no network is asked"


@pytest.mark.parametrize("board", ["12", "0", str(_MADE - 90_000)])
def test_without_a_battery_asterisk_is_told_until_the_network_is_heard(
    box: Box, board: str
) -> None:
    assert box.tell(board) == ["database put CLOCK box LOST", "database del CLOCK box"]
    assert not box.lost


def test_what_a_start_before_left_behind_is_taken_away(box: Box) -> None:
    (box.folder / "lost").touch()
    assert box.tell(str(_MADE)) == ["database del CLOCK box"]
    assert not box.lost


def test_what_stands_there_is_not_written_again(box: Box) -> None:
    (box.folder / "lost").touch()
    assert box.tell("12") == ["database del CLOCK box"]
