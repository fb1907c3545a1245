"""Telephones of the made-up office by hand: what they hear, who rings, what the history tells."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from appliance.asterisk.recordings import Recordings
from appliance.bus import Bus
from appliance.core.calls import Call
from appliance.core.cel import CelRow, read_line
from appliance.core.story import story
from appliance.simulate import hands as simulated
from appliance.simulate.exchange import SimulatedExchange
from appliance.simulate.hands import SimulatedHands
from drivers.virtual.desk import Fate, Heard, LineNow, LineState, NotDone, PhoneNow, Ring, Why


@pytest.fixture
def hands(tmp_path: Path) -> SimulatedHands:
    kept = (tmp_path / "spool", tmp_path / "recordings", tmp_path / "voicemail")
    exchange = SimulatedExchange(tmp_path, *kept, Bus(), asyncio.Event(), up=True)
    exchange._next = time.time() + 3600  # no other call meanwhile
    (tmp_path / "asterisk").mkdir()
    return SimulatedHands(exchange)


def _phone(hands: SimulatedHands, name: str) -> PhoneNow:
    return next(each for each in hands.now().phones if each.name == name)


def _line(hands: SimulatedHands, name: str) -> LineNow:
    return next(each for each in hands.now().lines if each.name == name)


def _turn(hands: SimulatedHands, seconds: float = 0.0) -> None:
    now = time.time() + seconds
    hands.exchange._step(now)
    hands._turn(now)


def _told(hands: SimulatedHands) -> Call:
    rows = map(read_line, hands.exchange.spool.read_text(encoding="utf-8").splitlines())
    told = story([row for row in rows if isinstance(row, CelRow)])
    assert told is not None
    return told


async def test_one_calls_another_and_they_talk(hands: SimulatedHands) -> None:
    await hands.lift("1")
    assert _phone(hands, "1").heard is Heard.DIAL
    await hands.press("1", "20")
    assert (_phone(hands, "1").heard, _phone(hands, "1").dialled) == (Heard.NOTHING, "20")
    await hands.press("1", "2")
    assert _phone(hands, "1").heard is Heard.RINGBACK
    two = _phone(hands, "2")
    assert (two.rings, two.lifted, two.caller, two.caller_name) == (
        True, False, "201", "Anna Petrova",
    )  # fmt: skip
    _turn(hands)
    await asyncio.sleep(0.02)
    await hands.lift("2")
    one, two = _phone(hands, "1"), _phone(hands, "2")
    assert (one.heard, two.rings, two.lifted) == (Heard.NOTHING, False, True)
    assert hands.exchange.lifted() == {1, 2}
    _turn(hands)
    await hands.hang_up("2")
    _turn(hands)
    assert _phone(hands, "1").heard is Heard.BUSY
    await hands.hang_up("1")
    assert not _phone(hands, "1").lifted
    told = _told(hands)
    assert (told.caller, told.dialled, told.answered_by) == ("201", "202", "202")
    assert hands.exchange.lifted() == set()


async def test_a_call_from_outside_is_answered_and_recorded(hands: SimulatedHands) -> None:
    await hands.ring(Ring("stream-1", "4950001122", "Romashka", "74951234203"))
    assert _line(hands, "stream-1") == LineNow("stream-1", True, LineState.RINGS, "4950001122")
    three = _phone(hands, "3")
    assert (three.rings, three.caller, three.caller_name) == (True, "4950001122", "Romashka")
    _turn(hands)
    await hands.lift("3")
    assert _line(hands, "stream-1").state is LineState.TAKEN
    _turn(hands)
    await hands.end("stream-1")
    _turn(hands)
    assert _line(hands, "stream-1").state is LineState.FREE
    assert _phone(hands, "3").heard is Heard.BUSY
    (name,) = _told(hands).recordings
    assert Recordings(hands.exchange.recordings).heard(name) is not None


@pytest.mark.parametrize(
    ("fate", "heard"),
    [
        (Fate.ANSWER, Heard.RINGBACK),
        (Fate.RING, Heard.RINGBACK),
        (Fate.BUSY, Heard.BUSY),
        (Fate.CONGESTION, Heard.CONGESTION),
    ],
)
async def test_the_outside_does_as_it_is_told(
    hands: SimulatedHands, fate: Fate, heard: Heard
) -> None:
    await hands.set_fate(fate)
    await hands.lift("1")
    await hands.press("1", "84951112233")
    assert _phone(hands, "1").heard is Heard.NOTHING
    _turn(hands, simulated.COMPLETE + 0.1)
    assert _phone(hands, "1").heard is heard


async def test_nobody_answers_and_who_is_busy(hands: SimulatedHands) -> None:
    await hands.lift("2")
    await hands.lift("1")
    await hands.press("1", "202")
    assert _phone(hands, "1").heard is Heard.BUSY
    await hands.hang_up("1")
    await hands.lift("1")
    await hands.press("1", "299")
    _turn(hands, simulated.COMPLETE + 0.1)
    assert _phone(hands, "1").heard is Heard.CONGESTION


async def test_what_cannot_be_done_is_refused(hands: SimulatedHands) -> None:
    for asked, why in (
        (hands.lift("9"), Why.GONE),
        (hands.press("1", "2"), Why.ON_HOOK),
        (hands.ring(Ring("line-9")), Why.GONE),
        (hands.end("line-9"), Why.GONE),
    ):
        with pytest.raises(NotDone) as refused:
            await asked
        assert refused.value.why is why
    await hands.ring(Ring("line-1", "1"))
    with pytest.raises(NotDone) as refused:
        await hands.ring(Ring("line-1", "2"))
    assert refused.value.why is Why.TAKEN


async def test_the_office_leaves_telephones_to_whoever_holds_one(hands: SimulatedHands) -> None:
    hands.exchange._next = 0.0
    await hands.lift("1")
    hands.exchange._step(time.time())
    assert await hands.exchange.channels() == ()
    hands.exchange._next = 0.0
    for seconds in range(50):
        hands.exchange._next = 0.0
        hands.exchange._step(time.time() + seconds)
    used = {each.name for each in await hands.exchange.channels()}
    assert used
    assert "DAHDI/1-1" not in used
