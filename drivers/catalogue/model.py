"""What a card model is: its ids, its driver, its sockets in true order and its quirks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class SocketKind(StrEnum):
    """What can be plugged in. `MODULE` takes an FXS or an FXO module: ask the driver which."""

    MODULE = "module"
    E1 = "e1"
    FXO = "fxo"
    FXS = "fxs"


@dataclass(frozen=True, slots=True)
class PciId:
    """A PCI identity in hexadecimal digits; an empty subsystem field matches any."""

    vendor: str
    device: str
    subvendor: str = ""
    subdevice: str = ""

    def matches(self, other: PciId) -> bool:
        """`other` is a device's full identity."""
        return (
            (self.vendor, self.device) == (other.vendor, other.device)
            and self.subvendor in ("", other.subvendor)
            and self.subdevice in ("", other.subdevice)
        )

    @property
    def precision(self) -> int:
        return bool(self.subvendor) + bool(self.subdevice)


@dataclass(frozen=True, slots=True)
class Socket:
    """One socket on the bracket, in the order a person sees it.

    `label` is what is printed beside it; `span` counts the card's spans from 1 and `channel` the
    channels within that span: the first and only one of an analogue socket, the first of a digital.
    """

    label: str
    kind: SocketKind
    span: int
    channel: int
    channels: int = 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """One module parameter that the box may set, and the values it may be given."""

    name: str
    values: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Model:
    """One card model. `key` is the file's name and never changes once released."""

    key: str
    name: str
    driver: str
    ids: tuple[PciId, ...]
    sockets: tuple[Socket, ...]
    parameters: tuple[Parameter, ...] = ()
    firmware: str = ""
    quirks: tuple[str, ...] = field(default=())

    @property
    def is_digital(self) -> bool:
        return any(socket.kind is SocketKind.E1 for socket in self.sockets)


def analogue(count: int, kind: SocketKind = SocketKind.MODULE) -> tuple[Socket, ...]:
    """`count` sockets numbered as their channels: one span, one channel each."""
    return tuple(Socket(str(n), kind, span=1, channel=n) for n in range(1, count + 1))


def digital(count: int) -> tuple[Socket, ...]:
    """`count` E1 sockets, a span of 31 channels each."""
    return tuple(
        Socket(str(n), SocketKind.E1, span=n, channel=1, channels=31) for n in range(1, count + 1)
    )


def pci(vendor: str, device: str, *subvendors: str, subdevice: str = "") -> tuple[PciId, ...]:
    """One identity for each subsystem vendor, or a single one for any."""
    return tuple(PciId(vendor, device, sub, subdevice) for sub in subvendors or ("",))
