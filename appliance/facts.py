"""What happened, as the parts of the supervisor tell each other. Past tense, no reply."""

from dataclasses import dataclass

from appliance.core.calls import Call
from appliance.core.live_state import LiveChange


@dataclass(frozen=True, slots=True)
class CardsMoved:
    """A card or span came or went; look at all of them."""


@dataclass(frozen=True, slots=True)
class CardsLooked:
    """The cards, or what their sockets do, differ from the look before."""


@dataclass(frozen=True, slots=True)
class TimingMeasured:
    """The line cards' clock was measured, and keeps other time than before."""


@dataclass(frozen=True, slots=True)
class SpanAlarmChanged:
    """`alarms` by the driver's names in lower case; empty when the span is in service."""

    span: int
    alarms: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExchangeCame:
    """Asterisk answers again; whatever was known of its channels is out of date."""


@dataclass(frozen=True, slots=True)
class ExchangeWent:
    """Asterisk no longer answers."""


@dataclass(frozen=True, slots=True)
class ChannelsMoved:
    """A channel began, changed or ended; ask for all of them."""


@dataclass(frozen=True, slots=True)
class LiveStateChanged:
    """What is kept of telephones and schedules is another: all that one look found."""

    changes: tuple[LiveChange, ...]


@dataclass(frozen=True, slots=True)
class CallsChanged:
    """The calls that are up are others, or differ."""


@dataclass(frozen=True, slots=True)
class CallRecorded:
    """A call is over and in the history."""

    call: Call


@dataclass(frozen=True, slots=True)
class IssuesChanged:
    """An issue was raised or cleared."""


@dataclass(frozen=True, slots=True)
class ConfigCommitted:
    """`answers` names stored test calls that go another way now, which nobody accepted."""

    revision: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeWaits:
    """A change waits, for its moment or to be confirmed, or it waits no longer."""


@dataclass(frozen=True, slots=True)
class NobodyConfirmed:
    """A change by `author` was put back, as nobody confirmed it in time."""

    author: str


@dataclass(frozen=True, slots=True)
class FarEndsMoved:
    """A telephone or line that is played is in another state, or its player came or went."""


@dataclass(frozen=True, slots=True)
class UpdateMoved:
    """An update got further, or ended."""
