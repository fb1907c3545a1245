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
from appliance.core.people import SipPhone
from appliance.core.trunks import SipTrunk
from appliance.daemon import carriers_watch
from appliance.daemon.office import Office
from appliance.wire import monitoring as wire
from appliance.wire.answers import Cards
from appliance.wire.storage import RoomView

Rooms = Callable[[], Awaitable[tuple[RoomView, ...]]]
Letters = Callable[[], Awaitable[int]]
Temperature = Callable[[], float | None]
FRESH = 5.0  # seconds; several that ask at once are told of one look
ROOMS_FRESH = 60.0  # files may have to be counted


def _unknown() -> None:
    return None


@dataclass(slots=True)
class Counting:
    """`rooms` measures what the data takes, `letters` counts those that wait to be mailed."""

    office: Office
    rooms: Rooms
    letters: Letters
    steady: Callable[[], float] = time.monotonic
    temperature: Temperature = _unknown
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
        config = office.config()
        told = await _told(config, office.exchange)
        accounts = _accounts(config)
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
            trunks=_trunks(config, told),
            rooms=self._measured[1],
            letters=await self._letters(),
            phase=update.phase,
            slots=update.slots,
            telephones=len(accounts),
            telephones_up=len(accounts & _answering(told)),
            temperature=self.temperature(),
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


def _lines(config: Config) -> tuple[SipTrunk, ...]:
    every = (line for group in config.trunk_groups for line in group.lines)
    return tuple(line for line in every if isinstance(line, SipTrunk))


def _accounts(config: Config) -> frozenset[str]:
    """Of the telephones that register over the network."""
    devices = (device for ext in config.extensions for device in ext.devices)
    return frozenset(e.account.text for e in devices if isinstance(e, SipPhone))


def _trunks(config: Config, told: tuple[str, str] | None) -> tuple[wire.TrunkView, ...]:
    return tuple(_trunk(line, told) for line in _lines(config))


def _answering(told: tuple[str, str] | None) -> frozenset[str]:
    """Lines and telephones whose other end answers."""
    return frozenset() if told is None else carriers_watch.answered(told[1])


async def _told(config: Config, exchange: Exchange) -> tuple[str, str] | None:
    """What Asterisk says of registrations and of who answers; None while it does not answer."""
    if not exchange.up or not (_lines(config) or _accounts(config)):
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
    answers = name in _answering(told)
    return wire.TrunkView(name, registered, answers)


_REGISTERED = {
    "Registered": wire.Registered.REGISTERED,
    "Rejected": wire.Registered.REJECTED,
    "Unregistered": wire.Registered.UNREGISTERED,
    "Stopping": wire.Registered.UNREGISTERED,
    "Stopped": wire.Registered.UNREGISTERED,
}
