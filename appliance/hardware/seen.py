"""What a look at the cards gives, whichever way it was looked."""

from dataclasses import dataclass
from typing import Protocol

from appliance.core.cards import FoundCard

ANOTHER_CARD = "Put another card into its place, with the power off."
"""The cure of most that is `Unusable`."""


@dataclass(frozen=True, slots=True)
class SocketPlace:
    """A socket of the bracket: `span` and `channel` count from 1 within the card and the span."""

    label: str
    span: int
    channel: int
    channels: int = 1


@dataclass(frozen=True, slots=True)
class Card:
    """A card that is here: what it is, and where its sockets are in true order."""

    found: FoundCard
    model: str
    name: str
    places: tuple[SocketPlace, ...]
    quirks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unusable:
    """A card that is here and cannot be used; `why` and `cure` are sentences for its owner."""

    key: str
    name: str
    why: str
    cure: str


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """An analogue channel at one moment; `lifted` says the hook of an FXS socket's telephone."""

    number: int
    lifted: bool
    alarms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SpanSeen:
    """A span that has its number; `configured` counts channels with a signalling."""

    number: int
    alarms: frozenset[str]
    configured: int
    channels: tuple[ChannelSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """All cards and spans at one moment.

    `waiting` counts cards whose spans have no numbers yet, as in the first moments of a start.
    """

    cards: tuple[Card, ...] = ()
    spans: tuple[SpanSeen, ...] = ()
    unusable: tuple[Unusable, ...] = ()
    waiting: int = 0

    def span(self, number: int) -> SpanSeen | None:
        return next((span for span in self.spans if span.number == number), None)


class Inventory(Protocol):
    """Whoever can look."""

    def look(self) -> Look:
        """Look at all cards now; a few milliseconds. Fault when the driver refuses."""
