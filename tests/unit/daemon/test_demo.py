"""Demo telephones asked of the supervisor: there on virtual hardware alone, refusals in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.bus import Bus
from appliance.core.errors import Fault, Invalid
from appliance.daemon.demo import Demo
from appliance.hardware.far_ends import VirtualFarEnds
from appliance.wire import demo as wire
from appliance.wire.answers import Cards
from appliance.wire.views import CardView, SocketKind, SocketState, SocketView
from drivers.virtual.desk import Desk, LineNow, LineState, PhoneNow
from drivers.virtual.desk_served import DeskServer
from tests.unit.drivers.test_desk import Noting

_KEY = "DYN/loc/2:0"
_DESK = Desk(
    (PhoneNow("1", _KEY, 1, rings=True, caller="4951230001"), PhoneNow("2", _KEY, 2)),
    (
        LineNow("line-1", False, LineState.FREE),
        LineNow("line-2", False, LineState.DEAD),
        LineNow("stream-1", True, LineState.TAKEN, "84951112233"),
    ),
)
_NOBODY: Any = None


def _cards() -> Cards:
    socket = SocketView(
        label="7", kind=SocketKind.FXS, span=1, channel=1, channels=1, state=SocketState.IDLE,
        alarms=(), number="201", name="Anna", local=1, place=1,
    )  # fmt: skip
    card = CardView(
        key=_KEY, number=3, model="virtual", name="Virtual card 2:0", driver="", virtual=True,
        present=True, sockets=(socket,), quirks=(),
    )  # fmt: skip
    return Cards((card,))


@asynccontextmanager
async def _going(path: Path, *, sound: bool = True) -> AsyncIterator[Demo]:
    demo = Demo(VirtualFarEnds(path), sound, _cards, Bus())
    task = asyncio.create_task(demo.run())
    try:
        yield demo
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _until_there(demo: Demo, *, there: bool = True) -> None:
    async with asyncio.timeout(20):
        while demo.there is not there:
            await asyncio.sleep(0.01)


async def _ask(demo: Demo, question: object) -> Any:
    return await demo.answering[type(question)](question, _NOBODY)


async def test_a_box_with_real_cards_has_none(tmp_path: Path) -> None:
    async with _going(tmp_path / "desk.sock") as demo:
        await asyncio.sleep(0.05)
        assert await _ask(demo, wire.GetDemoTelephones()) == wire.DemoTelephones()
        with pytest.raises(Fault, match="no demo telephones"):
            await _ask(demo, wire.LiftDemo("1"))


async def test_telephones_have_the_numbers_of_their_sockets(tmp_path: Path) -> None:
    hands = Noting(now=_DESK)
    server = await DeskServer(hands).serve(tmp_path / "desk.sock")
    async with _going(tmp_path / "desk.sock") as demo:
        await _until_there(demo)
        told = await _ask(demo, wire.LiftDemo("1"))
        assert hands.did == [("lift", "1")]
        assert told.phones == (
            wire.DemoPhone("1", 3, "7", "201", "Anna", rings=True, caller="4951230001"),
            wire.DemoPhone("2", 0, "2"),
        )
        assert [(each.key, each.place, each.state.value) for each in told.lines] == [
            ("line-1", 1, "free"), ("line-2", 2, "dead"), ("stream-1", 1, "taken"),
        ]  # fmt: skip
        assert [piece.content async for piece in demo.pieces(wire.HearDemo("1"))] == [b"1" * 320]
        server.close()


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (wire.LiftDemo("5"), "phone"),
        (wire.PressDemo("1", ""), "digits"),
        (wire.PressDemo("1", "1" * 21), "digits"),
        (wire.PressDemo("1", "2a"), "digits"),
        (wire.PressDemo("1", "٢"), "digits"),
        (wire.RingDemo("line-1", "+7495"), "number"),
        (wire.RingDemo("line-1", "1" * 21), "number"),
        (wire.RingDemo("line-1", "1", "Ромашка"), "name"),
        (wire.RingDemo("stream-1", "1"), "called"),
        (wire.RingDemo("stream-1", "1", called="x"), "called"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field(
    tmp_path: Path, question: object, field: str
) -> None:
    hands = Noting(now=_DESK)
    server = await DeskServer(hands).serve(tmp_path / "desk.sock")
    async with _going(tmp_path / "desk.sock") as demo:
        await _until_there(demo)
        with pytest.raises(Invalid) as refused:
            await _ask(demo, question)
        assert refused.value.field == field
        assert hands.did == []
        server.close()


async def test_names_that_are_no_names_do_not_end_the_supervisor(tmp_path: Path) -> None:
    """The socket hangs up on them, as on anything that is not of its tongue."""
    server = await DeskServer(Noting(now=_DESK)).serve(tmp_path / "desk.sock")
    async with _going(tmp_path / "desk.sock") as demo:
        await _until_there(demo)
        with pytest.raises(Fault):
            await _ask(demo, wire.LiftDemo("../1"))
        server.close()


async def test_a_simulation_says_that_it_has_no_sound(tmp_path: Path) -> None:
    server = await DeskServer(Noting(now=_DESK)).serve(tmp_path / "desk.sock")
    async with _going(tmp_path / "desk.sock", sound=False) as demo:
        await _until_there(demo)
        assert not demo.now().sound
        with pytest.raises(Fault, match="no sound in a simulation"):
            await anext(demo.pieces(wire.HearDemo("1")))
        server.close()
