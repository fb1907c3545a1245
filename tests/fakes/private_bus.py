"""A D-Bus of its own with made-up systemd, login and RAUC on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/>
<allow send_type="method_call"/><allow send_type="method_return"/><allow send_type="signal"/>
<allow send_type="error"/><allow receive_type="method_call"/><allow receive_type="signal"/>
<allow receive_type="method_return"/><allow receive_type="error"/></policy></busconfig>
"""
NAMES = (
    "org.freedesktop.systemd1",
    "org.freedesktop.login1",
    "de.pengutronix.rauc",
    "org.freedesktop.network1",
    "org.freedesktop.timedate1",
)
Answer = tuple[str, list[Any]]


class Refuses(Exception):
    """The peer answers with an error of this D-Bus name."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


@dataclass
class FakeSystem:
    """What the peers were asked, and what they will say."""

    asked: list[tuple[str, list[Any]]] = field(default_factory=list)
    job_result: str = "done"
    job_silent: bool = False
    install_result: int = 0
    install_dies: bool = False  # it begins anew by the next question, and does nothing
    gone_after_death: bool = False
    last_error: str = ""
    inspect: Callable[[str], dict[str, Any]] = lambda _: {
        "manifest-hash": Variant("s", "00"),
        "update": Variant(
            "a{sv}",
            {"compatible": Variant("s", "lineman-x86-64"), "version": Variant("s", "2.0")},
        ),
    }
    subscribed: bool = False
    network: str = "{}"
    synchronized: bool = False
    _bus: MessageBus | None = None

    def members(self) -> list[str]:
        return [member for member, _ in self.asked]

    async def serve(self, address: str) -> None:
        self._bus = MessageBus(bus_address=address)
        self._bus.add_message_handler(self._answer)
        await self._bus.connect()
        for name in NAMES:
            await self._bus.request_name(name)

    def leave(self) -> None:
        if self._bus is not None:
            self._bus.disconnect()

    def _answer(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL or not message.member:
            return None
        if message.interface == "org.freedesktop.DBus.Peer":
            return None
        self.asked.append((message.member, message.body))
        try:
            signature, body = self._said(message.member, message.body)
        except Refuses as refusal:
            return Message.new_error(message, refusal.name, str(refusal))
        return Message.new_method_return(message, signature, body)

    def _said(self, member: str, body: list[Any]) -> Answer:  # noqa: C901, PLR0911  # one a question
        match member:
            case "Subscribe":
                if self.subscribed:
                    raise Refuses("org.freedesktop.systemd1.AlreadySubscribed", "already")
                self.subscribed = True
                return "", []
            case "StartUnit" | "StopUnit" | "RestartUnit" | "ReloadUnit":
                return self._job(body[0])
            case "Describe":
                return "s", [self.network]
            case "ListUnitsByNames":
                return "a(ssssssouso)", [[_unit(name) for name in body[0]]]
            case "InspectBundle":
                return "a{sv}", [self.inspect(body[0])]
            case "InstallBundle":
                if not self.install_dies:
                    result = [self.install_result]
                    self._later("Completed", "i", result, "/", NAMES[2] + ".Installer", after=0.1)
                return "", []
            case "Get":
                return "v", [self._property(body[1])]
            case "GetSlotStatus":
                return "a(sa{sv})", [_SLOTS]
            case "Mark":
                return "ss", ["rootfs.0", "marked"]
        return "", []

    def _property(self, name: str) -> Variant:
        if self.gone_after_death:
            raise Refuses("org.freedesktop.DBus.Error.ServiceUnknown", "no such name")
        match name:
            case "NTPSynchronized":
                return Variant("b", self.synchronized)
            case "Timezone":
                return Variant("s", "Etc/UTC")
            case "Compatible":
                return Variant("s", "lineman-x86-64")
            case "Progress":
                return Variant("(isi)", [40, "Copying", 2])
            case "Operation":
                return Variant("s", "idle" if self.install_dies else "installing")
            case "LastError":
                return Variant("s", self.last_error)
        raise Refuses("org.freedesktop.DBus.Error.UnknownProperty", name)

    def _job(self, unit: str) -> Answer:
        if unit == "unknown.service":
            raise Refuses("org.freedesktop.systemd1.NoSuchUnit", "Unit unknown.service not found.")
        if not self.job_silent:
            path, manager = "/org/freedesktop/systemd1", NAMES[0] + ".Manager"
            other = [6, "/org/freedesktop/systemd1/job/6", "other.service", "failed"]
            self._later("JobRemoved", "uoss", other, path, manager)
            ours = [7, "/org/freedesktop/systemd1/job/7", unit, self.job_result]
            self._later("JobRemoved", "uoss", ours, path, manager)
        return "o", ["/org/freedesktop/systemd1/job/7"]

    def _later(
        self, member: str, signature: str, body: list[Any], *where: str, after: float = 0.02
    ) -> None:
        """A signal right behind the answer."""
        assert self._bus is not None
        signal = Message.new_signal(where[0], where[1], member, signature, body)
        asyncio.get_running_loop().call_later(after, self._bus.send, signal)


def _unit(name: str) -> list[Any]:
    """As systemd lists it, also one that there is not."""
    load, active, sub = _UNITS.get(name, ("not-found", "inactive", "dead"))
    return [name, "", load, active, sub, "", "/", 0, "", "/"]


_UNITS = {
    "asterisk.service": ("loaded", "active", "running"),
    "lineman-cards.service": ("loaded", "failed", "failed"),
}
_SLOTS = [
    [f"{kind}.{number}", {"class": Variant("s", kind), **extra}]
    for number, letter in enumerate("AB")
    for kind, extra in (
        ("boot", {"parent": Variant("s", f"rootfs.{number}")}),
        (
            "rootfs",
            {
                "bootname": Variant("s", letter),
                "boot-status": Variant("s", "good" if letter == "A" else "bad"),
                "bundle.version": Variant("s", f"1.{number}"),
            },
        ),
    )
]


@asynccontextmanager
async def private_bus(folder: Path) -> AsyncIterator[str]:
    """The address of a bus that nobody else is on."""
    socket, config = folder / "bus", folder / "bus.conf"
    config.write_text(_CONFIG.format(socket=socket))
    argv = ["dbus-daemon", "--nofork", "--print-address", "--config-file", str(config)]
    daemon = await asyncio.create_subprocess_exec(*argv, stdout=asyncio.subprocess.PIPE)
    try:
        assert daemon.stdout is not None
        async with asyncio.timeout(20):
            # It says where it listens once it does; its socket's file is there a moment before.
            assert await daemon.stdout.readline(), "dbus-daemon ended before it listened"
        yield f"unix:path={socket}"
    finally:
        with suppress(ProcessLookupError):
            daemon.terminate()
        await daemon.wait()


@asynccontextmanager
async def system(folder: Path) -> AsyncIterator[tuple[str, FakeSystem]]:
    """The bus's address, and the peers on it."""
    async with private_bus(folder) as address:
        fake = FakeSystem()
        try:
            await fake.serve(address)
            yield address, fake
        finally:
            fake.leave()
