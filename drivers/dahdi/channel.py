"""One open channel: hook, events, dialling and sound."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from drivers.dahdi.errors import NotYet, refusal
from drivers.dahdi.ffi import check, ffi, lib
from drivers.dahdi.opened import Opened
from drivers.dahdi.values import (
    BufferPolicy,
    DialOperation,
    EventKind,
    Flush,
    Hook,
    Law,
    Tone,
)

ANY_CHANNEL = Path("/dev/dahdi/channel")
_DIGIT_KINDS = (EventKind.PULSEDIGIT, EventKind.DTMFDOWN, EventKind.DTMFUP)


@dataclass(frozen=True, slots=True)
class Event:
    """One report of a channel; `digit` only with the three digit kinds."""

    kind: EventKind
    digit: str = ""


def event(code: int) -> Event:
    """Split the driver's number. A kind this header does not know counts as no event."""
    for kind in _DIGIT_KINDS:
        if code & kind:
            return Event(kind, chr(code & 0xFF))
    return Event(EventKind(code) if code in set(EventKind) else EventKind.NONE)


class Channel(Opened):
    """An open channel file, non-blocking. After `linear()`, sound is 16-bit native samples.

    Readable (POLLIN) when a block of sound waits, exceptional (POLLPRI) when an event does; while
    an event waits, reading and writing raise `EventPending`.
    """

    def __init__(self, number: int, path: Path = ANY_CHANNEL) -> None:
        super().__init__(path, os.O_NONBLOCK)
        self.number = number
        try:
            check(lib.chan_specify(self._fd, number), f"open channel {number}")
        except OSError:
            self.close()
            raise

    def fileno(self) -> int:
        return self._fd

    # Signalling

    def hook(self, order: Hook) -> None:
        """Start what `order` asks; long ones (ring, flash) end with an event."""
        result = lib.chan_hook(self._fd, int(order))
        if result < 0 and ffi.errno == _IN_PROGRESS:
            return
        self._check(result, f"hook {order.name.lower()}")

    def next_event(self) -> Event | None:
        """The oldest waiting event, None when there is none."""
        code = ffi.new("int *")
        self._check(lib.chan_get_event(self._fd, code), "event")
        return event(code[0]) if code[0] else None

    def dial(self, digits: str, *, pulse: bool = False) -> None:
        """Send digits by the driver's own tones, or by breaking the loop when `pulse`.

        Ends with `DIALCOMPLETE`. Needs a tone zone.
        """
        operation = ffi.new("struct dahdi_dialoperation *", {"op": int(DialOperation.REPLACE)})
        operation.dialstr = (("P" if pulse else "T") + digits).encode("ascii")
        self._check(lib.chan_dial(self._fd, operation), f"dial {digits}")

    def tone(self, tone: Tone) -> None:
        """Play a tone of the channel's zone until `Tone.STOP`."""
        self._check(lib.chan_send_tone(self._fd, int(tone)), f"tone {tone.name}")

    def key(self, digit: str) -> None:
        """Sound one touch tone until `Tone.STOP`."""
        code = lib.DAHDI_TONE_DTMF_BASE + "0123456789*#ABCD".index(digit)
        self._check(lib.chan_send_tone(self._fd, code), f"key {digit}")

    def loop_back(self, *, on: bool) -> None:
        """Send back what comes in, inside the driver, until it is switched off or closed."""
        self._check(lib.chan_loop_back(self._fd, int(on)), "loop back")

    # Sound

    def audio(self) -> None:
        """Make a digital channel carry sound rather than bits."""
        self._check(lib.chan_audio_mode(self._fd, 1), "audio mode")

    def linear(self) -> None:
        self._check(lib.chan_linear(self._fd, 1), "linear mode")

    def law(self, law: Law) -> None:
        self._check(lib.chan_law(self._fd, int(law)), "law")

    def buffers(
        self, count: int, samples: int, policy: BufferPolicy = BufferPolicy.IMMEDIATE
    ) -> None:
        """`count` buffers of `samples` each way; more of them ride out a busy processor."""
        info = ffi.new(
            "struct dahdi_bufferinfo *",
            {
                "txbufpolicy": int(policy),
                "rxbufpolicy": int(BufferPolicy.IMMEDIATE),
                "numbufs": count,
                "bufsize": samples,
            },
        )
        self._check(lib.chan_set_buffers(self._fd, info), "buffers")

    def flush(self, what: Flush) -> None:
        self._check(lib.chan_flush(self._fd, int(what)), "flush")

    def read(self, size: int) -> bytes:
        """What waits, at most one block. Raises `NotYet` when nothing does."""
        try:
            return os.read(self._fd, size)
        except OSError as error:
            raise refusal(error.errno or 0, f"read channel {self.number}") from error

    def write(self, sound: bytes) -> int:
        """Queue sound; returns how many bytes were taken, 0 when the buffers are full."""
        try:
            return os.write(self._fd, sound)
        except OSError as error:
            fault = refusal(error.errno or 0, f"write channel {self.number}")
            if isinstance(fault, NotYet):
                return 0
            raise fault from error

    def _check(self, result: int, doing: str) -> None:
        check(result, f"channel {self.number}: {doing}")


_IN_PROGRESS = 115  # EINPROGRESS: a non-blocking order was taken and ends with an event
