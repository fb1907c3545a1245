"""While a change is worked out everybody else is still answered."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.apply.transaction import Compiling, RolledBack
from appliance.core.commands import Command, ForgetCard
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.flows import change_config
from appliance.flows.drafts import Drafts
from appliance.flows.waiting import At, WhenIdle
from tests.fakes.apply_world import World
from tests.fakes.changing_box import BASE, Box, channel, later, runs
from tests.fakes.slow_disk import SlowDisk
from tests.machines.company import company
from tests.machines.offices import TE122, named

PEOPLE = 2_000
TICK = 0.005  # seconds


class _Clockwork:
    """A task of the loop, and what it got done while the compiler was at work."""

    def __init__(self) -> None:
        self.ticks = 0
        self.meanwhile: list[int] = []
        self._compiling = Compiling()

    async def run(self) -> None:
        while True:
            self.ticks += 1
            await asyncio.sleep(TICK)

    def compile(self, config: Config) -> Mapping[str, str]:
        before = self.ticks
        files = self._compiling(config)
        self.meanwhile.append(self.ticks - before)
        return files


def test_a_change_of_a_large_office_keeps_nobody_waiting(tmp_path: Path) -> None:
    box = Box(World(tmp_path))
    box.world.save(company(PEOPLE), "test", "first")
    clockwork = _Clockwork()
    box.changes.applier.compile = clockwork.compile

    async def story() -> None:
        ticking = asyncio.create_task(clockwork.run())
        await box.changes.recover()
        number = box.config.extensions[0].number.digits
        await box.changes.change(named(number, "Olga"), 1, "anna", "x")
        ticking.cancel()

    asyncio.run(story())
    assert runs(box, box.changes.config)
    cold = clockwork.meanwhile[0]
    assert cold > 10, "the loop stood still while the compiler worked"


def test_what_needs_only_a_processor_is_done_beside_the_loop(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: dict[str, set[int]] = {}
    for name in ("edit", "accepting", "replayed"):
        real = getattr(change_config, name)

        def noted(*args: Any, _name: str = name, _real: Any = real) -> Any:
            where.setdefault(_name, set()).add(threading.get_ident())
            return _real(*args)

        monkeypatch.setattr(change_config, name, noted)

    async def story() -> None:
        await box.changes.foresee(named("301", "Olga"), 1)
        await box.changes.change(named("301", "Olga"), 1, "anna", "x")
        await box.changes.change_later(later(named("302", "Vera"), WhenIdle(), 2))
        await box.changes.cancel()
        await box.changes.take_on((ForgetCard(TE122.key),), "x")

    asyncio.run(story())
    assert set(where) == {"edit", "accepting", "replayed"}
    assert not any(threading.get_ident() in threads for threads in where.values())


class _SlowDisk:
    """A store whose write ends only once the loop has gone on; who wrote what, in order."""

    def __init__(self, box: Box) -> None:
        self.real = box.world.save
        self.seen: list[tuple[int, str]] = []
        self.writing = asyncio.Event()
        self.gone_on = threading.Event()
        self.loop = asyncio.get_running_loop()
        box.world.save = self.save  # type: ignore[method-assign]

    def save(self, config: Config, author: str, message: str) -> int:
        self.seen.append((threading.get_ident(), message))
        self.loop.call_soon_threadsafe(self.writing.set)
        assert self.gone_on.wait(60), "the loop stands still until the disk has written"
        return self.real(config, author, message)


def test_a_slow_disk_keeps_nobody_waiting(box: Box) -> None:
    async def story() -> _SlowDisk:
        disk = _SlowDisk(box)
        changing = asyncio.create_task(box.changes.change(named("301", "Olga"), 1, "anna", "one"))
        await disk.writing.wait()
        assert (box.changes.revision, box.changes.config) == (1, BASE)
        disk.gone_on.set()
        await changing
        await box.changes.change(named("301", "Vera"), 2, "anna", "two")
        await box.changes.restore(1, "anna")
        return disk

    disk = asyncio.run(story())
    assert [message for _, message in disk.seen] == ["one", "two", "restored"]
    (writer,) = {thread for thread, _ in disk.seen}
    assert writer != threading.get_ident()


def test_drafts_and_what_waits_keep_nobody_waiting(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> int:
        disk = SlowDisk(monkeypatch)
        drafts = Drafts(box.world.folder / "drafts.json", box.changes)
        await drafts.keep("anna", 1, named("301", "Olga"))
        await drafts.drop("anna")
        await box.changes.change_later(later(named("302", "Vera"), WhenIdle(), 1))
        waits = box.changes.later
        assert waits is not None
        await box.changes.wait_on(waits, replace(waits, when=At(1_900_000_000.0)))
        await box.changes.cancel()
        return disk.synced

    assert asyncio.run(story()) >= 4
    assert not (box.world.folder / "later.json").exists()


def test_what_was_cancelled_meanwhile_is_not_postponed(box: Box) -> None:
    async def story() -> None:
        await box.changes.change_later(later(named("302", "Vera"), WhenIdle(), 1))
        waits = box.changes.later
        assert waits is not None
        await box.changes.cancel()
        await box.changes.wait_on(waits, replace(waits, when=WhenIdle()))
        assert box.changes.later is None

    asyncio.run(story())


def test_a_disk_that_refuses_is_told_as_ever(box: Box) -> None:
    def full(*_: object) -> int:
        raise Fault("The disk is full.", "Make room.")

    box.world.save = full  # type: ignore[method-assign, assignment]
    with pytest.raises(RolledBack, match="The disk is full") as told:
        asyncio.run(box.changes.change(named("301", "Olga"), 1, "anna", "one"))
    assert told.value.remedy == "Make room."
    assert runs(box, BASE)


def test_what_waits_for_a_quiet_moment_is_worked_out_once(box: Box) -> None:
    box.up = [channel("DAHDI/i2/1-1", "one")]
    compiled: list[Config] = []
    real = box.changes.applier.compile

    def counted(config: Config) -> Mapping[str, str]:
        compiled.append(config)
        return real(config)

    async def story(command: Command) -> None:
        await box.changes.change_later(later(command, WhenIdle()))
        box.changes.applier.compile = counted
        for _ in range(3):
            await box.later.look()

    asyncio.run(story(ForgetCard(TE122.key)))
    assert len(compiled) == 1
    assert box.changes.later is not None
