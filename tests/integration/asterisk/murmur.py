"""Telephones that speak and do not listen: one thread sends for a hundred of them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from drivers.virtual.dsp.level import BLOCK, sine
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.sound import PACKET_SECONDS, Sound, packet

_TONE = 450  # Hz; a multiple of 50 joins from packet to packet


class _Murmur(Sound):
    """Says what its chorus says, from the moment it knows where to."""

    far: tuple[str, int] | None = None

    def start(self, far: tuple[str, int]) -> None:
        self.far = far

    def stop(self) -> None:
        self.far = None


class Chorus:
    """The voices of many telephones; what they are told is not read."""

    def __init__(self) -> None:
        self._voices: list[_Murmur] = []
        self._due = time.monotonic()
        self._over = threading.Event()
        self._speaking = threading.Thread(target=self._speak)
        self._speaking.start()

    def voice(self, phone: Phone, socket_: Callable[[], socket.socket]) -> None:
        """From now on `phone` speaks with it."""
        phone.sound.close()
        murmur = _Murmur(socket_())
        phone.sound = murmur
        self._voices.append(murmur)

    @property
    def behind(self) -> float:
        """Seconds of sound that are due and not sent yet, as on a busy machine."""
        return max(0.0, time.monotonic() - self._due)

    def close(self) -> None:
        self._over.set()
        self._speaking.join()

    def _speak(self) -> None:
        tone = sine((_TONE,), -10.0, BLOCK)
        sequence = 0
        while not self._over.wait(max(0.0, self._due - time.monotonic())):
            said = packet(sequence, tone)
            for voice in tuple(self._voices):
                if voice.far is not None:
                    with suppress(OSError):  # put away, or Asterisk was killed
                        voice.media.sendto(said, voice.far)
            sequence += 1
            self._due += PACKET_SECONDS


@contextmanager
def chorus() -> Iterator[Chorus]:
    """Speaks until the block ends."""
    made = Chorus()
    try:
        yield made
    finally:
        made.close()
