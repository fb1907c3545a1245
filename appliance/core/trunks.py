"""Ways out of the office and ways in."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.core.cards import HardwareKey, Socket
from appliance.core.errors import Invalid
from appliance.core.numbers import Did, ExtensionNumber, check_between
from appliance.core.text import DisplayName

MOST_GROUPS = 60  # chan_dahdi has 64 groups; the rest are kept for our own use


@dataclass(frozen=True, slots=True)
class CityLine:
    """An analogue line from the exchange in an FXO socket."""

    socket: Socket


@dataclass(frozen=True, slots=True)
class DigitalLine:
    """An E1 with ISDN PRI: one span of a card."""

    card: HardwareKey
    span: int


Line = CityLine | DigitalLine


@dataclass(frozen=True, slots=True)
class TrunkGroup:
    """Lines that serve alike. `number` is kept for good: `#` and it choose the group by hand."""

    number: int
    name: DisplayName
    lines: tuple[Line, ...] = ()
    our_number: Did | None = None  # shown to whom we call, where the line lets us

    def __post_init__(self) -> None:
        check_between("trunk group", self.number, 1, MOST_GROUPS)
        if len({type(line) for line in self.lines}) > 1:
            raise Invalid("lines", "a group has either city lines or digital lines")
        if len(set(self.lines)) != len(self.lines):
            raise Invalid("lines", "one line is named twice")

    @property
    def digital(self) -> bool:
        return any(isinstance(line, DigitalLine) for line in self.lines)


@dataclass(frozen=True, slots=True)
class DidRoute:
    """Calls to one of our numbers ring an extension."""

    did: Did
    to: ExtensionNumber


@dataclass(frozen=True, slots=True)
class LineRoute:
    """Calls on one city line, which carries no called number, ring an extension."""

    line: Socket
    to: ExtensionNumber


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a call from outside rings: by DID or line, else its last digits, else the operator."""

    dids: tuple[DidRoute, ...] = ()
    lines: tuple[LineRoute, ...] = ()
    did_tail: int = (
        3  # that many last digits of a called number name an extension; 0: they never do
    )
    operator: ExtensionNumber | None = None

    def __post_init__(self) -> None:
        if self.did_tail:
            check_between("last digits", self.did_tail, 2, 6)
        if len({route.did for route in self.dids}) != len(self.dids):
            raise Invalid("dids", "one number has two routes")
        if len({route.line for route in self.lines}) != len(self.lines):
            raise Invalid("lines", "one line has two routes")


@dataclass(frozen=True, slots=True)
class Outbound:
    """Which trunk groups carry calls out, tried in this order."""

    groups: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.groups)) != len(self.groups):
            raise Invalid("groups", "one group is named twice")


class Recording(StrEnum):
    """Which calls are recorded."""

    NONE = "none"
    OUTSIDE = "outside"  # those with somebody outside the office
    ALL = "all"
