"""What a disk, a peer or an admin may do ends no task that takes the supervisor with it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, cast
from zoneinfo import ZoneInfo

import pytest

from appliance.apply.generation import Generations
from appliance.apply.own_folder import OwnFolder
from appliance.asterisk import call_spool
from appliance.asterisk.call_spool import CallSpool, Place, Taker
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.zones import Zone
from appliance.daemon import audit_watch, health_watch
from appliance.daemon.audit_watch import AuditWatch
from appliance.daemon.health_watch import HealthWatch
from appliance.daemon.live_view import schedules
from appliance.daemon.whose import Whose
from appliance.wire import server
from appliance.wire.server import Server
from tests.fakes.in_place import in_place

NOWHERE = replace(Config(), zone=Zone("Europe/Nowhere"))


def _broken(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.EIO, "Input/output error")


async def _goes_on(task: asyncio.Task[None], tried: list[object]) -> None:
    """It tries again after what it met."""
    try:
        async with asyncio.timeout(5):
            while len(tried) < 2:
                assert not task.done(), task.exception()
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class _Taker:
    """Has read nothing so far."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def place(self) -> Place | None:
        self.asked.append(True)
        return None


async def test_a_spool_that_the_disk_does_not_give_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_spool, "AFTER_FAULT", 0.0)
    monkeypatch.setattr(call_spool, "LOOK_EVERY", 0.01)
    (tmp_path / "current.csv").mkdir()
    taker = _Taker()
    spool = CallSpool(tmp_path, cast("Taker", taker), lambda _: None, in_place)
    await _goes_on(asyncio.create_task(spool.run(asyncio.Event())), taker.asked)


@pytest.mark.parametrize("error", [OSError(5, "no"), Invalid("result", "is none"), Fault("no")])
async def test_a_night_that_cannot_be_audited_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    tried: list[object] = []

    async def fails(_watch: AuditWatch) -> None:
        tried.append(True)
        raise error

    monkeypatch.setattr(audit_watch, "until_night", lambda _now: 0.0)
    monkeypatch.setattr(AuditWatch, "audit", fails)
    nothing: Any = None
    watch = AuditWatch(nothing, nothing, nothing, nothing, lambda: ZoneInfo("UTC"))
    await _goes_on(asyncio.create_task(watch.run()), tried)


async def test_files_that_cannot_be_read_are_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health_watch, "FILES_EVERY", 0.0)
    tried: list[object] = []

    class Watch:
        _edited: tuple[str, ...] = ()

        def edited(self) -> tuple[str, ...]:
            tried.append(True)
            raise Fault("The settings in use cannot be read.")

        def drivers(self) -> dict[str, frozenset[str]]:
            return {}

        def certificate_days(self) -> None:
            return None

        async def certificate_refused(self) -> bool:
            return False

    probing = HealthWatch.probe_files(cast("HealthWatch", Watch()))
    await _goes_on(asyncio.create_task(probing), tried)


async def test_a_socket_that_lets_nobody_in_for_a_moment_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "AGAIN", 0.0)
    tried: list[object] = []

    async def too_many(_listener: socket.socket) -> NoReturn:
        tried.append(True)
        await asyncio.sleep(0)
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_accept", too_many)
    nothing: Any = None
    nobody = Server(tmp_path / "socket", nothing, nothing)
    await _goes_on(asyncio.create_task(nobody.run()), tried)


def test_in_a_zone_that_the_box_does_not_know_it_is_utc() -> None:
    """A program may set any name; where no clock is, none that draws the time ends."""
    assert schedules(NOWHERE, {}, 0.0) == ()
    assert Whose(lambda: NOWHERE).zone() == ZoneInfo("UTC")


def test_a_generation_that_the_disk_does_not_give_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "generations" / "000001"
    folder.mkdir(parents=True)
    (folder / "manifest").touch()
    (folder / "a.conf").touch()
    (tmp_path / "committed").symlink_to("generations/000001")
    monkeypatch.setattr(Path, "read_bytes", _broken)
    generations = Generations(tmp_path, tmp_path / "active")
    reading: tuple[Callable[[], object], ...] = (
        lambda: generations.read(folder),
        generations.kept,
    )
    for read in reading:
        with pytest.raises(Fault, match="cannot be read: Input/output error"):
            read()


def test_own_files_that_the_disk_does_not_give_are_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_text", _broken)
    with pytest.raises(Fault, match="cannot be put back: Input/output error"):
        OwnFolder(tmp_path).unsettled(1)
