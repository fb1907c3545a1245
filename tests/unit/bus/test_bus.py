"""Facts reach whom they concern, in order, and nobody waits for anybody."""

from __future__ import annotations

import asyncio

import pytest

from appliance import bus as module
from appliance.bus import Bus, Overrun
from appliance.facts import CallsChanged, ConfigCommitted


async def test_each_hears_what_it_asked_for_and_in_order() -> None:
    bus, heard = Bus(), []

    async def hear(event: object) -> None:
        heard.append(event)

    task = bus.subscribe("ear", ConfigCommitted, call=hear)
    bus.publish(ConfigCommitted(1))
    bus.publish(CallsChanged())
    bus.publish(ConfigCommitted(2))
    await asyncio.sleep(0.01)
    assert heard == [ConfigCommitted(1), ConfigCommitted(2)]
    task.cancel()


async def test_a_subscriber_that_hangs_is_a_bug_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUEUE", 2)
    bus = Bus()

    async def hang(_event: object) -> None:
        await asyncio.sleep(60)

    task = bus.subscribe("ear", CallsChanged, call=hang)
    await asyncio.sleep(0)
    bus.publish(CallsChanged())
    bus.publish(CallsChanged())
    with pytest.raises(Overrun):
        bus.publish(CallsChanged())
    task.cancel()


async def test_a_task_that_fails_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    died: list[bool] = []
    monkeypatch.setattr(module, "die", lambda: died.append(True))

    async def fail() -> None:
        raise RuntimeError("a bug")

    task = module.deadly("failing", fail())
    await asyncio.wait({task})
    await asyncio.sleep(0)
    assert died == [True]


async def test_a_task_that_is_done_or_cancelled_harms_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    died: list[bool] = []
    monkeypatch.setattr(module, "die", lambda: died.append(True))
    done = module.deadly("done", asyncio.sleep(0))
    cancelled = module.deadly("cancelled", asyncio.sleep(60))
    await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.wait({done, cancelled})
    assert died == []
