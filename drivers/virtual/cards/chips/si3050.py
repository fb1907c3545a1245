"""Silicon Labs Si3050 DAA: the chip behind an FXO socket.

It closes the loop towards an exchange, measures voltage and current of the line and sees ringing.
Register numbers: Si3050 data sheet, and what `wctdm` polls.
"""

from typing import Final

from drivers.virtual.cards.chips.spi import IDLE_BYTE
from drivers.virtual.cards.line import ExchangeLine
from drivers.virtual.dsp.g711 import Law

CONTROL: Final = 1
HOOK: Final = 5
LINE_SIDE: Final = 11
LOOP_CURRENT: Final = 28
LINE_VOLTAGE: Final = 29
PCM_MODE: Final = 33
TRANSMIT_START: Final = 34

_READ: Final = 0x60
_WRITE: Final = 0x20
_SOFT_RESET: Final = 0x80
_OFF_HOOK: Final = 0x01
_RINGING_POSITIVE: Final = 0x20
_RINGING_NEGATIVE: Final = 0x40
_RINGING_NOW: Final = 0x04
_RINGING: Final = _RINGING_POSITIVE | _RINGING_NEGATIVE | _RINGING_NOW
_MU_LAW: Final = 0x08
_CURRENT_STEP: Final = 1.1  # mA

_POWER_ON: Final = {2: 0x03, LINE_SIDE: 0x33, 13: 0x10}


class Si3050:
    """One FXO module, plugged into `line`."""

    def __init__(self, line: ExchangeLine) -> None:
        self.line = line
        self.reset()

    def reset(self) -> None:
        self._registers = bytearray(128)
        for number, value in _POWER_ON.items():
            self._registers[number] = value
        self._frames: list[int] = []
        self._off_hook = False
        self.line.loop(closed=False)

    @property
    def law(self) -> Law:
        return Law.MU if self._registers[PCM_MODE] & _MU_LAW else Law.A

    @property
    def start_bit(self) -> int:
        return self._registers[TRANSMIT_START]

    def offered(self) -> int:
        if len(self._frames) == 2 and self._frames[0] == _READ:
            return self.read(self._frames[1] & 0x7F)
        return IDLE_BYTE

    def accept(self, byte: int) -> None:
        self._frames.append(byte)
        if len(self._frames) == 3:
            control, number, value = self._frames
            self._frames = []
            if control == _WRITE:
                self.write(number & 0x7F, value)

    def resynchronise(self) -> None:
        self._frames = []

    def read(self, number: int) -> int:
        if number == HOOK:
            return self._registers[HOOK] & ~_RINGING | self._ring_bits()
        if number == LINE_VOLTAGE:
            return self.line.volts() & 0xFF
        if number == LOOP_CURRENT:
            return min(int(self.line.milliamperes() / _CURRENT_STEP), 0xFF)
        return self._registers[number]

    def write(self, number: int, value: int) -> None:
        if number == CONTROL and value & _SOFT_RESET:
            self.reset()
            return
        self._registers[number] = value
        if number == HOOK and bool(value & _OFF_HOOK) != self._off_hook:
            self._off_hook = bool(value & _OFF_HOOK)
            self.line.loop(closed=self._off_hook)

    def speak(self, sent: bytes) -> bytes:
        """Pass one millisecond: octets to the line in, octets from the line out.

        Sound from the line passes on hook too (the on-hook line monitor): caller id needs it.
        """
        return self.line.speak(sent, self.law)

    def _ring_bits(self) -> int:
        polarity = self.line.ring_polarity()
        if polarity == 0:
            return 0
        return _RINGING_NOW | (_RINGING_POSITIVE if polarity > 0 else _RINGING_NEGATIVE)
