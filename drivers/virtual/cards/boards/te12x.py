"""Digium TE120P, TE121 and TE122: one E1 behind the VoiceBus.

Each millisecond's frame holds eight small frames, one for each sample: 32 timeslots in its even
bytes, then six places for one command to the framer each, then an identity byte that must come
back so that the driver can match answers to commands.
"""

from typing import Final

from drivers.virtual.cards.chips.an983 import FRAME_BYTES, An983
from drivers.virtual.cards.chips.falc56 import Falc56
from drivers.virtual.cards.transport.interrupt import InterruptLine
from drivers.virtual.cards.transport.memory import GuestMemory
from drivers.virtual.cards.transport.pci import ConfigSpace, Identity

DEVICES: Final = {"te120p": 0x0120, "te121": 0x8000, "te122": 0x8001}

_SAMPLES: Final = 8
_STRIDE: Final = 128  # bytes from one small frame to the next
_TIMESLOTS: Final = slice(0, 64, 2)
_COMMANDS: Final = range(66, 66 + 36, 6)
_IDENTITY_BYTES: Final = slice(108, 110)
_WRITE: Final = 0x0C
_READ: Final = 0x0A
_READ_PINS: Final = 0x30
_JUMPER_E1: Final = 0x00


class Te12x:
    """The card, strapped for E1 by its jumper."""

    def __init__(self, model: str, framer: Falc56) -> None:
        self.memory = GuestMemory()
        self.interrupt = InterruptLine()
        identity = Identity(0xD161, DEVICES[model], 0xD161, 0, class_code=0x020000)
        self.config = ConfigSpace(identity, io_bars=frozenset({0}))
        self.bars = {0: 256, 1: 1024}
        self._framer = framer
        self._bus = An983(self.memory, self.interrupt, self._exchange)
        self.read = self._bus.read
        self.write = self._bus.write
        self.tick = self._bus.tick

    @property
    def running(self) -> bool:
        return self._bus.running

    def reset(self) -> None:
        self._bus.reset()
        self._framer.reset()

    def _exchange(self, sent: bytes) -> bytes:
        received = bytearray(FRAME_BYTES)
        for sample in range(_SAMPLES):
            start = sample * _STRIDE
            small = sent[start : start + _STRIDE]
            answer = bytearray(len(small))
            answer[_TIMESLOTS] = self._framer.carry(small[_TIMESLOTS])
            if sample < _SAMPLES - 1:
                answer[_IDENTITY_BYTES] = small[_IDENTITY_BYTES]
                if sample:
                    self._obey(small, answer)
            received[start : start + len(small)] = answer
        return bytes(received)

    def _obey(self, small: bytes, answer: bytearray) -> None:
        """Do the commands; each has a code, an address and a value in every other byte."""
        for place in _COMMANDS:
            code = small[place]
            if code == _READ:
                answer[place + 4] = self._framer.read(small[place + 2])
            elif code == _WRITE:
                self._framer.write(small[place + 2], small[place + 4])
            elif code == _READ_PINS:
                answer[place + 4] = _JUMPER_E1
