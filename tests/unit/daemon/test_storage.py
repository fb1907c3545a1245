"""How full each kind of data is, measured and kept."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.core.room import DAY
from appliance.daemon import storage
from appliance.daemon.storage import JOURNAL, JOURNAL_ROOM, Measured, StorageWatch, measured
from appliance.wire.storage import GetStorage, RoomView, Storage

_NOBODY: Any = None
_MEASURE = 3 << 20


class _Clock:
    now = 1000 * DAY

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def watch(tmp_path: Path, clock: _Clock) -> StorageWatch:
    for name in ("recordings", "journal"):
        (tmp_path / name).mkdir()
    folders = {name: tmp_path / name for name in ("recordings", JOURNAL, "gone")}
    return StorageWatch(folders, tmp_path / "storage.json", clock)


async def _told(watch: StorageWatch) -> dict[str, RoomView]:
    answer: Any = await watch.answering[GetStorage](GetStorage(), _NOBODY)
    assert isinstance(answer, Storage)
    return {each.name: each for each in answer.rooms}


def _grow(folder: Path, name: str) -> None:
    (folder / name).write_bytes(os.urandom(_MEASURE))


async def test_a_folder_without_a_ceiling_is_counted_and_one_that_is_not_there_is_left_out(
    watch: StorageWatch, tmp_path: Path
) -> None:
    _grow(tmp_path / "recordings", "a")
    found = await _told(watch)
    assert set(found) == {"recordings", JOURNAL}
    room = found["recordings"]
    assert room.shared
    assert _MEASURE <= room.used < _MEASURE + (1 << 20)
    assert room.room > room.used
    assert (room.per_day, room.full_in) == (-1, -1)
    assert (found[JOURNAL].room, found[JOURNAL].shared) == (JOURNAL_ROOM, False)


def test_of_a_folder_with_a_ceiling_its_file_system_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def statvfs(path: Path) -> SimpleNamespace:
        blocks = 1000 if path == tmp_path else 10
        return SimpleNamespace(f_blocks=blocks, f_bfree=4, f_bavail=4, f_frsize=4096)

    (tmp_path / "x").mkdir()
    monkeypatch.setattr("appliance.daemon.storage.os.statvfs", statvfs)
    assert measured(tmp_path / "x") == Measured(6 * 4096, 10 * 4096, False)


async def test_a_sample_a_day_makes_a_forecast_that_a_start_keeps(
    watch: StorageWatch, tmp_path: Path, clock: _Clock
) -> None:
    for day in range(5):
        _grow(tmp_path / "recordings", str(day))
        await watch.sample()
        clock.now += DAY / 24
        await watch.sample()  # of the same day
        clock.now += DAY * 23 / 24
    again = StorageWatch(watch.folders, watch.kept, clock)
    found = await _told(again)
    assert found["recordings"].per_day == pytest.approx(_MEASURE, rel=0.01)
    room = found["recordings"]
    assert room.full_in == pytest.approx((room.room - room.used) / _MEASURE, rel=0.01)
    assert found[JOURNAL].per_day == -1, "it bounds itself"
    assert len(again._known()) == 5


async def test_samples_that_cannot_be_read_are_begun_anew(
    watch: StorageWatch, tmp_path: Path
) -> None:
    (tmp_path / "storage.json").write_text('[{"time": "x"')
    assert await _told(watch)
    await watch.sample()
    assert len(watch._known()) == 1


async def test_a_disk_that_keeps_no_sample_ends_nothing(
    watch: StorageWatch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def once(_seconds: float) -> None:
        raise InterruptedError

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "write_whole", full)
    monkeypatch.setattr("appliance.daemon.storage.asyncio.sleep", once)
    with pytest.raises(InterruptedError):
        await watch.run()
    assert "No space left" in caplog.text
