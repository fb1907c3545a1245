"""The one connection to the system bus, and the only import of dbus_fast."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, InvalidAddressError

from appliance.core.errors import Fault

PATIENCE = 30.0  # seconds for an answer
MOST_SIGNALS = 1000  # unread by one listener
_PROPERTIES = "org.freedesktop.DBus.Properties"
_DRIVER = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


class Refusal(Fault):
    """A peer answered with an error; `error` is its D-Bus name."""

    def __init__(self, error: str, text: str) -> None:
        super().__init__(text or error)
        self.error = error


@dataclass(frozen=True, slots=True)
class Peer:
    """One interface of one object on the bus."""

    name: str
    path: str
    interface: str


@dataclass(frozen=True, slots=True)
class Signal:
    """What a peer told everybody."""

    member: str
    body: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Ear:
    peer: Peer
    queue: "asyncio.Queue[Signal]"

    @property
    def rule(self) -> str:
        peer = self.peer
        return f"type='signal',sender='{peer.name}',path='{peer.path}',interface='{peer.interface}'"


class SystemBus:
    """Connects at the first question, and again when the connection broke."""

    def __init__(self, address: str | None = None) -> None:
        self._address = address
        self._bus: MessageBus | None = None
        self._ears: list[_Ear] = []
        self._connecting = asyncio.Lock()

    async def close(self) -> None:
        """Hang up; the next question connects again."""
        if self._bus is not None:
            self._bus.disconnect()
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # its own gap

    async def ask(self, peer: Peer, member: str, signature: str = "", *values: object) -> list[Any]:
        """The answer's values. Refusal when the peer says no, Fault when nobody answers."""
        bus = await self._connected()
        message = Message(
            destination=peer.name,
            path=peer.path,
            interface=peer.interface,
            member=member,
            signature=signature,
            body=list(values),
        )
        reply = await _called(bus, message)
        if reply.message_type is MessageType.ERROR:
            raise Refusal(reply.error_name or "", str(reply.body[0]) if reply.body else "")
        return [plain(value) for value in reply.body]

    async def read(self, peer: Peer, name: str) -> Any:  # noqa: ANN401  # a property's own type
        """The property `name` of the peer's interface."""
        properties = Peer(peer.name, peer.path, _PROPERTIES)
        return (await self.ask(properties, "Get", "ss", peer.interface, name))[0]

    @asynccontextmanager
    async def listening(self, peer: Peer) -> AsyncIterator["asyncio.Queue[Signal]"]:
        """Every signal of the peer from now on; none is lost between this and the first look."""
        ear = _Ear(peer, asyncio.Queue(MOST_SIGNALS))
        self._ears.append(ear)
        try:
            await self._match(await self._connected(), "AddMatch", ear)
            yield ear.queue
        finally:
            self._ears.remove(ear)
            if self._bus is not None and self._bus.connected:
                with contextlib.suppress(Fault):  # with the connection its rules go, too
                    await self._match(self._bus, "RemoveMatch", ear)

    async def _match(self, bus: MessageBus, member: str, ear: _Ear) -> None:
        name, path, interface = _DRIVER
        await _called(
            bus,
            Message(
                destination=name,
                path=path,
                interface=interface,
                member=member,
                signature="s",
                body=[ear.rule],
            ),
        )

    async def _connected(self) -> MessageBus:
        async with self._connecting:
            if self._bus is None or not self._bus.connected:
                self._bus = await self._listened()
            return self._bus

    async def _listened(self) -> MessageBus:
        """A fresh connection, on which everybody hears who listens."""
        bus = await self._connect()
        try:
            for ear in self._ears:
                await self._match(bus, "AddMatch", ear)
        except Fault:
            bus.disconnect()
            raise
        return bus

    async def _connect(self) -> MessageBus:
        bus = MessageBus(bus_address=self._address, bus_type=BusType.SYSTEM)
        try:
            await bus.connect()
        except (OSError, EOFError, AuthError, InvalidAddressError) as error:
            raise Fault(
                "The system bus does not answer.", "Switch the box off and on again."
            ) from error
        bus.add_message_handler(self._hear)
        return bus

    def _hear(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        for ear in self._ears:
            heard = (message.path, message.interface) == (ear.peer.path, ear.peer.interface)
            if heard and not ear.queue.full():
                body = tuple(plain(value) for value in message.body)
                ear.queue.put_nowait(Signal(message.member or "", body))


async def _called(bus: MessageBus, message: Message) -> Message:
    """The answer; Fault when nobody gives one."""
    try:
        return await asyncio.wait_for(bus.call(message), PATIENCE)
    except (OSError, EOFError, TimeoutError) as error:
        raise Fault(
            f"{message.destination} does not answer {message.member}.",
            "Switch the box off and on again.",
        ) from error


def plain(value: Any) -> Any:  # noqa: ANN401  # the bus carries any type
    """Variants as what they hold, all the way down."""
    if isinstance(value, Variant):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
