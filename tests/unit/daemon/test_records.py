"""The history is written by a thread of its own, and whoever asks reads where he is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.bus import Bus
from appliance.core.calls import Call
from appliance.core.directory import Directory
from appliance.daemon.records import Records
from appliance.health.board import Board
from appliance.store.call_finding import CallFilter
from appliance.store.history import Cursor, History
from tests.fakes.stories import lines
from tests.fakes.stories_office import DIRECTORY

PATIENCE = 60.0  # seconds, for what takes milliseconds


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    """It holds one call of 301."""
    folder = tmp_path / "spool"
    folder.mkdir()
    (folder / "current.csv").write_text("\n".join(lines("answered_after_a_while")) + "\n")
    return folder


async def test_a_slow_disk_keeps_nobody_waiting_and_the_end_waits_for_it(
    spool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, ended = tmp_path / "history.db", list[Call]()
    loop, written, gone_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    take = History.take

    def slow(history: History, taken: Sequence[str], cursor: Cursor) -> list[Call]:
        calls = take(history, taken, cursor)
        loop.call_soon_threadsafe(written.set)
        assert gone_on.wait(PATIENCE), "the loop stands still until the disk has written"
        return calls

    monkeypatch.setattr(History, "take", slow)
    records = Records(path, spool, Board(Bus()), ended.append, lambda: None)
    running = asyncio.create_task(records.run())
    async with asyncio.timeout(PATIENCE):
        await written.wait()
    assert ended == []
    assert len(records.calls(CallFilter())) == 1
    gone_on.set()
    running.cancel()
    records.close()
    assert not path.with_name("history.db-wal").exists(), "the next start looks through all of it"


async def test_whose_numbers_are_is_asked_in_the_loop(spool: Path, tmp_path: Path) -> None:
    asked, ended, told = list[int](), list[Call](), asyncio.Event()

    def directory() -> Directory:
        asked.append(threading.get_ident())
        return DIRECTORY

    def tell(call: Call) -> None:
        asked.append(threading.get_ident())
        ended.append(call)
        told.set()

    records = Records(tmp_path / "history.db", spool, Board(Bus()), tell, directory)
    running = asyncio.create_task(records.run())
    async with asyncio.timeout(PATIENCE):
        await told.wait()
    running.cancel()
    records.close()
    assert {*asked} == {threading.get_ident()}
    assert any(leg.person for leg in ended[0].legs)
