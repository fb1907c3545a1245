"""The socket of the virtual telephones: what is asked is done, and nothing hostile gets through."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.hardware.far_ends import VirtualFarEnds
from drivers.virtual import desk, desk_served
from drivers.virtual.desk import Broken, Desk, Fate, NotDone, PhoneNow, Why
from drivers.virtual.desk_served import DeskServer

_DESK = Desk((PhoneNow("1", "DYN/loc/2:0", 1),), ())


@dataclass
class Noting:
    """Hands that note what they are told to do."""

    did: list[object] = field(default_factory=list)
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    now: Desk = _DESK
    heard: int = 0
    left: int = 0

    async def look(self) -> Desk:
        return self.now

    async def follow(self) -> AsyncGenerator[Desk, None]:
        while True:
            yield self.now
            await self.moved.wait()
            self.moved.clear()

    async def lift(self, phone: str) -> None:
        if phone != "1":
            raise NotDone(Why.GONE)
        self.did.append(("lift", phone))

    async def press(self, phone: str, digits: str) -> None:
        self.did.append(("press", phone, digits))

    async def hang_up(self, phone: str) -> None:
        self.did.append(("hang up", phone))

    async def hear(self, phone: str) -> AsyncGenerator[bytes, None]:
        self.heard += 1
        try:
            yield phone.encode() * 320
            if phone == "1":
                return
            await asyncio.Event().wait()
        finally:
            self.left += 1

    async def ring(self, call: desk.Ring) -> None:
        self.did.append(call)

    async def end(self, line: str) -> None:
        self.did.append(("end", line))

    async def set_fate(self, fate: Fate) -> None:
        self.did.append(fate)


@asynccontextmanager
async def _served(folder: Path) -> AsyncIterator[tuple[Noting, VirtualFarEnds]]:
    hands, path = Noting(), folder / "desk.sock"
    server = await DeskServer(hands).serve(path)
    try:
        yield hands, VirtualFarEnds(path)
    finally:
        server.close()


async def _until(true: object) -> None:
    async with asyncio.timeout(10):
        while not (callable(true) and true()):
            await asyncio.sleep(0.01)


async def test_each_thing_that_is_asked_is_done(tmp_path: Path) -> None:
    async with _served(tmp_path) as (hands, asked):
        await asked.lift("1")
        await asked.press("1", "20*#")
        await asked.hang_up("1")
        call = desk.Ring("line-1", "4951230001", "Romashka")
        await asked.ring(call)
        await asked.end("stream-1")
        await asked.set_fate(Fate.BUSY)
        did = [("lift", "1"), ("press", "1", "20*#"), ("hang up", "1"), call]
        assert hands.did == [*did, ("end", "stream-1"), Fate.BUSY]
        with pytest.raises(NotDone) as refused:
            await asked.lift("2")
        assert refused.value.why is Why.GONE


async def test_who_follows_is_told_at_once_and_again(tmp_path: Path) -> None:
    async with _served(tmp_path) as (hands, asked):
        told = asked.follow()
        assert await anext(told) == _DESK
        hands.now = Desk((), (), Fate.RING)
        hands.moved.set()
        assert await anext(told) == hands.now == await asked.look()
        await told.aclose()


async def test_sound_ends_when_it_is_hung_up_and_when_nobody_listens_any_more(
    tmp_path: Path,
) -> None:
    async with _served(tmp_path) as (hands, asked):
        assert [each async for each in asked.hear("1")] == [b"1" * 320]
        sound = asked.hear("2")
        assert await anext(sound) == b"2" * 320
        await sound.aclose()
        await _until(lambda: hands.left == hands.heard == 2)


async def test_few_listen_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_served, "MOST_EARS", 2)
    async with _served(tmp_path) as (hands, asked):
        ears = [asked.hear("2") for _ in range(2)]
        for ear in ears:
            await anext(ear)
        with pytest.raises(NotDone) as refused:
            await anext(asked.hear("2"))
        assert refused.value.why is Why.FULL
        for ear in ears:
            await ear.aclose()
        await _until(lambda: hands.left == 2)
        assert await anext(asked.hear("1"))


async def test_few_are_connected_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_served, "MOST_CONNECTIONS", 2)
    async with _served(tmp_path) as (_, asked):
        silent = [await asyncio.open_unix_connection(asked.path) for _ in range(2)]
        with pytest.raises(NotDone) as refused:
            await asked.lift("1")
        assert refused.value.why is Why.FULL
        for _reader, writer in silent:
            writer.close()

        async def again() -> bool:
            try:
                await asked.lift("1")
            except NotDone:
                return False
            return True

        async with asyncio.timeout(10):
            while not await again():
                await asyncio.sleep(0.01)


async def test_who_says_nothing_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_served, "_TO_ASK", 0.05)
    async with _served(tmp_path) as (_, asked):
        reader, writer = await asyncio.open_unix_connection(asked.path)
        assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()


def _frame(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _said(**fields: object) -> bytes:
    return _frame(msgspec.msgpack.encode(fields))


@pytest.mark.parametrize(
    "hostile",
    [
        struct.pack(">I", desk.LARGEST_QUESTION + 1) + b"x" * 4096,
        b"\xff" * 4096,
        _frame(b""),
        _frame(b"\xc1"),
        _said(type="Reboot"),
        _said(type="Lift"),
        _said(type="Lift", phone="1", more=1),
        _said(type="Lift", phone="../1"),
        _said(type="Lift", phone="1\n"),
        _said(type="Lift", phone=1),
        _said(type="Press", phone="1", digits=""),
        _said(type="Press", phone="1", digits="1" * 21),
        _said(type="Press", phone="1", digits="12,"),
        _said(type="Ring", line="line-1", number="+7495"),
        _said(type="Ring", line="line-1", name="Ромашка"),
        _said(type="Ring", line="line-1", name="x" * 16),
        _said(type="SetFate", fate="explode"),
    ],
)
async def test_what_is_not_of_this_tongue_is_hung_up_on(tmp_path: Path, hostile: bytes) -> None:
    async with _served(tmp_path) as (hands, asked):
        reader, writer = await asyncio.open_unix_connection(asked.path)
        writer.write(hostile)
        with contextlib.suppress(ConnectionError):  # hung up on before all was said
            assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
        assert hands.did == []
        await asked.lift("1")  # and whoever asks properly is answered


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_question_or_refused(content: bytes) -> None:
    try:
        question = desk.decode_question(content)
    except msgspec.MsgspecError:
        return
    assert desk.decode_question(desk.encode(question)) == question


async def test_nobody_there_and_a_liar_there(tmp_path: Path) -> None:
    asked = VirtualFarEnds(tmp_path / "desk.sock")
    with pytest.raises(Broken):
        await asked.lift("1")

    async def lies(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4)
        writer.write(struct.pack(">I", desk.LARGEST_ANSWER + 1))
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(lies, asked.path)
    with pytest.raises(Broken):
        await asked.lift("1")
    server.close()
