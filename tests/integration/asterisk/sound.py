"""The sound of one telephone: what it says and what it hears, as A-law in RTP."""

import contextlib
import socket
import struct
import threading
import time
from array import array

from drivers.virtual.dsp.g711 import Law
from drivers.virtual.dsp.level import BLOCK, silence, sine

_A_LAW = 8  # RTP payload type
_HEADER = struct.Struct("!BBHII")
PACKET_SECONDS = 0.02


def packet(sequence: int, samples: array[int]) -> bytes:
    """RTP (RFC 3550) with 20 ms of A-law."""
    header = _HEADER.pack(0x80, _A_LAW, sequence & 0xFFFF, sequence * BLOCK, 7)
    return header + Law.A.encode(samples)


class Sound:
    """Speaks from the moment it knows where to, silence until `say`; keeps all it hears."""

    def __init__(self, media: socket.socket) -> None:
        self.media = media
        self.media.settimeout(0.05)
        self.heard = array("h")
        self.first_packet = 0
        """The number of the first packet of a call; RFC 3550 (5.1) has it begin anywhere."""
        self._before = 0  # samples heard in earlier calls
        self._tone = silence(BLOCK)
        self._far: tuple[str, int] | None = None
        self._on = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, far: tuple[str, int]) -> None:
        """Speak to `far` and listen."""
        self._far = far
        if self._on.is_set():
            return
        self._on.set()
        self._before = len(self.heard)
        self._threads = [threading.Thread(target=each) for each in (self._speak, self._listen)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Be silent and deaf until the next call."""
        self._on.clear()
        for thread in self._threads:
            thread.join()
        self._threads = []

    def close(self) -> None:
        self.stop()
        self.media.close()

    @property
    def arrives(self) -> bool:
        """Whether anything of this call's other side was heard, be it silence."""
        return len(self.heard) > self._before

    def say(self, frequency: int, dbm0: float = -10.0) -> None:
        """Send this tone from now on; a multiple of 50 Hz joins from packet to packet."""
        self._tone = sine((frequency,), dbm0, BLOCK)

    def hear(self, seconds: float) -> array[int]:
        """What comes in from now on, `seconds` of it."""
        begin = len(self.heard)
        wanted = begin + int(seconds * 8000)
        until = time.monotonic() + seconds + 5
        while len(self.heard) < wanted and time.monotonic() < until:
            time.sleep(0.02)
        return self.heard[begin:wanted]

    def _sealed(self, packet: bytes) -> bytes:
        """As it goes over the network."""
        return packet

    def _opened(self, came: bytes) -> bytes:
        """As it was said."""
        return came

    def _speak(self) -> None:
        sequence, due = self.first_packet, time.monotonic()
        while self._on.is_set():
            sealed = self._sealed(packet(sequence, self._tone))
            self.media.sendto(sealed, self._far or ("127.0.0.1", 9))
            sequence += 1
            due += PACKET_SECONDS
            time.sleep(max(0.0, due - time.monotonic()))

    def _listen(self) -> None:
        while self._on.is_set():
            with contextlib.suppress(TimeoutError):
                came = self._opened(self.media.recv(2048))
                if came[1] & 0x7F == _A_LAW:
                    self.heard.extend(Law.A.decode(came[_HEADER.size :]))
