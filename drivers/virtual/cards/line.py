"""What passes between a card's socket and the thing at the far end of its pair of wires.

Time is counted in samples of 1/8000 s, never in seconds: an emulated card runs as slowly as its
guest. Sound passes as the octets on the card's audio bus, with the law that codes them.
"""

from enum import Enum
from typing import Protocol

from drivers.virtual.dsp.g711 import Law


class Feed(Enum):
    """What an FXS socket does to its line."""

    OPEN = "open"  # no voltage: the socket is off, or hangs up a far end by "kewl start"
    ACTIVE = "active"
    TRANSMISSION = "transmission"  # on hook, and sound passes: caller id
    RINGING = "ringing"


class TelephoneLine(Protocol):
    """What hangs on an FXS socket."""

    @property
    def off_hook(self) -> bool: ...

    def fed(self, feed: Feed, *, reversed_polarity: bool) -> None:
        """The socket changed its feed or its polarity."""

    def wait(self, samples: int) -> None:
        """Time passes, and the line carries no sound."""

    def speak(self, heard: bytes, law: Law) -> bytes:
        """Hear these octets, answer with as many."""


class ExchangeLine(Protocol):
    """What an FXO socket is plugged into."""

    def volts(self) -> int:
        """Between the wires now, signed: the sign is the polarity; 0 is a dead line."""

    def milliamperes(self) -> int:
        """Through the loop, when the socket closed it."""

    def ring_polarity(self) -> int:
        """Of the ringing voltage now: 1, -1, or 0 between rings."""

    def loop(self, *, closed: bool) -> None:
        """The socket went off hook, or on hook."""

    def speak(self, heard: bytes, law: Law) -> bytes:
        """Hear these octets, answer with as many."""


class Module(Protocol):
    """A plug-in module of an analogue card: its line-interface chip."""

    @property
    def start_bit(self) -> int:
        """Where in the frame of the serial audio bus this module's octet begins."""

    def reset(self) -> None: ...

    def offered(self) -> int: ...

    def accept(self, byte: int) -> None: ...

    def resynchronise(self) -> None: ...

    def speak(self, sent: bytes) -> bytes:
        """Octets to the line in, octets from the line out."""
