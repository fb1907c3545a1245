"""Two cards that can be pulled out, and cables that can be cut."""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.core.cards import (
    E1_CHANNELS,
    FoundCard,
    FoundSpan,
    HardwareKey,
    Port,
    SpanKind,
)
from appliance.core.text import Token
from appliance.hardware.seen import Card, ChannelSeen, Look, SocketPlace, SpanSeen
from drivers import catalogue
from drivers.catalogue import Model

ANALOGUE = HardwareKey("@0000:00:04.0")
DIGITAL = HardwareKey("@0000:00:05.0")
_PORTS = (*[Port.FXS] * 4, Port.FXO, Port.FXO, Port.EMPTY, Port.EMPTY)


def _card(key: HardwareKey, model: Model, span: FoundSpan) -> Card:
    found = FoundCard(key, model.name, Token(model.driver), (span,))
    places = tuple(SocketPlace(s.label, s.span, s.channel, s.channels) for s in model.sockets)
    return Card(found, model.key, model.name, places, model.quirks)


def office_cards() -> tuple[Card, ...]:
    """Four telephones, two city lines and an E1."""
    analogue = FoundSpan(1, SpanKind.ANALOGUE, _PORTS, number=1, base=1)
    digital = FoundSpan(1, SpanKind.E1, (), number=2, base=1 + len(_PORTS))
    return (
        _card(ANALOGUE, catalogue.model("tdm800p"), analogue),
        _card(DIGITAL, catalogue.model("te122"), digital),
    )


@dataclass(slots=True)
class SimulatedCards:
    """`moved` is told when a card or cable moves; `lifted` are channels off hook."""

    cards: tuple[Card, ...] = field(default_factory=office_cards)
    alarms: dict[int, frozenset[str]] = field(default_factory=dict)
    dead: set[int] = field(default_factory=set)
    lifted: Callable[[], frozenset[int]] = frozenset
    _out: set[HardwareKey] = field(default_factory=set)
    _moved: Callable[[], None] = lambda: None

    def listen(self, moved: Callable[[], None]) -> None:
        self._moved = moved

    def unplug(self, key: HardwareKey) -> None:
        """Pull the card out of its slot."""
        self._out.add(key)
        self._moved()

    def plug(self, key: HardwareKey) -> None:
        """Put it back."""
        self._out.discard(key)
        self._moved()

    def cut(self, span: int, *words: str) -> None:
        """The E1's cable says `words` from now on; none mends it."""
        self.alarms[span] = frozenset(words)
        self._moved()

    def look(self) -> Look:
        here = tuple(card for card in self.cards if card.found.key not in self._out)
        spans = [self._span(span) for card in here for span in card.found.spans]
        return Look(here, tuple(spans))

    def _span(self, span: FoundSpan) -> SpanSeen:
        if span.kind is SpanKind.E1:
            alarms = self.alarms.get(span.number, frozenset())
            return SpanSeen(span.number, alarms, E1_CHANNELS)
        lifted = self.lifted()
        channels = tuple(
            ChannelSeen(
                number,
                number in lifted,
                frozenset({"red"}) if number in self.dead else frozenset(),
            )
            for number in range(span.base, span.base + len(span.ports))
        )
        return SpanSeen(span.number, frozenset(), len(span.ports), channels)


@dataclass(slots=True)
class SimulatedClock:
    """As good as a card's; `percent` is None as on a box without a driver."""

    percent: float | None = 99.98

    async def accuracy(self) -> float | None:
        return self.percent
