"""A PCI function as the transport sees it."""

import struct
from dataclasses import dataclass
from typing import Final, Protocol

from drivers.virtual.cards.transport.interrupt import InterruptLine
from drivers.virtual.cards.transport.memory import GuestMemory

CONFIG_BYTES: Final = 256
_BARS: Final = range(0x10, 0x28)


@dataclass(frozen=True, slots=True)
class Identity:
    """The ids a driver matches, and the class code."""

    vendor: int
    device: int
    subvendor: int
    subdevice: int
    class_code: int


class ConfigSpace:
    """The first 256 bytes. QEMU keeps the BARs' addresses itself, so writes to them are lost."""

    def __init__(self, identity: Identity, io_bars: frozenset[int] = frozenset()) -> None:
        raw = bytearray(CONFIG_BYTES)
        struct.pack_into("<HHHH", raw, 0, identity.vendor, identity.device, 0, 0x0200)
        struct.pack_into("<I", raw, 8, identity.class_code << 8)
        struct.pack_into("<HH", raw, 0x2C, identity.subvendor, identity.subdevice)
        raw[0x3D] = 1  # INTA#
        for bar in io_bars:
            raw[0x10 + 4 * bar] = 1
        self._raw = raw

    def read(self, offset: int, size: int) -> int:
        return int.from_bytes(self._raw[offset : offset + size], "little")

    def write(self, offset: int, size: int, value: int) -> None:
        if offset not in _BARS:
            self._raw[offset : offset + size] = value.to_bytes(size, "little")


class PciFunction(Protocol):
    """What a card is to the transport."""

    config: ConfigSpace
    bars: dict[int, int]  # BAR number to its size in bytes
    memory: GuestMemory
    interrupt: InterruptLine

    @property
    def running(self) -> bool:
        """The driver has started its millisecond interrupts."""

    def reset(self) -> None:
        """As after power-on: every chip forgets."""

    def read(self, bar: int, offset: int, size: int) -> int: ...

    def write(self, bar: int, offset: int, size: int, value: int) -> None: ...

    def tick(self) -> bool:
        """Do a millisecond of telephony; false when the guest had not served the last one."""
