"""The exchange with sixty calls up: what happens there, and what is told of it."""

from __future__ import annotations

import asyncio
import math
import time
from pathlib import Path

from appliance.bus import Bus
from appliance.core.cel import CelRow, read_line
from appliance.core.story import story
from appliance.simulate.script import PlannedCall
from tests.bench.busy_box import CALLS, FIRST, PAIRS, PEOPLE, BusyExchange, Happens, happened
from tests.machines.company import company


def _exchange(folder: Path) -> BusyExchange:
    made = BusyExchange(
        folder / "active",
        folder / "spool",
        folder / "recordings",
        folder / "voicemail",
        Bus(),
        asyncio.Event(),
        up=True,
    )
    made._next = math.inf
    made.happen(time.time())
    return made


def _telling(call: PlannedCall) -> bool:
    return call.answer <= time.time()


async def test_calls_end_begin_and_are_answered_in_turn(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    assert len({channel.linked for channel in await exchange.channels()}) == CALLS
    assert all(map(_telling, exchange._calls))
    for _ in range(6):
        exchange.happen(time.time())
    told = happened(tmp_path)
    assert [what for _, _, what in told] == [Happens.GONE, Happens.RINGING, Happens.TALKING] * 2
    gone, begun, answered = (call for _, call, _ in told[:3])
    assert gone != begun == answered
    assert len(exchange._calls) == CALLS
    assert begun in {channel.linked for channel in await exchange.channels() if channel.bridge}


async def test_each_call_is_told_whole_to_the_spool(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    for _ in range(3 * CALLS + 3):
        exchange.happen(time.time())
    read = map(read_line, (tmp_path / "spool").read_text(encoding="utf-8").splitlines())
    rows = [row for row in read if isinstance(row, CelRow)]
    gone = [call for _, call, what in happened(tmp_path) if what == Happens.GONE]
    begun = {call for _, call, what in happened(tmp_path) if what == Happens.RINGING}
    ended = next(call for call in gone if call in begun)
    told = story([row for row in rows if row.linked == ended])
    assert told is not None
    assert told.talk_seconds < 60
    events = [row.event for row in rows if row.linked == ended]
    assert events.count("CHAN_START") == events.count("ANSWER") == events.count("CHAN_END") == 2


def test_everybody_who_talks_is_in_the_company() -> None:
    inside = [each.number for pair in PAIRS for each in pair if each.channel.startswith("PJSIP")]
    assert sorted(inside) == [str(FIRST + index) for index in range(PEOPLE)]
    assert {each.number.digits for each in company(PEOPLE).extensions} == set(inside)
