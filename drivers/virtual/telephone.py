"""A desk telephone on a looped channel: lift it, dial, listen, hang up; it rings and shows who."""

from __future__ import annotations

import asyncio
from array import array
from time import monotonic

from drivers.dahdi.channel import Channel
from drivers.dahdi.values import EventKind, Flush, Hook, Tone
from drivers.virtual.dsp import callerid, fsk
from drivers.virtual.dsp.callerid import CallerId
from drivers.virtual.dsp.level import BLOCK, RATE, level
from drivers.virtual.dsp.progress import Progress, ProgressListener
from drivers.virtual.media import open_for_sound
from drivers.virtual.times import Times
from drivers.virtual.waiting import Watched
from drivers.virtual.wires import Wires

_CARRIER_DBM0 = -32.0
_LONGEST_MESSAGE = 4 * RATE  # samples between two rings
_KEY_HELD = 0.16  # seconds
_BETWEEN_KEYS = 0.12
_SHOWN = 40  # digits
# Lifted again sooner, a handset has only been flashed: the exchange waits 1.25 s for that.
_HUNG_UP = 1.5  # seconds
_LONGEST_PAUSE = 7.0  # seconds; no country rests longer between two bursts


class Telephone(Watched):
    """One telephone, in the socket `place` of the box's `card`.

    `rings` counts bursts of the present call and is 0 when it does not ring. `dialled` are the
    digits since it was lifted last.
    """

    def __init__(self, name: str, channel: Channel, wires: Wires, where: tuple[str, int]) -> None:
        super().__init__()
        self.name = name
        self.card, self.place = where
        self.dialled = ""
        self._channel = channel
        self._wires = wires
        self.media = open_for_sound(channel)
        self.off_hook = False
        self.rings = 0
        self.rang_at: list[float] = []
        self.caller: CallerId | None = None
        self.tone: Progress | None = None
        self.dial_tone_after: float | None = None
        self.times = Times()
        self.dropped = False  # the exchange took the battery away for a moment: the other hung up
        self._hung_up_at = -_HUNG_UP
        self._given_up: asyncio.TimerHandle | None = None
        self._ear = ProgressListener()
        self._display: array[int] | None = None
        channel.hook(Hook.ONHOOK)
        wires.attach(self)

    def fileno(self) -> int:
        return self._channel.fileno()

    # What a person does

    async def lift(self) -> None:
        """Answers when it rings. Starts to listen for dial tone and how long it takes."""
        await asyncio.sleep(self._hung_up_at + _HUNG_UP - monotonic())
        ringing = self.rings > 0
        self._channel.flush(Flush.READ)
        self._channel.hook(Hook.OFFHOOK)
        self.off_hook = True
        self.times.begin()
        if ringing:
            self.times.answer()
        self._stop_ringing()
        self.tone = self.dial_tone_after = None
        self.dialled = ""
        self.dropped = False
        self._wires.listen(self, sound=True)
        if not ringing:
            self.listen_for_tone()
        self.changed()

    def hang_up(self) -> None:
        self.media.stop()
        self.ignore_tones()
        self._channel.hook(Hook.ONHOOK)
        self._channel.flush(Flush.READ | Flush.WRITE)
        self.off_hook = False
        self.times.end()
        self._hung_up_at = monotonic()
        self._wires.listen(self, sound=False)
        self.changed()

    async def dial(self, digits: str, *, pulse: bool = False) -> None:
        """Keys, or a dial plate when `pulse`; then listens for what the exchange answers.

        Keys are held longer than the driver's own dialling does: an emulated processor that
        loses 50 ms of sound still hears the digit, as it would a person's.
        """
        self.ignore_tones()
        if pulse:
            self._channel.dial(digits, pulse=True)
            self.dialled = (self.dialled + digits)[-_SHOWN:]
        else:
            for digit in digits:
                self._channel.key(digit)
                self.dialled = (self.dialled + digit)[-_SHOWN:]
                self.changed()
                await asyncio.sleep(_KEY_HELD)
                self._channel.tone(Tone.STOP)
                await asyncio.sleep(_BETWEEN_KEYS)
        self.listen_for_tone()

    def flash(self) -> None:
        """Tap the hook."""
        self._channel.hook(Hook.FLASH)
        self.listen_for_tone()

    def listen_for_tone(self) -> None:
        self._ear = ProgressListener()
        self.tone = None
        self.media.ignore(self._hear)
        self.media.listen(self._hear)

    def ignore_tones(self) -> None:
        """Speech follows; listening for tones costs time."""
        self.media.ignore(self._hear)

    # What the line does

    def on_event(self) -> None:
        while event := self._channel.next_event():
            match event.kind:
                case EventKind.RINGBEGIN if not self.off_hook:
                    self._ring_begins()
                case EventKind.RINGOFFHOOK if not self.off_hook and self.rings:
                    self._ring_pauses()
                case EventKind.ONHOOK if self.off_hook:
                    self.dropped = True
                    self.listen_for_tone()
        self.changed()

    def on_sound(self) -> None:
        self.media.turn()

    def _ring_begins(self) -> None:
        self._read_display()
        if not self.rings:
            self.caller = None
            self.rang_at = []
        self.rings += 1
        self.rang_at.append(monotonic())
        self._cancel_timer()
        loop = asyncio.get_running_loop()
        self._given_up = loop.call_later(_LONGEST_PAUSE, self._exchange_gave_up)

    def _ring_pauses(self) -> None:
        """Caller ID comes in the pause after the first burst."""
        if self.rings == 1:
            self._channel.flush(Flush.READ)
            self._display = array("h")
            self.media.listen(self._see)
            self._wires.listen(self, sound=True)

    def _exchange_gave_up(self) -> None:
        self._stop_ringing()
        self.changed()

    def _stop_ringing(self) -> None:
        self._cancel_timer()
        self._read_display()
        self.rings = 0

    def _cancel_timer(self) -> None:
        if self._given_up:
            self._given_up.cancel()
            self._given_up = None

    def _see(self, block: array[int]) -> None:
        """Collect the transmission; it ends with silence."""
        if self._display is None:
            return
        carrier = level(block) > _CARRIER_DBM0
        if carrier or self._display:
            self._display += block
        ended = not carrier and len(self._display) > 10 * BLOCK
        if ended or len(self._display) > _LONGEST_MESSAGE:
            self._read_display()

    def _read_display(self) -> None:
        sound, self._display = self._display, None
        self.media.ignore(self._see)
        if not self.off_hook:
            self._wires.listen(self, sound=False)
        if sound:
            self.caller = _read(sound)
            self.changed()

    def _hear(self, block: array[int]) -> None:
        before = self.tone
        self.tone = self._ear.hear(block)
        if self.tone is Progress.DIAL and self.dial_tone_after is None:
            self.dial_tone_after = self._ear.onset
        if self.tone != before:
            self.changed()


def _read(sound: array[int]) -> CallerId | None:
    for standard in (fsk.V_23, fsk.BELL_202):
        if caller := callerid.decode(fsk.demodulate(sound, standard)):
            return caller
    return None
