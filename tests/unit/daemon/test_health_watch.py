"""What the watch of the box's health tells the checks."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance.bus import Bus
from appliance.core.config import Config
from appliance.core.issues import Issue
from appliance.core.trunks import SipTrunk
from appliance.daemon import health_watch
from appliance.daemon.carriers_watch import CarriersWatch
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
    assert [issue.kind for issue in await _issues(tmp_path, mounted=mounted)] == kinds


@pytest.mark.parametrize(("ceiling", "subjects"), [(100, ["recordings"]), (1000, [])])
async def test_a_folder_is_judged_only_when_it_has_a_ceiling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ceiling: int, subjects: list[str]
) -> None:
    def told(path: Path) -> SimpleNamespace:
        here = SimpleNamespace(f_blocks=ceiling, f_bavail=3)
        return here if path.name == "recordings" else SimpleNamespace(f_blocks=1000, f_bavail=300)

    monkeypatch.setattr(health_watch, "os", SimpleNamespace(statvfs=told))
    issues = await _issues(tmp_path, recordings=tmp_path / "recordings")
    assert [issue.subject for issue in issues] == subjects
    assert all("recordings" in issue.text for issue in issues)


async def _shown() -> bool:
    return False


async def _issues(data: Path, *, mounted: bool = True, **rooms: Path) -> list[Issue]:
    """What a first look finds."""

    async def trusted(_line: SipTrunk) -> str:
        return ""

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
        disks={"data": data},
        rooms=rooms,
        mounted=lambda _path: mounted,
        web=None,
        bans=tuple,
        drivers=dict,
        certificate_days=lambda: None,
        certificate_refused=_shown,
        carriers=CarriersWatch(Exchange(), Config, trusted),
    )
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await watch.run()
    return [opened.issue for opened in board.issues()]
