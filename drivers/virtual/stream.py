"""The exchange's end of an E1: places and takes calls over ISDN, with sound on the B channels."""

from __future__ import annotations

import asyncio
from enum import StrEnum

from drivers.dahdi.channel import Channel
from drivers.dahdi.values import Law
from drivers.virtual.dsp.level import steady
from drivers.virtual.media import Media, open_for_sound
from drivers.virtual.office_line import STEADY_DBM0
from drivers.virtual.plan import Fate, Outcome, Plan
from drivers.virtual.pri.ffi import lib
from drivers.virtual.pri.link import PriEvent, PriLink
from drivers.virtual.times import Times
from drivers.virtual.waiting import Watched
from drivers.virtual.wires import Wires

D_CHANNEL = 16  # time slot
TIME_SLOTS = tuple(slot for slot in range(1, 32) if slot != D_CHANNEL)
_NORMAL = 16  # Q.850 normal clearing
_NO_CIRCUIT = 34


class CallState(StrEnum):
    """How far a call has come."""

    DIALLING = "dialling"
    RINGING = "ringing"
    UP = "up"
    DOWN = "down"


class StreamCall(Watched):
    """One call on one time slot. `cause` (Q.850) once it is down; `ours`: the exchange made it."""

    def __init__(self, slot: int, called: str, calling: str, name: str) -> None:
        super().__init__()
        self.slot = slot
        self.called = called
        self.calling = calling
        self.name = name
        self.state = CallState.DIALLING
        self.cause = 0
        self.ours = False
        self.times = Times()
        self.times.begin()
        self.media: Media | None = None
        self._channel: Channel | None = None
        self._wires: Wires | None = None

    def fileno(self) -> int:
        return self._channel.fileno() if self._channel else -1

    def open(self, wires: Wires, channel: int, law: Law) -> None:
        """Take the B channel."""
        self._wires, self._channel = wires, Channel(channel)
        self._channel.audio()
        self._channel.law(law)
        self.media = open_for_sound(self._channel)
        wires.attach(self, sound=True)

    def close(self, cause: int) -> None:
        """The call is over; the time slot is free."""
        self.state, self.cause = CallState.DOWN, cause
        self.times.end()
        if self._channel and self._wires:
            self._wires.detach(self)
            self._channel.close()
            self._channel = None
        self.changed()

    def play(self, frequency: int) -> None:
        if self.media:
            self.media.play(steady(frequency, STEADY_DBM0), loop=True)

    def reached(self, state: CallState) -> None:
        self.state = state
        if state is CallState.UP:
            self.times.answer()
        self.changed()

    def on_sound(self) -> None:
        if self.media:
            self.media.turn()

    def on_event(self) -> None:
        while self._channel and self._channel.next_event():
            pass


class Stream(Watched):
    """One E1 of the exchange. Past calls stay in `calls` for whoever asks how they ended."""

    def __init__(self, name: str, base: int, link: PriLink, wires: Wires, plan: Plan) -> None:
        super().__init__()
        self.name = name
        self.calls: list[StreamCall] = []
        self._base = base
        self._link = link
        self._wires = wires
        self._plan = plan
        self._live: dict[int, StreamCall] = {}
        self._stories: set[asyncio.Task[None]] = set()
        link.on_report = self._take
        link.heeded = self.changed

    @property
    def up(self) -> bool:
        return self._link.up

    @property
    def live(self) -> tuple[StreamCall, ...]:
        """Those that are not over, the newest last."""
        return tuple(self._live.values())

    def call(self, called: str, calling: str, name: str = "") -> StreamCall:
        """Call the box. Takes the lowest free slot: the box takes the highest first."""
        used = {call.slot for call in self._live.values()}
        slot = next(slot for slot in TIME_SLOTS if slot not in used)
        call = StreamCall(slot, called, calling, name)
        call.ours = True
        self._keep(self._link.setup(slot, called, calling, name), call)
        call.open(self._wires, self._base + slot - 1, Law.ALAW)
        return call

    def hang_up(self, call: StreamCall, cause: int = _NORMAL) -> None:
        for reference, live in self._live.items():
            if live is call:
                call.times.end()
                self._link.hang_up(reference, cause)
                return

    async def linked(self, within: float) -> None:
        await self._link.until(lambda: self._link.up, within, f"D channel of {self.name}")

    def _keep(self, reference: int, call: StreamCall) -> None:
        self._live[reference] = call
        self.calls.append(call)
        call.heeded = self.changed
        self.changed()

    def _take(self, event: PriEvent) -> None:
        if event.kind == lib.PRI_EVENT_RING:
            self._incoming(event)
        elif call := self._live.get(event.call):
            self._progress(call, event)
        self.changed()

    def _incoming(self, event: PriEvent) -> None:
        if event.channel not in TIME_SLOTS:
            self._link.hang_up(event.call, _NO_CIRCUIT)
            return
        call = StreamCall(event.channel, event.called, event.calling, event.name)
        self._keep(event.call, call)
        self._link.proceed(event.call, event.channel)
        law = Law.ALAW if event.a_law else Law.MULAW
        call.open(self._wires, self._base + event.channel - 1, law)
        outcome = self._plan.outcome(event.called)
        story = asyncio.get_running_loop().create_task(self._follow(event.call, call, outcome))
        self._stories.add(story)
        story.add_done_callback(self._stories.discard)

    async def _follow(self, reference: int, call: StreamCall, outcome: Outcome) -> None:
        if outcome.fate in (Fate.BUSY, Fate.CONGESTION):
            self._link.hang_up(reference, outcome.cause)
            return
        self._link.alert(reference, call.slot)
        call.reached(CallState.RINGING)
        if outcome.fate is Fate.RING:
            return
        await asyncio.sleep(outcome.after)
        if self._live.get(reference) is call and call.state is CallState.RINGING:
            self._link.answer(reference, call.slot)
            call.reached(CallState.UP)
            if outcome.tone:
                call.play(outcome.tone)

    def _progress(self, call: StreamCall, event: PriEvent) -> None:
        if event.kind == lib.PRI_EVENT_RINGING:
            call.reached(CallState.RINGING)
        elif event.kind == lib.PRI_EVENT_ANSWER:
            call.reached(CallState.UP)
        elif event.kind == lib.PRI_EVENT_HANGUP_REQ:
            call.cause = event.cause
            call.times.end()
            self._link.hang_up(event.call, event.cause)
        elif event.kind in (lib.PRI_EVENT_HANGUP, lib.PRI_EVENT_HANGUP_ACK):
            del self._live[event.call]
            self._link.hang_up(event.call, event.cause)
            call.close(call.cause or event.cause)
