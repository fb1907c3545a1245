"""TigerJet TJ320: a PCI bridge with a serial audio port, DMA and eight auxiliary pins.

The pins carry a bit-banged serial bus; the audio port is read and written by DMA in two halves
of eight 32-bit words, with an interrupt at the end of each. Registers: as `wctdm` uses them.
"""

from collections.abc import Callable
from typing import Final

from drivers.virtual.cards.chips.spi import BitBang
from drivers.virtual.cards.transport.interrupt import InterruptLine
from drivers.virtual.cards.transport.memory import GuestMemory

CONTROL: Final = 0x00
OPERATION: Final = 0x01
PINS_OUT: Final = 0x03
INTERRUPT_MASK: Final = 0x04
INTERRUPT_STATUS: Final = 0x06
PINS_IN: Final = 0x07
PLAY_START: Final = 0x08
CAPTURE_START: Final = 0x18
BOARD_REGISTERS: Final = 0xC0  # the card's own logic sits behind these
BOARD_SELECT: Final = 0xC8
BOARD_VERSION: Final = 0xCC

_NO_FRESHMAKER: Final = 0x59  # the answer of boards without that audio clock chip
_RESET_BITS: Final = 0x06
_HALF_BYTES: Final = 32
_FIRST_HALF_DONE: Final = 0x05
_SECOND_HALF_DONE: Final = 0x0A

Audio = Callable[[bytes], bytes]


class Tj320:
    """`audio` turns the 32 bytes played in a millisecond into the 32 captured."""

    def __init__(self, memory: GuestMemory, interrupt: InterruptLine, audio: Audio) -> None:
        self._memory = memory
        self._interrupt = interrupt
        self._audio = audio
        self.spi = BitBang()
        self.select: Callable[[int], None] = lambda _mask: None
        self.reset()

    def reset(self) -> None:
        self._registers = bytearray(256)
        self._registers[BOARD_VERSION] = _NO_FRESHMAKER
        self._status = 0
        self._half = 0
        self._buffers: tuple[int, memoryview, memoryview] | None = None
        self._interrupt.lower()
        self.spi.__init__()  # type: ignore[misc]

    def read(self, _bar: int, offset: int, size: int) -> int:
        if size == 1:
            if offset == PINS_IN:
                return self.spi.data_in
            if offset == INTERRUPT_STATUS:
                return self._status
            if offset == CONTROL:
                return self._registers[CONTROL] & ~_RESET_BITS
        return int.from_bytes(self._registers[offset : offset + size], "little")

    def write(self, _bar: int, offset: int, size: int, value: int) -> None:
        if offset == PINS_OUT:
            self.spi.drive(value)
            return
        if offset == INTERRUPT_STATUS:
            self._acknowledge(value)
            return
        if offset == BOARD_VERSION or offset + size > len(self._registers):
            return
        self._registers[offset : offset + size] = value.to_bytes(size, "little")
        if offset == BOARD_SELECT:
            self.select(value)
        elif PLAY_START <= offset < CAPTURE_START + 4:
            self._buffers = None

    @property
    def running(self) -> bool:
        return bool(self._registers[OPERATION] & 1 and self._registers[INTERRUPT_MASK])

    def tick(self) -> bool:
        """Play and capture one half; false when the guest has not served the last one."""
        self._interrupt.settle()
        if not self.running:
            return True
        if self._status:
            return False
        play, capture = self._dma_buffers()
        half = slice(_HALF_BYTES * self._half, _HALF_BYTES * (self._half + 1))
        capture[half] = self._audio(bytes(play[half]))
        self._status = _SECOND_HALF_DONE if self._half else _FIRST_HALF_DONE
        self._half ^= 1
        self._interrupt.raise_()
        return True

    def _acknowledge(self, bits: int) -> None:
        self._status &= ~bits
        if not self._status:
            self._interrupt.lower()

    def _dma_buffers(self) -> tuple[memoryview, memoryview]:
        if self._buffers is None or self._buffers[0] != self._memory.generation:
            play = int.from_bytes(self._registers[PLAY_START : PLAY_START + 4], "little")
            capture = int.from_bytes(self._registers[CAPTURE_START : CAPTURE_START + 4], "little")
            self._buffers = (
                self._memory.generation,
                self._memory.view(play, 2 * _HALF_BYTES),
                self._memory.view(capture, 2 * _HALF_BYTES),
            )
        return self._buffers[1], self._buffers[2]
