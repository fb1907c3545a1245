"""Telephones that exist in memory only, in the hands of whoever tries the office out."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field

from appliance.bus import Bus
from appliance.core.errors import Fault, Invalid
from appliance.daemon.configuring import Answering
from appliance.facts import FarEndsMoved
from appliance.hardware.far_ends import (
    Broken,
    Desk,
    Fate,
    Hands,
    LineNow,
    NotDone,
    PhoneNow,
    Ring,
    Why,
)
from appliance.wire import demo as wire
from appliance.wire.admission import Asker
from appliance.wire.answers import Cards
from appliance.wire.configured import Piece
from appliance.wire.views import CardView, SocketView

AGAIN = 5.0  # seconds until somebody who plays them is looked for again
_NUMBER = re.compile(r"[0-9]{0,20}", re.ASCII)
_NAME = re.compile(r"[ -~]{0,15}")
_KEYS = re.compile(rf"[0-9*#]{{1,{wire.MOST_KEYS}}}", re.ASCII)


@dataclass(slots=True)
class Demo:
    """`sound`: those `hands` can be heard. Whether anybody is there shows while it runs."""

    hands: Hands
    sound: bool
    cards: Callable[[], Cards]
    bus: Bus
    _desk: Desk | None = field(default=None, init=False)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what, but for the stream."""
        return {
            wire.GetDemoTelephones: self._get,
            wire.LiftDemo: self._lift,
            wire.PressDemo: self._press,
            wire.HangUpDemo: self._hang_up,
            wire.RingDemo: self._ring,
            wire.EndDemo: self._end,
            wire.SetDemoAnswers: self._set_answers,
        }

    @property
    def there(self) -> bool:
        return self._desk is not None

    async def run(self) -> None:
        """For good."""
        while True:
            with suppress(Broken, NotDone):
                async with aclosing(self.hands.follow()) as told:
                    async for now in told:
                        self._moved(now)
            if self.there:
                self._moved(None)
            await asyncio.sleep(AGAIN)

    def _moved(self, now: Desk | None) -> None:
        self._desk = now
        self.bus.publish(FarEndsMoved())

    def now(self) -> wire.DemoTelephones:
        if self._desk is None:
            return wire.DemoTelephones()
        places = dict(_places(self.cards().cards))
        counts = {True: 0, False: 0}
        lines = []
        for line in self._desk.lines:
            counts[line.stream] += 1
            lines.append(_line(line, counts[line.stream]))
        return wire.DemoTelephones(
            there=True,
            sound=self.sound,
            phones=tuple(_phone(each, places) for each in self._desk.phones),
            lines=tuple(lines),
            answers=wire.OutsideAnswers(self._desk.fate.value),
        )

    def _hands(self) -> Hands:
        if self._desk is None:
            raise Fault(
                "This box has no demo telephones.", "They are there on virtual hardware alone."
            )
        return self.hands

    async def _get(self, _request: object, _asker: Asker) -> wire.DemoTelephones:
        return self.now()

    async def _lift(self, request: wire.LiftDemo, _asker: Asker) -> wire.DemoTelephones:
        with _in_words():
            await self._hands().lift(request.phone)
        return await self._seen()

    async def _press(self, request: wire.PressDemo, _asker: Asker) -> wire.DemoTelephones:
        if not _KEYS.fullmatch(request.digits):
            raise Invalid("digits", "these are up to 20 of the digits, * and #")
        with _in_words():
            await self._hands().press(request.phone, request.digits)
        return await self._seen()

    async def _hang_up(self, request: wire.HangUpDemo, _asker: Asker) -> wire.DemoTelephones:
        with _in_words():
            await self._hands().hang_up(request.phone)
        return await self._seen()

    async def _ring(self, request: wire.RingDemo, _asker: Asker) -> wire.DemoTelephones:
        for name, given in (("number", request.number), ("called", request.called)):
            if not _NUMBER.fullmatch(given):
                raise Invalid(name, "a number here is up to 20 digits and nothing else")
        if not _NAME.fullmatch(request.name):
            raise Invalid("name", "a telephone's display has 15 Latin letters")
        if not request.called and request.line.startswith("stream-"):
            raise Invalid("called", "over a stream somebody calls a number: say which")
        with _in_words():
            call = Ring(request.line, request.number, request.name, request.called)
            await self._hands().ring(call)
        return await self._seen()

    async def _end(self, request: wire.EndDemo, _asker: Asker) -> wire.DemoTelephones:
        with _in_words():
            await self._hands().end(request.line)
        return await self._seen()

    async def _set_answers(
        self, request: wire.SetDemoAnswers, _asker: Asker
    ) -> wire.DemoTelephones:
        with _in_words():
            await self._hands().set_fate(Fate(request.answers.value))
        return await self._seen()

    async def _seen(self) -> wire.DemoTelephones:
        """With what was just done; who follows may be told a moment later."""
        with _in_words():
            self._moved(await self.hands.look())
        return self.now()

    async def pieces(self, request: wire.HearDemo) -> AsyncIterator[Piece]:
        """What is heard, until the handset goes down."""
        if not self.sound:
            raise Fault("There is no sound in a simulation.", "A box with virtual cards has it.")
        with _in_words():
            async with aclosing(self._hands().hear(request.phone)) as heard:
                async for samples in heard:
                    yield Piece(samples)


@contextmanager
def _in_words() -> Iterator[None]:
    """Why it was not done, for a person."""
    try:
        yield
    except Broken as error:
        raise Fault(
            "The demo telephones do not answer.", "Wait a minute, or switch the box off and on."
        ) from error
    except NotDone as refused:
        raise _said(refused.why) from refused


def _said(why: Why) -> Invalid | Fault:
    match why:
        case Why.GONE:
            return Invalid("phone", "there is no such telephone and no such line")
        case Why.ON_HOOK:
            return Invalid("phone", "lift the telephone first")
        case Why.TAKEN:
            return Invalid("line", "a call is up on this line; choose another")
        case Why.DEAD:
            return Fault(
                "Nobody can call over this line now.",
                "See what Ports and cards says of its socket.",
            )
        case Why.FULL:
            return Fault("Too many use the demo telephones at once.", "Try again in a moment.")


def _places(
    cards: tuple[CardView, ...],
) -> Iterator[tuple[tuple[str, int], tuple[CardView, SocketView]]]:
    for card in cards:
        for socket in card.sockets:
            if socket.local == 1:
                yield (card.key, socket.place), (card, socket)


def _phone(
    phone: PhoneNow, places: Mapping[tuple[str, int], tuple[CardView, SocketView]]
) -> wire.DemoPhone:
    card, socket = places.get((phone.card, phone.place), (None, None))
    return wire.DemoPhone(
        key=phone.name,
        card=card.number if card is not None else 0,
        socket=socket.label if socket is not None else str(phone.place),
        number=socket.number if socket is not None else "",
        name=socket.name if socket is not None else "",
        lifted=phone.lifted,
        rings=phone.rings,
        heard=wire.Heard(phone.heard.value),
        dialled=phone.dialled,
        caller=phone.caller,
        caller_name=phone.caller_name,
    )


def _line(line: LineNow, place: int) -> wire.DemoLine:
    state = wire.DemoLineState(line.state.value)
    return wire.DemoLine(line.name, line.stream, place, state, line.number)
