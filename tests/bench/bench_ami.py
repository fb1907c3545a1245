"""Events a second that the manager connection takes in, as Asterisk's own words for a call."""

from __future__ import annotations

import asyncio
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from appliance.asterisk.ami import Address
from appliance.asterisk.ami_codec import Packet
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from appliance.facts import ChannelsMoved
from tests.bench.measured import Measured

LEAST = 5000.0  # events a second
_EVENTS = 50_000  # of one round
_ROUNDS = 5
_BANNER = b"Asterisk Call Manager/9.0.0\r\n"
_FIELDS = {
    "Event": "Newstate", "Privilege": "call,all", "Channel": "PJSIP/20001-0000{n:04x}",
    "ChannelState": "6", "ChannelStateDesc": "Up", "CallerIDNum": "20001",
    "CallerIDName": "Иванов Пётр Сергеевич, отдел продаж", "ConnectedLineNum": "20002",
    "ConnectedLineName": "Щербакова Юлия", "Language": "ru", "AccountCode": "",
    "Context": "from-internal", "Exten": "20002", "Priority": "2", "Uniqueid": "1790000000.{n}",
    "Linkedid": "1790000000.{n}",
}  # fmt: skip


def measure(seed: int) -> Measured:
    """The median of some rounds on the loopback interface; nothing is drawn by lot."""
    del seed
    rates = [asyncio.run(_round()) for _ in range(_ROUNDS)]
    rate = statistics.median(rates)
    bad = () if rate >= LEAST else (f"events_per_s is {rate:.0f}, at least {LEAST:.0f} is wanted",)
    figures = {
        "events_per_s": rate, "spread": max(rates) - min(rates), "events": _EVENTS,
        "rounds": _ROUNDS,
    }  # fmt: skip
    return Measured(1, bad, figures)


class _Counting(ManagerExchange):
    """The supervisor's own, with whom it tells that channels moved."""

    def __init__(self, folder: Path, port: int) -> None:
        manager = folder / "manager.conf"
        manager.write_text("[lineman]\nsecret = secret\n")
        bus = Bus()
        super().__init__(manager, bus, asyncio.Event(), Address(port=port), folder)
        self.count = self.moves = 0
        self.all = asyncio.Event()
        bus.subscribe("moves", ChannelsMoved, call=self._moved)

    async def _moved(self, _event: ChannelsMoved) -> None:
        self.moves += 1

    def event(self, packet: Packet) -> None:
        super().event(packet)
        self.count += 1
        if self.count == _EVENTS:
            self.all.set()


async def _round() -> float:
    stream = b"".join(_events())
    with _asterisk(stream) as port, tempfile.TemporaryDirectory() as folder:
        counting = _Counting(Path(folder), port)
        running = asyncio.create_task(counting.run())
        begun = time.monotonic()
        await asyncio.wait_for(counting.all.wait(), 120)
        took = time.monotonic() - begun
        assert counting.moves, "nobody was told"
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return _EVENTS / took


def _events() -> Iterator[bytes]:
    body = "".join(f"{name}: {value}\r\n" for name, value in _FIELDS.items()) + "\r\n"
    for number in range(_EVENTS):
        yield body.format(n=number).encode()


@contextmanager
def _asterisk(stream: bytes) -> Iterator[int]:
    """A port where one caller may log in and then hears `stream` as fast as he takes it."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        caller, _ = listening.accept()
        with closing(caller):
            caller.sendall(_BANNER)
            asked = b""
            while not asked.endswith(b"\r\n\r\n"):
                asked += caller.recv(4096)
            name = asked.split(b"ActionID: ")[1].split(b"\r\n")[0]
            caller.sendall(b"Response: Success\r\nActionID: " + name + b"\r\n\r\n" + stream)
            caller.recv(4096)  # until the other side goes

    serving = threading.Thread(target=serve)
    serving.start()
    with closing(listening):
        yield listening.getsockname()[1]
    serving.join()
