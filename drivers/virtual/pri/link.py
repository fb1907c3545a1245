"""One ISDN primary rate line seen from its far end: the D channel and the calls on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.dahdi.channel import Channel
from drivers.dahdi.values import BufferPolicy, EventKind
from drivers.virtual.pri.ffi import ffi, lib
from drivers.virtual.waiting import Watched
from drivers.virtual.wires import Wires

_FRAME = 1024  # bytes, more than any Q.931 message
_A_LAW = 0x23  # user information layer 1, ITU-T Q.931


@dataclass(frozen=True, slots=True)
class PriEvent:
    """One report of libpri in our words. `call` tells calls apart, 0 for none."""

    kind: int
    channel: int
    cause: int
    call: int
    calling: str
    name: str
    called: str
    complete: bool
    a_law: bool


class PriLink(Watched):
    """The link. Reports go to `on_report`; orders name a call by the number a report gave."""

    def __init__(self, channel: Channel, wires: Wires, *, network: bool) -> None:
        super().__init__()
        self.up = False
        self._channel = channel
        channel.buffers(32, _FRAME, BufferPolicy.IMMEDIATE)
        self._pri = lib.lineman_pri_new(channel.fileno(), int(network))
        self._event = ffi.new("struct lineman_pri_event *")
        self._timer: asyncio.TimerHandle | None = None
        self.on_report: Callable[[PriEvent], None] = _nobody
        wires.attach(self, sound=True)
        self._arm()

    def fileno(self) -> int:
        return self._channel.fileno()

    # Orders

    def setup(self, channel: int, called: str, calling: str, name: str) -> int:
        """Call the box on B channel `channel`; returns the call."""
        call = lib.pri_new_call(self._pri)
        words = [ffi.new("char[]", word.encode("ascii")) for word in (called, calling, name)]
        lib.lineman_pri_setup(self._pri, call, channel, *words)
        self._arm()
        return int(ffi.cast("intptr_t", call))

    def proceed(self, call: int, channel: int) -> None:
        lib.pri_proceeding(self._pri, _pointer(call), channel, 0)
        self._arm()

    def alert(self, call: int, channel: int) -> None:
        lib.pri_acknowledge(self._pri, _pointer(call), channel, 0)
        self._arm()

    def answer(self, call: int, channel: int) -> None:
        lib.pri_answer(self._pri, _pointer(call), channel, 0)
        self._arm()

    def hang_up(self, call: int, cause: int) -> None:
        """Also answers the other's hang-up; the call's number is worthless afterwards."""
        lib.pri_hangup(self._pri, _pointer(call), cause)
        self._arm()

    # Reports

    def on_sound(self) -> None:
        """A frame waits; one frame can make one report."""
        if lib.lineman_pri_input(self._pri, self._event):
            self._report()
        self._arm()

    def on_event(self) -> None:
        while event := self._channel.next_event():
            if event.kind is EventKind.ALARM:
                self.up = False
        self.changed()

    def _run_timers(self) -> None:
        self._timer = None
        if lib.lineman_pri_timers(self._pri, self._event):
            self._report()
        self._arm()

    def _report(self) -> None:
        event = _report(self._event)
        if event.kind == lib.PRI_EVENT_DCHAN_UP:
            self.up = True
        elif event.kind == lib.PRI_EVENT_DCHAN_DOWN:
            self.up = False
        self.on_report(event)
        self.changed()

    def _arm(self) -> None:
        """libpri says when it next wants to be run."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        due = lib.pri_schedule_next(self._pri)
        if due != ffi.NULL:
            wait = max(0.0, due.tv_sec + due.tv_usec / 1e6 - time.time())
            self._timer = asyncio.get_running_loop().call_later(wait, self._run_timers)


def _report(event: object) -> PriEvent:
    raw = ffi.cast("struct lineman_pri_event *", event)
    return PriEvent(
        kind=raw.kind,
        channel=raw.channel & 0xFF,
        cause=raw.cause,
        call=int(ffi.cast("intptr_t", raw.call)),
        calling=_text(raw.calling),
        name=_text(raw.name),
        called=_text(raw.called),
        complete=bool(raw.complete),
        a_law=raw.layer1 == _A_LAW,
    )


def _nobody(_report: PriEvent) -> None:
    """Reports before anyone cares are the link coming up."""


def _text(field: object) -> str:
    return str(ffi.string(field).decode("utf-8", "replace"))


def _pointer(call: int) -> object:
    return ffi.cast("q931_call *", call)
