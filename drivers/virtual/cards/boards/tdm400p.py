"""Digium TDM400P and its clone OpenVox A400P: four module places behind a TJ320."""

from collections.abc import Sequence
from typing import Final

from drivers.virtual.cards.chips.tj320 import Tj320
from drivers.virtual.cards.line import Module
from drivers.virtual.cards.transport.interrupt import InterruptLine
from drivers.virtual.cards.transport.memory import GuestMemory
from drivers.virtual.cards.transport.pci import ConfigSpace, Identity

PLACES: Final = 4
_REGISTER_BAR: Final = 1
_IDENTITY: Final = Identity(0xE159, 0x0001, 0xB100, 0x0003, class_code=0x078000)
_SILENCE: Final = b"\xff" * 32


class Tdm400p:
    """`modules` from the lowest socket up; None is an empty place.

    The real card also offers its registers in I/O space (BAR 0). This one does not: QEMU waits for
    an answer to each I/O write, while writes to memory space are posted, and the driver takes
    memory space when there is no other. It halves the time a guest spends per millisecond.
    """

    def __init__(self, modules: Sequence[Module | None]) -> None:
        if len(modules) != PLACES:
            raise ValueError(f"a TDM400P has {PLACES} places, not {len(modules)}")
        self.memory = GuestMemory()
        self.interrupt = InterruptLine()
        self.config = ConfigSpace(_IDENTITY)
        self.bars = {_REGISTER_BAR: 4096}
        self._modules = tuple(modules)
        self._bridge = Tj320(self.memory, self.interrupt, self._audio)
        self._bridge.select = self._select
        self.read = self._bridge.read
        self.write = self._bridge.write
        self.tick = self._bridge.tick

    @property
    def running(self) -> bool:
        return self._bridge.running

    def reset(self) -> None:
        self._bridge.reset()
        for module in self._modules:
            if module is not None:
                module.reset()

    def _select(self, mask: int) -> None:
        """The card's logic has one chip-select bit for each place."""
        place = mask.bit_length() - 1
        single = 0 <= place < PLACES and mask == 1 << place
        self._bridge.spi.chip = self._modules[place] if single else None

    def _audio(self, played: bytes) -> bytes:
        """32-bit words of four octets, the first on the wire in the highest byte."""
        captured = bytearray(_SILENCE)
        for module in self._modules:
            if module is not None:
                lane = slice(3 - module.start_bit // 8 & 3, None, 4)
                captured[lane] = module.speak(played[lane])
        return bytes(captured)
