"""Whoever answers on Asterisk's port: the supervisor stays small, and is back when Asterisk is."""

import asyncio
import resource
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from appliance.asterisk import ami as client
from appliance.asterisk.ami import Address, Ami
from appliance.core.errors import Fault
from tests.unit.asterisk.test_ami import Listening, until

Malice = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
BANNER = b"Asterisk Call Manager/9.0.0\r\n"
MIB = 1 << 20


async def _log_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(BANNER)
    asked = await reader.readuntil(b"\r\n\r\n")
    name = asked.split(b"ActionID: ")[1].split(b"\r\n")[0]
    writer.write(b"Response: Success\r\nActionID: " + name + b"\r\n\r\n")
    await writer.drain()


async def _send_for_ever(writer: asyncio.StreamWriter, chunk: bytes) -> None:
    while True:
        writer.write(chunk)
        await writer.drain()


async def _no_banner(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _send_for_ever(writer, b"x" * 65536)


async def _silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def _another_service(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example.com ESMTP\r\n")


async def _packet_without_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _log_in(reader, writer)
    await _send_for_ever(writer, b"Output: x\r\n" * 4096)


async def _list_without_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _log_in(reader, writer)
    asked = await reader.readuntil(b"\r\n\r\n")
    name = b"ActionID: " + asked.split(b"ActionID: ")[1].split(b"\r\n")[0]
    writer.write(b"Response: Success\r\nEventList: start\r\n" + name + b"\r\n\r\n")
    entry = b"Event: CoreShowChannel\r\nPadding: " + b"x" * 4000 + b"\r\n" + name + b"\r\n\r\n"
    await _send_for_ever(writer, entry)


async def _hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _log_in(reader, writer)
    writer.transport.abort()


@asynccontextmanager
async def facing(malice: Malice) -> AsyncIterator[tuple[Ami, Listening, list[int]]]:
    """Our client before somebody malicious; the last value counts his callers."""
    callers: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append(len(callers))
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await malice(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    listening = Listening()
    port = server.sockets[0].getsockname()[1]
    ami = Ami(Address(port=port), lambda: "secret", listening)
    running = asyncio.create_task(ami.run())
    try:
        yield ami, listening, callers
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        server.close()


@pytest.mark.parametrize(
    "malice", [_no_banner, _silence, _another_service, _packet_without_end, _hangs_up]
)
async def test_it_is_given_up_and_called_again(
    monkeypatch: pytest.MonkeyPatch, malice: Malice
) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.3)
    monkeypatch.setattr(client, "RETRY", 0.01)
    async with facing(malice) as (ami, _, callers):
        await until(lambda: len(callers) > 2)
        with suppress(Fault):  # it may just be logged in again
            await ami.console("core show uptime")
            pytest.fail("nobody could have answered this")


async def test_memory_is_bounded_before_a_list_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "RETRY", 0.01)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    async with facing(_list_without_end) as (ami, listening, callers):
        await until(lambda: ami.up)
        with pytest.raises(Fault):
            await ami.ask_list("CoreShowChannels")
        await until(lambda: len(callers) > 1 and listening.times.count("came") > 1)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert after - before < 4 * client.LARGEST_ANSWER // MIB


async def test_answers_to_what_nobody_asked_are_no_events() -> None:
    async def malice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _log_in(reader, writer)
        writer.write(b"Response: Success\r\nActionID: lineman-999\r\nMessage: x\r\n\r\n")
        writer.write(b": \r\n:::\r\n\r\n\r\n\r\nEvent: \xff\r\n\r\n")
        writer.write(b"Event: Real\r\n\r\n")
        await reader.read()

    async with facing(malice) as (_, listening, _callers):
        await until(lambda: any(packet.get("Event") == "Real" for packet in listening.heard))
        assert [packet.get("Event") for packet in listening.heard] == ["\ufffd", "Real"]


async def test_a_listener_hears_every_event_of_a_flood_in_order() -> None:
    count = 20_000

    async def malice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _log_in(reader, writer)
        for number in range(count):
            writer.write(b"Event: Newstate\r\nNumber: %d\r\n\r\n" % number)
            if number % 500 == 0:
                await writer.drain()
        await reader.read()

    began = time.monotonic()
    async with facing(malice) as (_, listening, _callers):
        while len(listening.heard) < count:
            assert time.monotonic() - began < 60
            await asyncio.sleep(0.05)
        assert [int(packet.get("Number")) for packet in listening.heard] == list(range(count))
