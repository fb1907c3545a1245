"""The box in numbers, for whoever watches many of them; nobody's name or number is in it."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from appliance.asterisk import registrations
from appliance.asterisk.ports import Exchange
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.trunks import SipTrunk
from appliance.daemon import carriers_watch
from appliance.daemon.office import Office
from appliance.wire import monitoring as wire
from appliance.wire.answers import Cards
from appliance.wire.storage import RoomView

FRESH = 5.0  # seconds; several that ask at once are told of one look
ROOMS_FRESH = 60.0  # files may have to be counted


@dataclass(slots=True)
class Counting:
    """`rooms` measures what the data takes, `letters` counts those that wait to be mailed."""

    office: Office
    rooms: Callable[[], Awaitable[tuple[RoomView, ...]]]
    letters: Callable[[], Awaitable[int]]
    steady: Callable[[], float] = time.monotonic
    _found: tuple[float, wire.Metrics] | None = None
    _measured: tuple[float, tuple[RoomView, ...]] | None = None
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def now(self) -> wire.Metrics:
        """A look at all of it, at most `FRESH` seconds old."""
        async with self._alone:
            begun = self.steady()
            if self._found is None or begun - self._found[0] >= FRESH:
                self._found = begun, await self._look(begun)
            return self._found[1]

    async def _look(self, now: float) -> wire.Metrics:
        office = self.office
        status, cards, update = office.status(), office.cards(), office.updates.now
        if self._measured is None or now - self._measured[0] >= ROOMS_FRESH:
            self._measured = now, await self.rooms()
        return wire.Metrics(
            name=status.name,
            version=status.version,
            slot=status.slot,
            state=status.state,
            started=status.started,
            exchange_up=status.exchange_up,
            calls=Counter(call.direction.value for call in office.calls().calls),
            channels=Counter(_kind(channel.name) for channel in office.calls_watch.channels),
            issues=Counter(issue.weight.value for issue in status.issues),
            cards=tuple(wire.CardSeen(c.number, c.model, c.present) for c in cards.cards),
            ports=tuple(_ports(cards)),
            timing=cards.timing,
            trunks=await _trunks(office.config(), office.exchange),
            rooms=self._measured[1],
            letters=await self._letters(),
            phase=update.phase,
            slots=update.slots,
        )

    async def _letters(self) -> int:
        try:
            return await self.letters()
        except Fault:  # the queue is closed, which is an issue of its own
            return -1


def _kind(channel: str) -> str:
    return channel.partition("/")[0].lower()


def _ports(cards: Cards) -> Iterator[wire.PortView]:
    for card in cards.cards:
        for each in card.sockets:
            yield wire.PortView(
                card.number, each.label, each.kind, each.span, each.state, each.alarms, each.calls
            )


async def _trunks(config: Config, exchange: Exchange) -> tuple[wire.TrunkView, ...]:
    lines = [
        line for group in config.trunk_groups for line in group.lines if isinstance(line, SipTrunk)
    ]
    told = await _told(exchange) if lines else None
    return tuple(_trunk(line, told) for line in lines)


async def _told(exchange: Exchange) -> tuple[str, str] | None:
    """What Asterisk says of registrations and of servers; None while it does not answer."""
    if not exchange.up:
        return None
    try:
        return (
            await exchange.console(registrations.QUESTION),
            await exchange.console(carriers_watch.QUESTION),
        )
    except Fault:
        return None


def _trunk(line: SipTrunk, told: tuple[str, str] | None) -> wire.TrunkView:
    name, registered = line.name.text, wire.Registered.UNKNOWN
    if line.registration is None:
        registered = wire.Registered.NONE
    elif told is not None:
        registered = _REGISTERED.get(registrations.states(told[0]).get(name, ""), registered)
    answers = told is not None and name in carriers_watch.answered(told[1])
    return wire.TrunkView(name, registered, answers)


_REGISTERED = {
    "Registered": wire.Registered.REGISTERED,
    "Rejected": wire.Registered.REJECTED,
    "Unregistered": wire.Registered.UNREGISTERED,
    "Stopping": wire.Registered.UNREGISTERED,
    "Stopped": wire.Registered.UNREGISTERED,
}
