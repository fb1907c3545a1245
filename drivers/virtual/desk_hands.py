"""The hands of a page at the telephones, lines and streams of a machine."""

from __future__ import annotations

import asyncio
from array import array
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from drivers.dahdi.errors import DahdiError
from drivers.virtual.desk import (
    Desk,
    Fate,
    Heard,
    LineNow,
    LineState,
    NotDone,
    PhoneNow,
    Ring,
    Why,
    followed,
)
from drivers.virtual.dsp.callerid import CallerId
from drivers.virtual.machine import Machine
from drivers.virtual.office_line import OfficeLine
from drivers.virtual.plan import Fate as PlannedFate
from drivers.virtual.plan import Outcome
from drivers.virtual.stream import TIME_SLOTS, CallState, Stream
from drivers.virtual.telephone import Telephone

_BLOCKS = 4  # of 20 ms that go off together
_MOST_BLOCKS = 50  # a second; who listens slower misses the oldest
P = ParamSpec("P")
T = TypeVar("T")


def _by_the_driver(
    work: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """What the driver refuses is refused."""

    @wraps(work)
    async def done(*given: P.args, **named: P.kwargs) -> T:
        try:
            return await work(*given, **named)
        except DahdiError as error:
            raise NotDone(Why.DEAD) from error

    return done


class MachineHands:
    """`desk.Hands` of one machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._moved: set[asyncio.Event] = set()
        self._busy: dict[str, asyncio.Lock] = {}
        for kind in (machine.telephones, machine.lines, machine.streams):
            for each in kind.values():
                each.heeded = self._stir

    def _stir(self) -> None:
        for event in self._moved:
            event.set()

    async def look(self) -> Desk:
        return self.now()

    def follow(self) -> AsyncGenerator[Desk, None]:
        return followed(self.now, self._moved)

    def now(self) -> Desk:
        machine = self._machine
        return Desk(
            tuple(_phone_now(phone) for phone in machine.telephones.values()),
            (
                *(_line_now(line) for line in machine.lines.values()),
                *(_stream_now(stream) for stream in machine.streams.values()),
            ),
            Fate(machine.plan.outcome("").fate.value),
        )

    # Telephones

    def _phone(self, name: str) -> tuple[Telephone, asyncio.Lock]:
        """It, and whose turn it is there."""
        return _found(self._machine.telephones, name), self._busy.setdefault(name, asyncio.Lock())

    @_by_the_driver
    async def lift(self, phone: str) -> None:
        telephone, turn = self._phone(phone)
        async with turn:
            if not telephone.off_hook:
                await telephone.lift()

    @_by_the_driver
    async def press(self, phone: str, digits: str) -> None:
        telephone, turn = self._phone(phone)
        async with turn:
            if not telephone.off_hook:
                raise NotDone(Why.ON_HOOK)
            await telephone.dial(digits)

    @_by_the_driver
    async def hang_up(self, phone: str) -> None:
        telephone, turn = self._phone(phone)
        async with turn:
            if telephone.off_hook:
                telephone.hang_up()

    async def hear(self, phone: str) -> AsyncGenerator[bytes, None]:
        telephone, _ = self._phone(phone)
        if not telephone.off_hook:
            raise NotDone(Why.ON_HOOK)
        blocks: deque[bytes] = deque(maxlen=_MOST_BLOCKS)
        woken = asyncio.Event()

        def ear(block: array[int]) -> None:
            blocks.append(block.tobytes())
            if len(blocks) >= _BLOCKS:
                woken.set()

        self._moved.add(woken)  # the handset goes down
        telephone.media.listen(ear)
        try:
            while telephone.off_hook:
                await woken.wait()
                woken.clear()
                sound = b"".join(blocks)
                blocks.clear()
                if sound:
                    yield sound
        finally:
            telephone.media.ignore(ear)
            self._moved.discard(woken)

    # The exchange

    @_by_the_driver
    async def ring(self, call: Ring) -> None:
        if name := _of_kind(call.line, "stream"):
            stream = _found(self._machine.streams, name)
            if not stream.up:
                raise NotDone(Why.DEAD)
            if len(stream.live) >= len(TIME_SLOTS):
                raise NotDone(Why.TAKEN)
            stream.call(call.called, call.number, call.name)
            return
        line = _found(self._machine.lines, _of_kind(call.line, "line"))
        if line.seized or line.ringing:
            raise NotDone(Why.TAKEN)
        line.ring(CallerId(call.number, call.name) if call.number else None)

    @_by_the_driver
    async def end(self, line: str) -> None:
        if name := _of_kind(line, "stream"):
            stream = _found(self._machine.streams, name)
            for call in stream.live:
                stream.hang_up(call)
            return
        _found(self._machine.lines, _of_kind(line, "line")).hang_up()

    async def set_fate(self, fate: Fate) -> None:
        self._machine.plan.set("", Outcome(PlannedFate(fate.value)))
        self._stir()


def _found(things: dict[str, T], name: str) -> T:
    if name not in things:
        raise NotDone(Why.GONE)
    return things[name]


def _of_kind(line: str, kind: str) -> str:
    """Its name among those of its kind; empty for one of another."""
    found, _, name = line.partition("-")
    return name if found == kind else ""


def _phone_now(phone: Telephone) -> PhoneNow:
    answered = phone.off_hook and phone.times.answered is not None
    caller = phone.caller if phone.rings or answered else None
    return PhoneNow(
        name=phone.name,
        card=phone.card,
        place=phone.place,
        lifted=phone.off_hook,
        rings=phone.rings > 0,
        heard=Heard(phone.tone.value) if phone.off_hook and phone.tone else Heard.NOTHING,
        dialled=phone.dialled if phone.off_hook else "",
        caller=caller.number if caller else "",
        caller_name=caller.name if caller else "",
    )


def _line_now(line: OfficeLine) -> LineNow:
    state = LineState.TAKEN if line.seized else LineState.FREE
    if line.ringing:
        state = LineState.RINGS
    return LineNow(f"line-{line.name}", stream=False, state=state, number=line.number)


def _stream_now(stream: Stream) -> LineNow:
    """Of several calls the newest."""
    state, number = LineState.FREE, ""
    if stream.live:
        newest, state = stream.live[-1], LineState.TAKEN
        if newest.ours and newest.state is not CallState.UP:
            state = LineState.RINGS
        number = newest.calling if newest.ours else newest.called
    if not stream.up:
        state = LineState.DEAD
    return LineNow(f"stream-{stream.name}", stream=True, state=state, number=number)
