"""The one connection to Asterisk's manager interface."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from appliance.asterisk.ami_codec import Packet, Splitter, build
from appliance.core.errors import Fault

log = logging.getLogger(__name__)

_CHUNK = 1 << 16
MOST_WAITING = 64  # questions asked and not yet answered
LARGEST_ANSWER = 16 << 20  # characters of one answer with its list; 5,000 telephones need 3 MiB
PATIENCE = 10.0  # seconds; a reload of a large configuration answers within 2
RETRY = 0.5  # seconds between attempts to connect: dial tone does not depend on us
_PING_EVERY = 5.0

Secret = Callable[[], str]


def _gone() -> Fault:
    return Fault("Asterisk does not answer.", "It is started again by itself; wait a moment.")


@dataclass(slots=True)
class _Question:
    answer: asyncio.Future[list[Packet]]
    packets: list[Packet] = field(default_factory=list)
    size: int = 0  # characters in them


class Listener(Protocol):
    """Whom the connection tells."""

    def event(self, packet: Packet) -> None:
        """Something happened in Asterisk."""

    def came(self) -> None:
        """We are logged in; what was known before is out of date."""

    def went(self) -> None:
        """The connection broke."""


@dataclass(frozen=True, slots=True)
class Address:
    host: str = "127.0.0.1"
    port: int = 5038
    user: str = "lineman"


class Ami:
    """Asks, and hands events on; `run` keeps the connection."""

    def __init__(self, address: Address, secret: Secret, listener: Listener) -> None:
        self._address, self._secret, self._listener = address, secret, listener
        self._writer: asyncio.StreamWriter | None = None
        self._waiting: dict[str, _Question] = {}
        self._ids = itertools.count(1)
        self.up = False

    async def run(self) -> None:
        """For good: connect, log in, read; again whenever it breaks."""
        while True:
            try:
                await self._session()
            except (OSError, Fault, EOFError, TimeoutError) as error:
                log.debug("manager connection: %s", error)
            finally:
                self._drop()
            await asyncio.sleep(RETRY)

    async def _session(self) -> None:
        """One connection from its banner to its end."""
        reader, self._writer = await asyncio.open_connection(self._address.host, self._address.port)
        try:
            banner = await asyncio.wait_for(reader.readline(), PATIENCE)
        except ValueError as error:  # a line without end
            raise Fault("Something else than Asterisk answers on its port.") from error
        if not banner.startswith(b"Asterisk Call Manager"):
            raise Fault("Something else than Asterisk answers on its port.")
        parts = [asyncio.create_task(self._read(reader)), asyncio.create_task(self._stay())]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in done:
                part.result()
        finally:
            self._drop()
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)

    async def _stay(self) -> None:
        """Log in, and notice when nobody is there any more."""
        await self._log_in()
        while True:
            await asyncio.sleep(_PING_EVERY)
            await self.ask("Ping")

    async def _log_in(self) -> None:
        packet = await self.ask(
            "Login", ("Username", self._address.user), ("Secret", self._secret())
        )
        if packet.get("Response") != "Success":
            raise Fault("Asterisk refuses our log-in.", "Switch the box off and on again.")
        self.up = True
        self._listener.came()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        splitter = Splitter()
        while chunk := await reader.read(_CHUNK):
            for packet in splitter.feed(chunk):
                self._take(packet)

    def _take(self, packet: Packet) -> None:
        question = self._waiting.get(packet.get("ActionID"))
        if question is None:
            if packet.get("Event"):
                self._listener.event(packet)
            return
        question.packets.append(packet)
        question.size += packet.size
        if question.size > LARGEST_ANSWER:
            raise Fault("Asterisk's answer has no end.")
        if _complete(packet) and not question.answer.done():
            question.answer.set_result(question.packets)

    def _drop(self) -> None:
        """Nothing that was asked will be answered any more."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for question in self._waiting.values():
            if not question.answer.done():
                question.answer.set_exception(_gone())
        self._waiting.clear()
        if self.up:
            self.up = False
            self._listener.went()

    async def ask(self, action: str, *fields: tuple[str, str]) -> Packet:
        """The answer's first packet. Fault when there is none in time."""
        return (await self.ask_list(action, *fields))[0]

    async def ask_list(self, action: str, *fields: tuple[str, str]) -> list[Packet]:
        """The answer and, for a list, every event up to the one that completes it."""
        if self._writer is None:
            raise _gone()
        if len(self._waiting) >= MOST_WAITING:
            raise Fault("Asterisk is busy.", "Try again in a moment.")
        name = f"lineman-{next(self._ids)}"
        question = _Question(asyncio.get_running_loop().create_future())
        packet = build(action, (("ActionID", name), *fields))
        self._waiting[name] = question
        try:
            self._writer.write(packet)
            return await asyncio.wait_for(question.answer, PATIENCE)
        except TimeoutError as error:
            raise _gone() from error
        finally:
            self._waiting.pop(name, None)
            if question.answer.done() and not question.answer.cancelled():
                question.answer.exception()  # looked at, so that nobody is warned of it

    async def console(self, line: str) -> str:
        """What Asterisk's console prints for `line`."""
        packet = await self.ask("Command", ("Command", line))
        if packet.get("Response") != "Success":
            why = packet.all("Output") or [packet.get("Message")]
            raise Fault(f"Asterisk refuses {line!r}: {why[0]}.")
        return "\n".join(packet.all("Output"))

    async def value(self, function: str) -> str:
        """As `Exchange.value`; no record is made of it."""
        packet = await self.ask("Getvar", ("Variable", function))
        if packet.get("Response") != "Success":
            raise Fault(f"Asterisk refuses {function!r}: {packet.get('Message')}.")
        return packet.get("Value")


def _complete(packet: Packet) -> bool:
    """Whether the answer ends here. A list begins with EventList: start and says its end itself."""
    listing = packet.get("EventList").lower()
    if packet.get("Response"):
        return listing != "start"
    return listing in {"complete", "cancelled"}


def secret_of(path: Path) -> Secret:
    """Read at each log-in, since every start of the box makes a new one."""

    def read() -> str:
        with contextlib.suppress(OSError):
            for line in path.read_text("ascii").splitlines():
                name, _, value = line.partition("=")
                if name.strip() == "secret":
                    return value.strip()
        raise Fault(
            "The word between supervisor and Asterisk is missing.",
            "Switch the box off and on again.",
        )

    return read
