"""What is at the other end of an E1 card's cable."""

from enum import Enum

from drivers.virtual.cards.far_end.events import Tell, tell_nobody

_ALL_ONES = b"\xff" * 32
_IDLE = b"\x1b" + b"\xd5" * 31  # frame alignment word, then A-law silence


class Cable(Enum):
    """What the cable is plugged into."""

    LOOP = "loop"  # a loop-back plug: the card hears itself
    IDLE = "idle"  # an exchange that sends framed silence and no signalling


class E1FarEnd:
    """A loop-back plug or a silent exchange, with faults to switch on.

    Tells `remote_alarm` when the card begins or ends to send one.
    """

    kind = "e1"

    def __init__(self, tell: Tell = tell_nobody) -> None:
        self.tell = tell
        self.cable = Cable.LOOP
        self.no_signal = False  # LOS: the cable is cut
        self.all_ones = False  # AIS: equipment further away has failed
        self.remote_alarm = False  # RAI: the far end does not hear us
        self._hears_alarm = False

    def hears_alarm(self, sent: bool) -> None:
        if sent != self._hears_alarm:
            self._hears_alarm = sent
            self.tell("remote_alarm", {"sent": sent})

    def carry(self, timeslots: bytes) -> bytes:
        """One frame: 32 octets from the card in, 32 octets to the card out."""
        if self.no_signal or self.all_ones:
            return _ALL_ONES
        return timeslots if self.cable is Cable.LOOP else _IDLE
