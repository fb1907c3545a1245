"""Infineon FALC56 (PEF 2256): the E1 framer.

Only what `wcte12xp` looks at has a life of its own: the receiver's state, and the loops that the
driver can switch. All other registers keep what is written to them.
"""

from typing import Final

from drivers.virtual.cards.far_end.e1 import E1FarEnd

FRAMER_MODE_1: Final = 0x1D
TRANSMIT_SPARE: Final = 0x20
LINE_INTERFACE_0: Final = 0x36
LINE_INTERFACE_1: Final = 0x37
VERSION: Final = 0x4A
RECEIVE_STATUS: Final = 0x4C

_VERSION_2_1: Final = 0x05
_NO_SIGNAL: Final = 0x80
_ALL_ONES: Final = 0x40
_NO_FRAME: Final = 0x20
_REMOTE_ALARM: Final = 0x10
_LOCAL_LOOP: Final = 0x02
_SENDS_REMOTE_ALARM: Final = 0x20


class Falc56:
    """The framer, with `far_end` on its line."""

    def __init__(self, far_end: E1FarEnd) -> None:
        self.far_end = far_end
        self.reset()

    def reset(self) -> None:
        self._registers = bytearray(256)

    def read(self, number: int) -> int:
        if number == RECEIVE_STATUS:
            return self._receive_status()
        if number == VERSION:
            return _VERSION_2_1
        return self._registers[number]

    def write(self, number: int, value: int) -> None:
        self._registers[number] = value
        if number == TRANSMIT_SPARE:
            self.far_end.hears_alarm(bool(value & _SENDS_REMOTE_ALARM))

    def carry(self, timeslots: bytes) -> bytes:
        """One frame of 125 µs: 32 octets out, 32 octets in."""
        if self._registers[LINE_INTERFACE_0] & _LOCAL_LOOP:
            return timeslots
        return self.far_end.carry(timeslots)

    def _receive_status(self) -> int:
        far = self.far_end
        if self._registers[LINE_INTERFACE_0] & _LOCAL_LOOP:
            return 0
        if far.no_signal:
            return _NO_SIGNAL | _NO_FRAME
        if far.all_ones:
            return _ALL_ONES | _NO_FRAME
        return _REMOTE_ALARM if far.remote_alarm else 0
