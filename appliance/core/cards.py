"""Line cards: what was found in a slot, and the numbers each card keeps for good."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.core.errors import Invalid
from appliance.core.numbers import check_between
from appliance.core.text import Token, check_text

MOST_SPANS = 99  # numbers from 100 on belong to the far ends of virtual spans
MOST_CHANNELS = 999  # likewise from 1000 on
E1_CHANNELS = 31
E1_SIGNALLING_CHANNEL = 16  # ITU-T G.704: time slot 16


class Port(StrEnum):
    """What a socket of an analogue card is, by what is plugged into the card."""

    FXS = "fxs"  # a telephone goes here
    FXO = "fxo"  # a line from the exchange goes here
    EMPTY = "empty"  # no module; it still has a channel number


class SpanKind(StrEnum):
    ANALOGUE = "analogue"
    E1 = "e1"


@dataclass(frozen=True, slots=True, order=True)
class HardwareKey:
    """What names a card over restarts: a hardware id (`usb:X1234`), `@location` or a /sys path.

    It is the key of assigned-spans.conf, so it holds no space, and no `#`, which begins a comment.
    """

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[!-\"$-~]{1,200}", self.text, re.ASCII):
            raise Invalid(
                "hardware key",
                f"{self.text!r} is not one printable word; leave it as it was exported",
            )

    def __str__(self) -> str:
        return self.text

    @property
    def virtual(self) -> bool:
        """Whether this is a looped dynamic span, which takes no line settings."""
        return self.text.startswith("DYN/")


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A span as its driver registered it. `local` counts from 1 within the card.

    `number` and `base` are those it has at present, 0 while it has none.
    """

    local: int
    kind: SpanKind
    ports: tuple[Port, ...] = ()  # analogue only: each socket in channel order
    number: int = 0
    base: int = 0


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card as the inventory sees it now."""

    key: HardwareKey
    model: str
    driver: Token
    spans: tuple[FoundSpan, ...]


@dataclass(frozen=True, slots=True)
class Framing:
    """How an E1 is spoken: line build-out 0, HDB3; the rest differs by carrier."""

    crc4: bool = True
    timing: int = 1  # order of preference as clock source; 0: we give the clock

    def __post_init__(self) -> None:
        check_between("timing", self.timing, 0, MOST_SPANS)


class PriSide(StrEnum):
    """Which end of the ISDN line we are, in chan_dahdi.conf's words."""

    CPE = "pri_cpe"
    NET = "pri_net"


class E1Signalling(StrEnum):
    """How an E1's calls are signalled, either way in time slot 16."""

    PRI = "pri"  # by messages, EuroISDN
    CAS = "cas"  # by four bits a channel: E&M, immediate start, digits by tones


@dataclass(frozen=True, slots=True)
class Span:
    """A span with the numbers it keeps: `number` in DAHDI, `base` its first channel's number.

    `side` is PRI's alone.
    """

    local: int
    number: int
    base: int
    kind: SpanKind
    ports: tuple[Port, ...] = ()
    framing: Framing = field(default_factory=Framing)
    side: PriSide = PriSide.CPE
    signalling: E1Signalling = E1Signalling.PRI

    def __post_init__(self) -> None:
        check_between("span of the card", self.local, 1, 16)
        check_between("span", self.number, 1, MOST_SPANS)
        if (self.kind is SpanKind.ANALOGUE) != bool(self.ports):
            raise Invalid(
                "ports",
                "an analogue span, and no other, has ports; leave them as they were exported",
            )
        check_between("ports", len(self.ports), 0, 64)
        check_between("channel", self.base, 1, MOST_CHANNELS - self.channels + 1)

    @property
    def channels(self) -> int:
        return len(self.ports) if self.kind is SpanKind.ANALOGUE else E1_CHANNELS

    @property
    def end(self) -> int:
        """The first channel number after this span's."""
        return self.base + self.channels


@dataclass(frozen=True, slots=True, order=True)
class DriverParameter:
    """One setting of a card's driver, such as `opermode=RUSSIA`."""

    name: str
    value: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_]{1,40}", self.name, re.ASCII):
            raise Invalid(
                "parameter",
                f"{self.name!r} is not a driver's parameter; leave it as it was exported",
            )
        if not re.fullmatch(r"[A-Za-z0-9,]{1,40}", self.value, re.ASCII):
            raise Invalid(
                "parameter",
                f"{self.value!r} is not a driver parameter's value; leave it as it was exported",
            )


@dataclass(frozen=True, slots=True)
class Card:
    """A card we have taken on. It stays here while it is out of its slot."""

    key: HardwareKey
    model: str
    driver: Token
    spans: tuple[Span, ...]
    parameters: tuple[DriverParameter, ...] = ()

    def __post_init__(self) -> None:
        check_text("model", self.model, longest=80)
        if not self.spans:
            raise Invalid("spans", "a card has at least one span; leave them as they were exported")
        if len({span.local for span in self.spans}) != len(self.spans):
            raise Invalid(
                "spans", "two spans of the card have one place; leave them as they were exported"
            )


@dataclass(frozen=True, slots=True, order=True)
class Socket:
    """One analogue socket, named by its card and its place on it; `place` counts from 1."""

    card: HardwareKey
    span: int
    place: int

    def __str__(self) -> str:
        return f"{self.card} {self.span}/{self.place}"
