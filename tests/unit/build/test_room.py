"""A machine that is too small is told so before the build, one that is full when it is."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from build.lib import room
from build.lib.settings import BuildError
from build.lib.verbs import start
from build.lib.vm.waiting import TooLate

_GB = 10**9
_Usage = type(shutil.disk_usage("/"))


def _has(monkeypatch: pytest.MonkeyPatch, free: float, memory: float, folder: Path) -> Path:
    """A machine with that many bytes; its table of memory."""
    table = folder / "meminfo"
    table.write_text(f"MemTotal: {int(memory) >> 10} kB\nMemFree: 1 kB\nSwapTotal:  1024 kB\n")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(100 * _GB, 0, int(free)))
    return table


@pytest.mark.usefixtures("own_cache")
def test_a_machine_as_the_readme_wants_it_is_large_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.check(_has(monkeypatch, 25.1 * _GB, 2.9 * _GB, tmp_path))


def test_a_small_disk_is_told_with_what_it_has_and_the_cure(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = _has(monkeypatch, 7.26 * _GB, 3 * _GB, tmp_path)
    with pytest.raises(BuildError) as raised:
        room.check(table)
    assert f"needs 25 GB of disk, and {own_cache} has 7.3 GB free: " in str(raised.value)
    assert "LINEMAN_CACHE" in str(raised.value)


def test_little_memory_is_told_with_what_there_is(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = _has(monkeypatch, 100 * _GB, 2 * _GB, tmp_path)
    with pytest.raises(BuildError, match="needs 3 GB of memory, and this machine has 2 GB"):
        room.check(table)
    (own_cache / "images/one").mkdir(parents=True)
    room.check(table)  # it has made an image, so it can


def test_what_is_made_already_needs_no_room_any_more(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = own_cache / "roots/workshop"
    half.parent.mkdir(parents=True)
    with half.open("wb") as opened:
        os.posix_fallocate(opened.fileno(), 0, 200 << 20)
    (own_cache / "images/.one.part").mkdir(parents=True)
    room.check(_has(monkeypatch, 24.9 * _GB, 3 * _GB, tmp_path))
    with pytest.raises(BuildError, match=r"besides the 0\.2 GB of it that are there"):
        room.check(_has(monkeypatch, 24.7 * _GB, 3 * _GB, tmp_path))


def _said(error: BaseException) -> str:
    """What a person reads when a verb ends with `error`."""

    def failing(words: list[str]) -> int:
        del words
        raise error

    with pytest.raises(SystemExit) as ended:
        start.start(failing, [], root=False)
    return str(ended.value)


def test_a_wait_in_vain_is_a_sentence_with_a_cure() -> None:
    late = TooLate("dial tone: not within 900 s; last seen: None")
    late.add_note("what QEMU said is kept")
    lines = _said(late).strip().splitlines()
    assert lines[:2] == ["error: dial tone: not within 900 s; last seen: None", late.__notes__[0]]
    assert "LINEMAN_PATIENCE=3" in lines[2]


@pytest.mark.parametrize(
    "full",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        shutil.Error([("from", "to", str(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))]),
        OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
    ],
)
def test_a_full_disk_is_a_sentence_with_a_cure(own_cache: Path, full: OSError) -> None:
    own_cache.mkdir()
    said = _said(full)
    assert str(own_cache) in said
    assert "LINEMAN_CACHE" in said


def test_a_part_that_failed_on_a_full_disk_is_told_why(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_cache.mkdir()
    assert "no room" not in _said(BuildError("Asterisk did not compile"))
    _has(monkeypatch, 1000, 3 * _GB, tmp_path)
    said = _said(BuildError("Asterisk did not compile"))
    assert said.startswith("\nerror: Asterisk did not compile\nthere is no room left")


def test_any_other_trouble_with_a_file_is_no_full_disk() -> None:
    with pytest.raises(FileNotFoundError):
        _said(FileNotFoundError(errno.ENOENT, "not there"))
