"""The mouth and the ear of a far end, between octets by the millisecond and sound in blocks."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from drivers.virtual.dsp.g711 import Law
from drivers.virtual.dsp.level import BLOCK


class Mouth:
    """Speaks queued sounds one after another, then the endless one if there is one."""

    def __init__(self) -> None:
        self._queue: list[array[int]] = []
        self._endless: Iterator[array[int]] | None = None
        self._octets = b""
        self.spoken: Callable[[], None] = lambda: None
        self._busy = False

    def play(self, sound: array[int]) -> None:
        """Queue a sound; `spoken` is called when the queue has run empty."""
        self._queue.append(sound)
        self._busy = True

    def repeat(self, sounds: Iterator[array[int]]) -> None:
        """Speak these whenever nothing is queued, until `hush`."""
        self._endless = sounds

    def hush(self) -> None:
        self._queue.clear()
        self._endless = None
        self._octets = b""
        self._busy = False

    def speak(self, count: int, law: Law) -> bytes:
        """The next `count` octets."""
        while len(self._octets) < count:
            if self._queue:
                self._octets += law.encode(self._queue.pop(0))
                continue
            if self._busy:
                self._busy = False
                self.spoken()
            if self._endless is not None:
                self._octets += law.encode(next(self._endless))
            else:
                self._octets += bytes((law.silence,)) * (count - len(self._octets))
        said, self._octets = self._octets[:count], self._octets[count:]
        return said


class Ear:
    """Collects octets into blocks of 20 ms and hands each to all listeners."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[array[int]], None]] = []
        self._octets = bytearray()

    def hear(self, octets: bytes, law: Law) -> None:
        self._octets += octets
        if len(self._octets) >= BLOCK:
            block = law.decode(bytes(self._octets))
            self._octets.clear()
            for listener in tuple(self.listeners):
                listener(block)

    def forget(self) -> None:
        self._octets.clear()
