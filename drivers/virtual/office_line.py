"""The exchange's end of an analogue office line: rings the box, answers it, hears what it dials."""

from __future__ import annotations

import asyncio
from array import array

from drivers.dahdi.channel import Channel
from drivers.dahdi.values import EventKind, Flush, Hook, Tone
from drivers.virtual.dsp import callerid, fsk
from drivers.virtual.dsp.callerid import CallerId
from drivers.virtual.dsp.dtmf import DtmfListener
from drivers.virtual.dsp.level import steady
from drivers.virtual.media import open_for_sound
from drivers.virtual.plan import Fate, Outcome, Plan
from drivers.virtual.times import Times
from drivers.virtual.waiting import Watched
from drivers.virtual.wires import Wires

_BETWEEN_DIGITS = 3.0  # seconds after which a number counts as complete
_BEFORE_CALLER_ID = 0.5  # seconds after the first burst (GR-30: 500 ms at least)
STEADY_DBM0 = -10.0


class OfficeLine(Watched):
    """One line. `seized` while the box holds it, whoever called."""

    def __init__(self, name: str, channel: Channel, wires: Wires, plan: Plan) -> None:
        super().__init__()
        self.name = name
        self.seized = False
        self.ringing = False
        self.digits = ""
        self.times = Times()
        self._channel = channel
        self._wires = wires
        self._plan = plan
        self._caller: CallerId | None = None
        self._standard = fsk.V_23
        self._bursts = 0
        self._story: asyncio.Task[None] | None = None
        self.media = open_for_sound(channel)
        self._keys = DtmfListener()
        channel.hook(Hook.ONHOOK)
        wires.attach(self)

    def fileno(self) -> int:
        return self._channel.fileno()

    @property
    def number(self) -> str:
        """Whom the box has called, or who calls it; empty while the line is free."""
        if not (self.seized or self.ringing):
            return ""
        return self._caller.number if self._caller else self.digits

    # What the exchange does

    def ring(self, caller: CallerId | None, standard: fsk.Standard = fsk.V_23) -> None:
        """Ring the box until it answers or `hang_up`; caller ID after the first burst."""
        self._caller, self._standard = caller, standard
        self._bursts = 0
        self.digits = ""
        self.ringing = True
        self.times.begin()
        self._wires.listen(self, sound=True)
        self._channel.hook(Hook.RING)
        self.changed()

    def hang_up(self) -> None:
        """Take the battery away for a moment, as an exchange with supervision does."""
        self._end_story()
        self._channel.tone(Tone.STOP)
        self._channel.hook(Hook.ONHOOK)
        self._idle()

    def play(self, frequency: int) -> None:
        """A steady tone towards the box."""
        self.media.play(steady(frequency, STEADY_DBM0), loop=True)

    # What the box does

    def on_event(self) -> None:
        while event := self._channel.next_event():
            match event.kind:
                case EventKind.RINGEROFF:
                    self._burst_over()
                case EventKind.RINGOFFHOOK:
                    self._seized()
                case EventKind.ONHOOK if self.seized:
                    self._released()
                case EventKind.PULSEDIGIT if not self.ringing:
                    self._digit(event.digit)
        self.changed()

    def on_sound(self) -> None:
        self.media.turn()

    def _burst_over(self) -> None:
        self._bursts += 1
        if self._bursts == 1 and self._caller and self.ringing:
            asyncio.get_running_loop().call_later(_BEFORE_CALLER_ID, self._send_caller)

    def _send_caller(self) -> None:
        if self._caller and self.ringing:
            message = callerid.encode(self._caller)
            self.media.play(fsk.modulate(message, self._standard), loop=False)

    def _seized(self) -> None:
        answered, self.ringing = self.ringing, False
        self.seized = True
        self.media.stop()
        self._channel.flush(Flush.READ)
        self._wires.listen(self, sound=True)
        if answered:
            self.times.answer()
        else:
            self.times.begin()
            self._caller = None
            self.digits = ""
            self._keys = DtmfListener()
            self._channel.tone(Tone.DIALTONE)
            self.media.listen(self._hear)

    def _released(self) -> None:
        self._end_story()
        self._channel.tone(Tone.STOP)
        self._channel.hook(Hook.ONHOOK)
        self._idle()

    def _idle(self) -> None:
        self.times.end()
        self.media.stop()
        self.media.ignore(self._hear)
        self.seized = self.ringing = False
        self._channel.flush(Flush.READ | Flush.WRITE)
        self._wires.listen(self, sound=False)
        self.changed()

    def _hear(self, block: array[int]) -> None:
        if digit := self._keys.hear(block):
            self._digit(digit)

    def _digit(self, digit: str) -> None:
        if not self.digits:
            self._channel.tone(Tone.STOP)
        self.digits += digit
        self.times.answer()  # an analogue line says no more: with the last digit it is through
        self._end_story()
        self._story = asyncio.get_running_loop().create_task(self._number_complete())
        self.changed()

    async def _number_complete(self) -> None:
        await asyncio.sleep(_BETWEEN_DIGITS)
        self.media.ignore(self._hear)
        outcome = self._plan.outcome(self.digits)
        await self._follow(outcome)

    async def _follow(self, outcome: Outcome) -> None:
        if outcome.fate is Fate.BUSY:
            self._channel.tone(Tone.BUSY)
        elif outcome.fate is Fate.CONGESTION:
            self._channel.tone(Tone.CONGESTION)
        else:
            self._channel.tone(Tone.RINGTONE)
            if outcome.fate is Fate.ANSWER:
                await asyncio.sleep(outcome.after)
                self._channel.tone(Tone.STOP)
                if outcome.tone:
                    self.play(outcome.tone)

    def _end_story(self) -> None:
        if self._story:
            self._story.cancel()
            self._story = None
