"""ADMtek AN983: an Ethernet controller that Digium's "VoiceBus" cards use as their bus master.

Instead of packets it moves one 1004-byte frame each way per millisecond, out of and into rings of
descriptors in the guest's memory. Registers and descriptors: as `dahdi_voicebus` uses them.
"""

import struct
from collections.abc import Callable
from typing import Final

from drivers.virtual.cards.transport.interrupt import InterruptLine
from drivers.virtual.cards.transport.memory import GuestMemory, Unmapped

FRAME_BYTES: Final = 1004

BUS_CONTROL: Final = 0x00
RECEIVE_POLL: Final = 0x10
RECEIVE_BASE: Final = 0x18
TRANSMIT_BASE: Final = 0x20
STATUS: Final = 0x28
MODE: Final = 0x30
INTERRUPT_ENABLE: Final = 0x38
_COUNTERS: Final = 0xFC

_SOFT_RESET: Final = 0x01
_RECEIVE_ON: Final = 0x0002
_TRANSMIT_ON: Final = 0x2000
_TRANSMIT_DONE: Final = 0x0001
_TRANSMIT_STOPPED: Final = 0x0002
_NO_TRANSMIT_BUFFER: Final = 0x0004
_RECEIVE_DONE: Final = 0x0040
_RECEIVE_STOPPED: Final = 0x0100
_SUMMARY: Final = 0x10000
_CLEARED_BY_WRITING: Final = 0x1FFFF
_CAUSES: Final = 0x7FFF

_DESCRIPTOR: Final = struct.Struct("<IIII")  # status, control, buffer, unused
_OWN: Final = 0x80000000  # the controller's, not the driver's
_END_OF_RING: Final = 0x02000000

Exchange = Callable[[bytes], bytes]


class An983:
    """`exchange` turns the frame the driver sends into the one it receives."""

    def __init__(self, memory: GuestMemory, interrupt: InterruptLine, exchange: Exchange) -> None:
        self._memory = memory
        self._interrupt = interrupt
        self._exchange = exchange
        self.reset()

    def reset(self) -> None:
        self._registers = [0] * 64
        self._registers[_COUNTERS >> 2] = 4
        self._status = 0
        self._transmit = self._receive = 0
        self._interrupt.lower()

    @property
    def running(self) -> bool:
        return bool(self._registers[MODE >> 2] & _TRANSMIT_ON)

    def read(self, _bar: int, offset: int, size: int) -> int:
        if offset >= 4 * len(self._registers):
            return 0
        value = self._status_now() if offset == STATUS else self._registers[offset >> 2]
        return value >> 8 * (offset & 3) & ((1 << 8 * size) - 1)

    def write(self, _bar: int, offset: int, _size: int, value: int) -> None:
        if offset >= 4 * len(self._registers):
            return
        if offset == STATUS:
            self._acknowledge(value)
            return
        if offset == BUS_CONTROL and value & _SOFT_RESET:
            self.reset()
            value &= ~_SOFT_RESET
        elif offset == RECEIVE_BASE:
            self._receive = 0
        elif offset == TRANSMIT_BASE:
            self._transmit = 0
        elif offset == MODE and self.running and not value & _TRANSMIT_ON:
            self._cause(_TRANSMIT_STOPPED | _RECEIVE_STOPPED)
        self._registers[offset >> 2] = value

    def tick(self) -> bool:
        """Move one frame each way; false when the guest has not served the last one."""
        self._interrupt.settle()
        if not self.running:
            return True
        if self._status & _TRANSMIT_DONE:
            return False
        try:
            sent = self._take()
            if sent is None:
                self._cause(_NO_TRANSMIT_BUFFER)
                return False
            self._give(self._exchange(sent))
        except Unmapped:
            return False
        self._cause(_SUMMARY | _RECEIVE_DONE | _TRANSMIT_DONE)
        return True

    def _status_now(self) -> int:
        mode = self._registers[MODE >> 2]
        receiving = 3 if mode & _RECEIVE_ON else 0
        transmitting = 1 if mode & _TRANSMIT_ON else 0
        return self._status | (receiving | transmitting << 3) << 17

    def _acknowledge(self, bits: int) -> None:
        self._status &= ~(bits & _CLEARED_BY_WRITING)
        if not self._status & self._registers[INTERRUPT_ENABLE >> 2] & _CAUSES:
            self._status = 0
            self._interrupt.lower()

    def _cause(self, bits: int) -> None:
        self._status |= bits
        if self._status & self._registers[INTERRUPT_ENABLE >> 2] & _CAUSES:
            self._interrupt.raise_()

    def _descriptor(self, base: int, position: int) -> memoryview:
        skipped_words = self._registers[BUS_CONTROL >> 2] >> 2 & 0x1F
        stride = _DESCRIPTOR.size + 4 * skipped_words
        return self._memory.view(self._registers[base >> 2] + position * stride, _DESCRIPTOR.size)

    def _take(self) -> bytes | None:
        """The next frame to send, or None when the driver has not given one."""
        descriptor = self._descriptor(TRANSMIT_BASE, self._transmit)
        status, control, buffer, _ = _DESCRIPTOR.unpack(descriptor)
        if not status & _OWN:
            return None
        frame = bytes(self._memory.view(buffer, FRAME_BYTES))
        descriptor[:4] = bytes(4)
        self._transmit = 0 if control & _END_OF_RING else self._transmit + 1
        return frame

    def _give(self, frame: bytes) -> None:
        """Store a received frame; it is lost when the driver has no room."""
        descriptor = self._descriptor(RECEIVE_BASE, self._receive)
        status, control, buffer, _ = _DESCRIPTOR.unpack(descriptor)
        if not status & _OWN:
            return
        self._memory.view(buffer, FRAME_BYTES)[:] = frame
        descriptor[:4] = struct.pack("<I", FRAME_BYTES << 16)
        self._receive = 0 if control & _END_OF_RING else self._receive + 1
