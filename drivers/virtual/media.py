"""The sound of one open channel: what it plays, records and listens for."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from time import monotonic

from drivers.dahdi.channel import Channel
from drivers.dahdi.errors import EventPending, NotYet
from drivers.virtual.dsp.level import BLOCK, samples, silence

_BYTES = 2 * BLOCK
_AHEAD = 12  # blocks written before they are due, against a late turn of the loop
BUFFERS = 32  # of 20 ms, the most there can be: a busy machine may be 640 ms late


class Media:
    """Sound both ways, block by block. The channel must be linear, with `BUFFERS` of `BLOCK`."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._playing = b""
        self._position = 0
        self._loop = False
        self._ears: list[Callable[[array[int]], object]] = []
        self.heard_at = 0.0  # monotonic time when the last block was read

    def listen(self, ear: Callable[[array[int]], object]) -> None:
        self._ears.append(ear)

    def ignore(self, ear: Callable[[array[int]], object]) -> None:
        if ear in self._ears:
            self._ears.remove(ear)

    def play(self, sound: array[int], *, loop: bool) -> None:
        """From now on, once or again and again. A looped sound should hold whole periods."""
        rest = -len(sound) % BLOCK
        self._playing = (sound if loop or not rest else sound + silence(rest)).tobytes()
        self._position, self._loop = 0, loop
        for _ in range(_AHEAD):
            self._write()

    def stop(self) -> None:
        self._playing = b""

    def turn(self) -> None:
        """Read one block and write one; called when the channel is readable."""
        try:
            sound = self._channel.read(_BYTES)
        except (EventPending, NotYet):
            return
        self.heard_at = monotonic()
        if self._ears:
            block = samples(sound)
            for ear in tuple(self._ears):
                ear(block)
        self._write()

    def _write(self) -> None:
        if not self._playing:
            return
        block = self._playing[self._position : self._position + _BYTES]
        while self._loop and len(block) < _BYTES:
            block += self._playing[: _BYTES - len(block)]
        if not block:
            self._playing = b""
            return
        try:
            written = self._channel.write(block)
        except EventPending:
            return  # the event is fetched next; the block ahead covers this turn
        self._position += written
        if self._loop:
            self._position %= len(self._playing)


def open_for_sound(channel: Channel) -> Media:
    """Make the channel linear and buffered for `Media`."""
    channel.buffers(BUFFERS, BLOCK)
    channel.linear()
    return Media(channel)
