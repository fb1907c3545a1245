"""A serial peripheral bus that a driver plays bit by bit on output pins."""

from typing import Final, Protocol

SELECT: Final = 0x04  # low while a byte passes
CLOCK: Final = 0x08  # data moves at its rising edge
DATA_OUT: Final = 0x10  # from the driver to the chip
DATA_IN: Final = 0x20  # from the chip to the driver, on the input register

IDLE_BYTE: Final = 0xFF  # an undriven data line reads as ones


class SpiChip(Protocol):
    """A chip whose register accesses are sequences of single-byte frames."""

    def offered(self) -> int:
        """The byte this chip shifts out during the frame that begins now."""

    def accept(self, byte: int) -> None:
        """A whole byte came in."""

    def resynchronise(self) -> None:
        """A frame was not eight clocks long: forget the sequence."""


class BitBang:
    """Follows the pins; `chip` is whatever the card's own select register points at."""

    def __init__(self) -> None:
        self.chip: SpiChip | None = None
        self._pins = SELECT | CLOCK
        self._clocks = 0
        self._in = 0
        self._out = IDLE_BYTE
        self.data_in = DATA_IN

    def drive(self, pins: int) -> None:
        """The driver set the output pins; called some ten thousand times a second."""
        changed = self._pins ^ pins
        self._pins = pins
        if changed & SELECT:
            if pins & SELECT:
                self._end()
            else:
                self._clocks = self._in = 0
                self._out = IDLE_BYTE if self.chip is None else self.chip.offered()
        elif changed & CLOCK and pins & CLOCK and not pins & SELECT:
            self._in = self._in << 1 | (pins & DATA_OUT)
            self._out <<= 1
            self.data_in = DATA_IN if self._out & 0x100 else 0
            self._clocks += 1

    def _end(self) -> None:
        if self.chip is None:
            return
        if self._clocks == 8:
            self.chip.accept(self._in >> 4 & 0xFF)
        else:
            self.chip.resynchronise()
