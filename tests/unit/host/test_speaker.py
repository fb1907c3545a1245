"""A text is spoken by the unit that listens for it: one after the other, and not without end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.core.errors import Fault, Invalid
from appliance.core.people import Language
from appliance.host import speaker
from appliance.host.speaker import MOST_WAITING, Speaker
from tests.fakes.voice import MUTE, tone, voice


async def test_a_text_comes_back_as_sound(tmp_path: Path) -> None:
    own = Speaker(tmp_path / "voice")
    assert not own.here()
    with voice(own.socket) as asked:
        assert own.here()
        assert await own.wav("Привет", Language.RU) == tone(6)
        with pytest.raises(Invalid, match="in other words"):
            await own.wav(MUTE, Language.EN)
    assert asked == [("ru", "Привет"), ("en", MUTE)]


async def test_nobody_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="voice of this box does not answer"):
        await Speaker(tmp_path / "voice").wav("Привет", Language.RU)


@asynccontextmanager
async def _slow(place: Path, go: asyncio.Event) -> AsyncIterator[list[int]]:
    """Answers nothing before `go`; how many it heard at once."""
    at_once, now = [], 0

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal now
        now += 1
        at_once.append(now)
        await reader.read()
        await go.wait()
        now -= 1
        writer.write(b"sound")
        writer.close()

    async with await asyncio.start_unix_server(one, place):
        yield at_once


async def test_they_are_spoken_one_by_one_and_too_many_are_sent_away(tmp_path: Path) -> None:
    own, go = Speaker(tmp_path / "voice"), asyncio.Event()
    async with _slow(own.socket, go) as at_once:
        texts = [asyncio.create_task(own.wav("Да", Language.RU)) for _ in range(MOST_WAITING + 1)]
        await asyncio.sleep(0)
        with pytest.raises(Fault, match="Others"):
            await own.wav("Нет", Language.RU)
        go.set()
        assert await asyncio.gather(*texts) == [b"sound"] * (MOST_WAITING + 1)
        assert await own.wav("Да", Language.RU) == b"sound"
    assert set(at_once) == {1}


async def test_it_does_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaker, "WITHIN", 0.05)
    own, go = Speaker(tmp_path / "voice"), asyncio.Event()
    async with _slow(own.socket, go):
        with pytest.raises(Fault, match="too long"):
            await own.wav("Да", Language.RU)
        go.set()
        assert await own.wav("Да", Language.RU) == b"sound"
