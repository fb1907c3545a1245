"""No line of the spool is lost, whatever happens to its files and its reader."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.asterisk import call_spool
from appliance.asterisk.call_spool import CURRENT, CallSpool, Place
from appliance.core.calls import Call
from appliance.core.errors import Fault
from tests.fakes.in_place import in_place


class Keeper:
    """Keeps lines in memory; dies or has no room when told to."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.at: Place | None = None
        self.batches = 0
        self.full = False

    def place(self) -> Place | None:
        return self.at

    def take(self, lines: Sequence[str], place: Place) -> Sequence[Call]:
        if self.full:
            raise Fault("Call records cannot be written.")
        self.batches += 1
        self.lines += lines
        self.at = place
        return ()


class Spool:
    """The folder, written to as Asterisk does."""

    def __init__(self, folder: Path, rotate_at: int = 1 << 20) -> None:
        self.folder = folder
        self.keeper = Keeper()
        self.written: list[str] = []
        self.rotate_at = rotate_at

    @property
    def current(self) -> Path:
        return self.folder / CURRENT

    def say(self, line: str, path: Path | None = None) -> None:
        self.written.append(line)
        with (path or self.current).open("a") as file:
            file.write(line + "\n")

    def read(self) -> None:
        """A reader that started anew just now."""
        spool = CallSpool(self.folder, self.keeper, lambda _: None, in_place, self.rotate_at)
        for _ in spool.batches():
            pass

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path)


def test_lines_are_read_once_over_many_starts(spool: Spool) -> None:
    for number in range(20):
        spool.say(f"line {number}")
        if number % 3 == 0:
            spool.read()
            spool.read()
    spool.read()
    assert spool.keeper.lines == spool.written


def test_nothing_to_read_is_no_fault(spool: Spool) -> None:
    spool.read()
    assert spool.keeper.lines == []


def test_a_line_that_is_still_being_written_waits(spool: Spool) -> None:
    spool.say("whole")
    with spool.current.open("a") as file:
        file.write("torn")
    spool.read()
    assert spool.keeper.lines == ["whole"]
    with spool.current.open("a") as file:
        file.write(" no more\n")
    spool.read()
    assert spool.keeper.lines == ["whole", "torn no more"]


def test_a_letter_of_two_bytes_at_the_edge_of_a_batch_stays_whole(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_spool, "_BATCH", 7)
    for name in ("Анна", "Пётр", "Олег"):
        spool.say(name[:3])
    spool.read()
    assert spool.keeper.lines == spool.written


def test_a_day_of_arrears_comes_in_many_steps(spool: Spool) -> None:
    for number in range(5000):
        spool.say(f"line {number} " + "x" * 100)
    spool.read()
    assert spool.keeper.lines == spool.written
    assert spool.keeper.batches > 5


def test_a_large_file_is_put_aside_and_removed_when_its_successor_is_read(tmp_path: Path) -> None:
    spool = Spool(tmp_path, rotate_at=10)
    spool.say("a long line, longer than ten")
    spool.read()
    assert spool.files() == ["00000001.csv"]
    spool.say("next")
    spool.rotate_at = 1 << 20
    spool.read()
    assert spool.files() == [CURRENT]
    assert spool.keeper.lines == spool.written


def test_what_asterisk_still_wrote_into_the_renamed_file_is_read(tmp_path: Path) -> None:
    spool = Spool(tmp_path, rotate_at=10)
    spool.say("a long line, longer than ten")
    spool.read()
    spool.say("late", tmp_path / "00000001.csv")
    spool.say("next")
    spool.rotate_at = 1 << 20
    spool.read()
    assert spool.keeper.lines == spool.written


def test_many_files_put_aside_are_read_in_order(tmp_path: Path) -> None:
    for number in range(1, 12):
        (tmp_path / f"{number:08d}.csv").write_text(f"line {number}\n")
    spool = Spool(tmp_path)
    spool.say("the last")
    spool.read()
    assert spool.keeper.lines == [*(f"line {number}" for number in range(1, 12)), "the last"]
    assert spool.files() == [CURRENT]


def test_the_torn_end_of_a_file_put_aside_counts_as_a_line(tmp_path: Path) -> None:
    (tmp_path / "00000001.csv").write_text("whole\ntorn by a power cut")
    spool = Spool(tmp_path)
    spool.say("after it")
    spool.read()
    assert spool.keeper.lines == ["whole", "torn by a power cut", "after it"]


def test_a_full_disk_loses_nothing(spool: Spool) -> None:
    spool.say("one")
    spool.read()
    spool.keeper.full = True
    spool.say("two")
    with pytest.raises(Fault):
        spool.read()
    spool.keeper.full = False
    spool.read()
    assert spool.keeper.lines == ["one", "two"]


async def test_the_managers_word_is_followed_at_once_and_a_fault_is_tried_again(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_spool, "LOOK_EVERY", 60.0)
    monkeypatch.setattr(call_spool, "AFTER_FAULT", 0.01)
    look = asyncio.Event()
    reader = CallSpool(spool.folder, spool.keeper, lambda _: None, in_place)
    reading = asyncio.create_task(reader.run(look))
    await asyncio.sleep(0.05)
    spool.keeper.full = True
    spool.say("one")
    look.set()
    await asyncio.sleep(0.05)
    spool.keeper.full = False
    look.set()
    async with asyncio.timeout(5):
        while spool.keeper.lines != ["one"]:
            await asyncio.sleep(0.01)
    reading.cancel()


def test_a_file_whose_end_was_lost_with_the_power_is_read_from_its_beginning(spool: Spool) -> None:
    spool.say("kept by the disk")
    spool.say("lost with the power")
    spool.read()
    spool.current.write_text("kept by the disk\n")
    spool.say("new")
    spool.keeper.lines.clear()
    spool.read()
    assert spool.keeper.lines == ["kept by the disk", "new"]
