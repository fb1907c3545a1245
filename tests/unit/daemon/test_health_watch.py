"""What the watch of the box's health tells the checks."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from appliance.bus import Bus
from appliance.core.config import Config
from appliance.daemon import health_watch
from appliance.daemon.health_watch import HealthWatch
from appliance.hardware.span_watch import SpanWatch
from appliance.health.board import Board
from appliance.simulate.cards import SimulatedCards
from tests.unit.daemon.test_watches import Exchange


@pytest.mark.parametrize(("mounted", "kinds"), [(False, ["data-missing"]), (True, ["disk-full"])])
async def test_a_partition_that_is_not_mounted_is_missing_and_not_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, mounted: bool, kinds: list[str]
) -> None:
    """An empty folder of the read-only root stands in its place, and that has no free block."""
    monkeypatch.setattr(health_watch, "_free", lambda _path: 1e-9)
    bus = Bus()
    board = Board(bus)
    watch = HealthWatch(
        board=board,
        exchange=Exchange(),
        watch=SpanWatch(SimulatedCards(), bus),
        config=Config,
        edited=tuple,
        replaced=tuple,
        timing=tuple,
        disks={"data": tmp_path},
        mounted=lambda _path: mounted,
        web=None,
    )
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await watch.run()
    assert [opened.issue.kind for opened in board.issues()] == kinds
