"""The made-up office: a call that is ended or handed over, and what is heard of it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from appliance.asterisk.recordings import Recordings
from appliance.bus import Bus
from appliance.core.calls import Call
from appliance.core.cel import CelRow, read_line
from appliance.core.errors import Fault
from appliance.core.story import story
from appliance.simulate import script
from appliance.simulate.exchange import SimulatedExchange
from appliance.simulate.script import PlannedCall


def _exchange(folder: Path) -> SimulatedExchange:
    made = SimulatedExchange(
        folder, folder / "spool", folder / "recordings", Bus(), asyncio.Event(), up=True
    )
    made._next = time.time() + 3600  # no other call meanwhile
    return made


def _call(begun: float, talk: float = 30.0) -> PlannedCall:
    now = time.time()
    return PlannedCall("1.1", script.OUTSIDE[0], script.PHONES[0], now - begun, 2.0, talk)


def _told(folder: Path) -> Call:
    rows = map(read_line, (folder / "spool").read_text(encoding="utf-8").splitlines())
    told = story([row for row in rows if isinstance(row, CelRow)])
    assert told is not None
    return told


async def test_a_talk_with_the_outside_is_recorded(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    exchange._add(_call(40.0))
    exchange._step(time.time())
    told = _told(tmp_path)
    (name,) = told.recordings
    heard = Recordings(tmp_path / "recordings").heard(name)
    assert heard is not None
    assert heard.seconds == 30.0
    assert min(heard.left, heard.right) > -30


async def test_a_call_that_is_hung_up_is_over(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    exchange._add(_call(10.0))
    exchange._step(time.time())
    await exchange.hang_up(script.PHONES[0].channel)
    exchange._step(time.time())
    told = _told(tmp_path)
    assert told.talk_seconds == pytest.approx(8.0, abs=0.5)
    assert await exchange.channels() == ()
    with pytest.raises(Fault):
        await exchange.hang_up(script.PHONES[0].channel)


async def test_who_is_handed_over_rings_elsewhere(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    exchange._add(_call(10.0))
    await exchange.transfer(script.PHONES[0].channel, "203", "from-internal")
    caller, called = await exchange.channels()
    assert (caller.number, called.number) == (script.OUTSIDE[0].number, "203")
