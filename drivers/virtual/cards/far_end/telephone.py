"""A plain telephone on the pair of wires of an FXS socket."""

from __future__ import annotations

from array import array

from drivers.virtual.cards.far_end.callerid import CallerIdReceiver
from drivers.virtual.cards.far_end.events import Tell, tell_nobody
from drivers.virtual.cards.far_end.pulse import PulseDial
from drivers.virtual.cards.far_end.sounds import Tape, digits
from drivers.virtual.cards.far_end.voice import Ear, Mouth
from drivers.virtual.cards.line import Feed
from drivers.virtual.dsp.dtmf import DtmfListener
from drivers.virtual.dsp.g711 import Law
from drivers.virtual.dsp.progress import Progress, ProgressListener


class Telephone:
    """Its owner lifts, dials, speaks, listens and hangs up; `tell` says what the line does.

    Tells `ringing`, `quiet`, `polarity`, `dead`, `fed`, `tone`, `digit`, `caller_id`, `spoken`.
    """

    kind = "telephone"

    def __init__(self, tell: Tell = tell_nobody) -> None:
        self.tell = tell
        self.lifted = False
        self.feed = Feed.OPEN
        self.reversed_polarity = False
        self.mouth = Mouth()
        self.mouth.spoken = lambda: self.tell("spoken", {})
        self.tape = Tape()
        self._ear = Ear()
        self._ear.listeners = [self._listen]
        self._tones = ProgressListener()
        self._keys = DtmfListener()
        self._display = CallerIdReceiver()
        self._dial = PulseDial()

    @property
    def off_hook(self) -> bool:
        return self.lifted and not self._dial.broken

    def lift(self) -> None:
        self.lifted = True
        self._tones, self._keys = ProgressListener(), DtmfListener()

    def hang_up(self) -> None:
        self.lifted = False
        self.mouth.hush()

    def press(self, number: str) -> None:
        """Dial by touch tones."""
        self.mouth.play(digits(number))

    def turn(self, number: str) -> None:
        """Dial by interrupting the loop."""
        self._dial.turn(number)

    def flash(self) -> None:
        """A short press of the hook."""
        self._dial.flash()

    def fed(self, feed: Feed, *, reversed_polarity: bool) -> None:
        before, self.feed = self.feed, feed
        if reversed_polarity != self.reversed_polarity:
            self.reversed_polarity = reversed_polarity
            self.tell("polarity", {"reversed": reversed_polarity})
        if feed is before:
            return
        if feed is Feed.RINGING:
            self.tell("ringing", {})
        elif before is Feed.RINGING:
            self.tell("quiet", {})
        if Feed.OPEN in (feed, before):
            self.tell("dead" if feed is Feed.OPEN else "fed", {})

    def wait(self, samples: int) -> None:
        self._dial.pass_time(samples)

    def speak(self, heard: bytes, law: Law) -> bytes:
        self._dial.pass_time(len(heard))
        self._ear.hear(heard, law)
        if self.off_hook:
            return self.mouth.speak(len(heard), law)
        return bytes((law.silence,)) * len(heard)

    def _listen(self, block: array[int]) -> None:
        if not self.lifted:
            shown = self._display.hear(block)
            if shown is not None:
                self.tell("caller_id", {"number": shown.number, "name": shown.name})
            return
        self.tape.hear(block)
        before = self._tones.tone
        tone = self._tones.hear(block)
        if tone is not before:
            self.tell("tone", {"tone": _name(tone)})
        digit = self._keys.hear(block)
        if digit:
            self.tell("digit", {"digit": digit})


def _name(tone: Progress | None) -> str:
    return "none" if tone is None else tone.value
