"""The public exchange at the other end of an FXO socket's line."""

from __future__ import annotations

from array import array
from enum import Enum

from drivers.virtual.cards.far_end.events import Tell, tell_nobody
from drivers.virtual.cards.far_end.ringer import Ringer
from drivers.virtual.cards.far_end.sounds import Tape, cadence, caller_id, steady
from drivers.virtual.cards.far_end.voice import Ear, Mouth
from drivers.virtual.dsp import fsk
from drivers.virtual.dsp.dtmf import DtmfListener
from drivers.virtual.dsp.g711 import Law
from drivers.virtual.dsp.level import RATE
from drivers.virtual.dsp.progress import RUSSIA

_BATTERY_VOLTS = 48
_LOOP_VOLTS = 7
_LOOP_MILLIAMPERES = 25
_DIALLED_AFTER = 2 * RATE  # samples without another digit


class Stage(Enum):
    """Where a call on this line is."""

    IDLE = "idle"
    RINGING = "ringing"
    DIALLING = "dialling"
    WAITING = "waiting"  # a number was dialled; the exchange has not connected it yet
    TALKING = "talking"
    OVER = "over"  # the far party hung up; busy tone until the socket does


class Exchange:
    """Rings the socket, gives it dial tone, takes its digits, connects it to a far party.

    Tells `seized`, `digit`, `dialled`, `answered`, `released`, `ring`, `spoken`.
    """

    kind = "exchange"

    def __init__(self, tell: Tell = tell_nobody) -> None:
        self.tell = tell
        self.stage = Stage.IDLE
        self.battery = True
        self.reversed_polarity = False
        self.mouth = Mouth()
        self.mouth.spoken = lambda: self.tell("spoken", {})
        self.tape = Tape()
        self._ear = Ear()
        self._ear.listeners = [self._listen]
        self._keys = DtmfListener()
        self._ringer: Ringer | None = None
        self._announcement: array[int] | None = None
        self._closed = False
        self._since_digit = 0

    def volts(self) -> int:
        if not self.battery:
            return 0
        volts = _LOOP_VOLTS if self._closed else _BATTERY_VOLTS
        return -volts if self.reversed_polarity else volts

    def milliamperes(self) -> int:
        return _LOOP_MILLIAMPERES if self._closed and self.battery else 0

    def ring_polarity(self) -> int:
        return 0 if self._ringer is None else self._ringer.polarity

    def ring(self, number: str = "", name: str = "", standard: fsk.Standard = fsk.V_23) -> None:
        """Call the socket; the caller's number goes between the first ring and the second."""
        self.stage = Stage.RINGING
        self._ringer = Ringer()
        self._announcement = caller_id(number, name, standard) if number else None

    def stop_ringing(self) -> None:
        """The caller gave up."""
        self._ringer = None
        self.mouth.hush()
        if self.stage is Stage.RINGING:
            self.stage = Stage.IDLE

    def connect(self) -> None:
        """The dialled party answers."""
        self.mouth.hush()
        self.tape.rewind()
        self.stage = Stage.TALKING

    def ring_back(self) -> None:
        """The dialled party's telephone rings."""
        self.mouth.hush()
        self.mouth.repeat(cadence(*RUSSIA.ringback))

    def hang_up(self) -> None:
        """The far party hangs up, or is busy: busy tone."""
        self.mouth.hush()
        self.stage = Stage.OVER
        self.mouth.repeat(cadence(*RUSSIA.busy))

    def loop(self, *, closed: bool) -> None:
        if closed == self._closed:
            return
        self._closed = closed
        if not closed:
            self._release()
        elif self.stage is Stage.RINGING:
            self.stop_ringing()
            self.connect()
            self.tell("answered", {})
        else:
            self._seize()

    def speak(self, heard: bytes, law: Law) -> bytes:
        if self._ringer is not None:
            self._ring_on(len(heard))
        if not self.battery:
            return bytes((law.silence,)) * len(heard)
        if self._closed:
            self._ear.hear(heard, law)
        return self.mouth.speak(len(heard), law)

    def _ring_on(self, samples: int) -> None:
        if self._ringer is None:
            return
        begun, ended = self._ringer.pass_time(samples)
        if begun:
            self.tell("ring", {})
        if ended and self._announcement is not None:
            self.mouth.play(self._announcement)
            self._announcement = None

    def _seize(self) -> None:
        self.stage = Stage.DIALLING
        self._keys = DtmfListener()
        self._since_digit = 0
        self.tape.rewind()
        self.mouth.repeat(steady(RUSSIA.frequency))
        self.tell("seized", {})

    def _release(self) -> None:
        self.mouth.hush()
        if self.stage is not Stage.IDLE and self._ringer is None:
            self.stage = Stage.IDLE
            self.tell("released", {})

    def _listen(self, block: array[int]) -> None:
        self.tape.hear(block)
        digit = self._keys.hear(block)
        if digit:
            self._since_digit = 0
            self.tell("digit", {"digit": digit})
        if self.stage is not Stage.DIALLING or not self._keys.digits:
            return
        if digit:
            self.mouth.hush()  # the first digit ends dial tone
        self._since_digit += len(block)
        if self._since_digit >= _DIALLED_AFTER:
            self.stage = Stage.WAITING
            self.tell("dialled", {"number": self._keys.digits})
