"""Ways out of the office and ways in."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum

from appliance.core.cards import HardwareKey, Socket
from appliance.core.directions import ALWAYS, Direction
from appliance.core.encryption import Transport, certificates
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import Did, ExtensionNumber, check_between
from appliance.core.targets import Hours, Target
from appliance.core.text import DisplayName, Token

MOST_GROUPS = 60  # chan_dahdi has 64 groups; the rest are kept for our own use
MOST_AT_ONCE, MOST_MINUTES, MOST_DEAR = 500, 100_000, 10_000  # of a group's limits
LONGEST_CALL = 1440  # minutes
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
HOST = rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*"  # RFC 1123


def is_ipv4(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class CityLine:
    """An analogue line from the exchange in an FXO socket."""

    socket: Socket


@dataclass(frozen=True, slots=True)
class DigitalLine:
    """An E1: one span of a card, spoken as its `Span` says."""

    card: HardwareKey
    span: int


@dataclass(frozen=True, slots=True)
class Password:
    """A password that somebody else gave us. Never shown by `repr`, so never in a log."""

    text: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.text) <= 128 or any(not "!" <= c <= "~" for c in self.text):
            raise Invalid("password", "is 1 to 128 Latin letters, digits and signs without spaces")

    def __repr__(self) -> str:
        return "Password(…)"


@dataclass(frozen=True, slots=True)
class Registration:
    """We log in at the operator's server under `user`."""

    user: str
    password: Password

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9._+@-]{1,80}", self.user, re.ASCII):
            raise Invalid(
                "user",
                f"{self.user!r} is not an operator's account name; "
                "write Latin letters, digits and . _ + @ - alone",
            )


class Codec(StrEnum):
    """In the order they are offered by default."""

    ALAW = "alaw"
    ULAW = "ulaw"
    G722 = "g722"
    GSM = "gsm"


@dataclass(frozen=True, slots=True)
class SipTrunk:
    """A SIP operator or another exchange at `host`; without a registration it is known by address.

    `channels` calls may be up at once. `encrypted` is the sound, which goes by SRTP then or not at
    all. A server that TLS leads to must prove by its certificate that it is `host`; who may have
    signed that are public authorities, and those of `authority`, certificates in PEM. With `t38` it
    carries faxes as data and not as sound, which no SRTP protects.
    """

    name: Token
    host: str
    port: int = 5060
    registration: Registration | None = None
    codecs: tuple[Codec, ...] = (Codec.ALAW, Codec.ULAW)
    channels: int = 10
    transport: Transport = Transport.UDP
    encrypted: bool = False
    authority: str = ""
    t38: bool = False

    def __post_init__(self) -> None:
        if not self.by_address and not re.fullmatch(HOST, self.host, re.ASCII):
            raise Invalid(
                "host",
                f"{self.host!r} is neither a name nor an address of a server; "
                "write it like sip.example.com or 192.0.2.1",
            )
        if re.fullmatch(r"[0-9.]+", self.host) and not self.by_address:
            raise Invalid("host", f"{self.host!r} is not a whole address; write it like 192.0.2.1")
        if self.registration is None and not self.by_address:
            raise Invalid("host", "without an account calls are known by their address; give that")
        check_between("port", self.port, 1, 65535)
        check_between("channels", self.channels, 1, 500)
        if not self.codecs or len(set(self.codecs)) != len(self.codecs):
            raise Invalid("codecs", "choose at least one, each once")
        if self.encrypted and self.transport is not Transport.TLS:
            raise Invalid(
                "encrypted",
                "without TLS everybody could read the key of the sound; choose TLS, "
                "or ordinary sound",
            )
        if self.t38 and self.encrypted:
            raise Invalid(
                "t38",
                "goes without encryption; send faxes as sound, or choose ordinary sound",
            )
        if self.authority:
            certificates(self.authority)
            if self.transport is not Transport.TLS:
                raise Invalid("authority", "is asked for with TLS alone; choose TLS, or empty this")

    @property
    def by_address(self) -> bool:
        """Whether `host` is an IPv4 address, the only kind that SIP is spoken over here."""
        return is_ipv4(self.host)


Line = CityLine | DigitalLine | SipTrunk


class NumberFormat(StrEnum):
    """How numbers are written on a line. Numbers outside the world's plan go as they are."""

    NATIONAL = "national"  # as people dial: 8 495 123-45-67, 8 10 44 …, 123-45-67 in the city
    SIGNIFICANT = "significant"  # without any prefix: 495 123-45-67; abroad as NATIONAL
    E164 = "e164"  # 7 495 123-45-67
    PLUS = "plus"  # +7 495 123-45-67


class Presentation(StrEnum):
    """Whether the called party may see our number."""

    SHOWN = "shown"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class TrunkGroup:
    """Lines that serve alike. `number` is kept for good: `#` and it choose the group by hand.

    `reserve` lines are held for people with priority. `sends` is how we write called numbers,
    `brings` how callers' numbers arrive.

    Of calls out, but for emergency numbers, so many are up at once, last so many minutes each and
    in a day altogether, and so many of a day go in directions of `DEAR`; 0 does not limit. Each
    call holds `longest_minutes` of the day's while it lasts.
    """

    number: int
    name: DisplayName
    lines: tuple[Line, ...] = ()
    our_number: Did | None = None  # shown to whom we call, where the line lets us
    presentation: Presentation = Presentation.SHOWN
    sends: NumberFormat = NumberFormat.NATIONAL
    brings: NumberFormat = NumberFormat.NATIONAL
    reserve: int = 0
    calls_at_once: int = 0
    longest_minutes: int = 0
    minutes_a_day: int = 0
    dear_calls_a_day: int = 0

    def __post_init__(self) -> None:
        check_between("trunk group", self.number, 1, MOST_GROUPS)
        if len({type(line) for line in self.lines}) > 1:
            raise Invalid(
                "lines",
                "a group has lines of one kind: city lines, E1 or SIP; "
                "put the others into another group",
            )
        if len(set(self.lines)) != len(self.lines):
            raise Invalid("lines", "one line is named twice; name it once")
        check_between("reserve", self.reserve, 0, 500)
        check_between("calls at once", self.calls_at_once, 0, MOST_AT_ONCE)
        check_between("longest call", self.longest_minutes, 0, LONGEST_CALL)
        check_between("minutes a day", self.minutes_a_day, 0, MOST_MINUTES)
        check_between("dear calls a day", self.dear_calls_a_day, 0, MOST_DEAR)
        if self.minutes_a_day and not self.longest_minutes:
            raise Invalid(
                "longest call",
                "each call holds as many of the day's minutes as it may last; "
                "say how many that are",
            )

    @property
    def limited(self) -> bool:
        """Whether calls out are counted for a limit of the group's own."""
        return bool(
            self.calls_at_once
            or self.longest_minutes
            or self.minutes_a_day
            or self.dear_calls_a_day
        )

    @property
    def digital(self) -> bool:
        return any(isinstance(line, DigitalLine) for line in self.lines)


@dataclass(frozen=True, slots=True)
class DidRoute:
    """Calls to one of our numbers go to `to`, in closed `hours` elsewhere."""

    did: Did
    to: Target
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class LineRoute:
    """Calls on one city line, which carries no called number."""

    line: Socket
    to: Target
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class CallerRoute:
    """Calls from one number, or from all that begin with it, whatever they call. Digits as E.164.

    The longest that fits decides; it stands before routes by DID and line.
    """

    caller: str
    to: Target
    prefix: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[1-9][0-9]{0,14}", self.caller, re.ASCII):
            raise Invalid(
                "caller",
                f"{self.caller!r} is not a number with its country code; write it like 74951234567",
            )


@dataclass(frozen=True, slots=True, order=True)
class BlockedCaller:
    """Calls from this number, or from all that begin with it, are refused; digits as E.164."""

    number: str
    note: str = ""
    prefix: bool = False

    def __post_init__(self) -> None:
        _check_listed(self.number, self.note)


@dataclass(frozen=True, slots=True, order=True)
class AllowedCaller:
    """Calls from this number, or from all that begin with it, are taken whatever is refused else.

    Of lists and callers' routes the longest number that fits decides.
    """

    number: str
    note: str = ""
    prefix: bool = False

    def __post_init__(self) -> None:
        _check_listed(self.number, self.note)


def _check_listed(number: str, note: str) -> None:
    if not re.fullmatch(r"[1-9][0-9]{2,14}", number, re.ASCII):
        raise Invalid(
            "number", f"{number!r} is not a number with its country code; write it like 74951234567"
        )
    if len(note) > 100 or any(ord(c) < 32 for c in note):
        raise Invalid("note", "is at most 100 letters on one line")


class Admits(StrEnum):
    """Whose calls are taken of callers on no list and without a route of their own."""

    EVERYBODY = "everybody"
    SHOWN = "shown"  # who does not hide his number
    LISTED = "listed"  # nobody but who is on the white list, or has a route of his own


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a call from outside rings: by caller, DID or line, last digits, else the `operator`.

    One that turns out to be a fax goes on to the fax number `faxes`, whatever it rang; None: it
    stays where it is.
    """

    dids: tuple[DidRoute, ...] = ()
    lines: tuple[LineRoute, ...] = ()
    callers: tuple[CallerRoute, ...] = ()
    blocked: tuple[BlockedCaller, ...] = ()
    allowed: tuple[AllowedCaller, ...] = ()
    admits: Admits = Admits.EVERYBODY
    did_tail: int = (
        3  # that many last digits of a called number name an extension; 0: they never do
    )
    operator: ExtensionNumber | None = None
    hours: Hours | None = None  # for calls to the operator
    faxes: Key | None = None

    def __post_init__(self) -> None:
        if self.did_tail:
            check_between("last digits", self.did_tail, 2, 6)
        if len({route.did for route in self.dids}) != len(self.dids):
            raise Invalid("dids", "one number has two routes; leave one of both")
        if len({route.line for route in self.lines}) != len(self.lines):
            raise Invalid("lines", "one line has two routes; leave one of both")
        if len({(route.caller, route.prefix) for route in self.callers}) != len(self.callers):
            raise Invalid("callers", "one caller has two routes; leave one of both")
        if len({blocked.number for blocked in self.blocked}) != len(self.blocked):
            raise Invalid("blocked", "one number is blocked twice; leave one of both")
        if len({allowed.number for allowed in self.allowed}) != len(self.allowed):
            raise Invalid("allowed", "one number is on the white list twice; leave one of both")
        blocked = {(each.number, each.prefix) for each in self.blocked}
        for each in self.allowed:
            if (each.number, each.prefix) in blocked:
                raise Invalid(
                    "allowed",
                    f"{each.number} is blocked and on the white list; take it off one of them",
                )


@dataclass(frozen=True, slots=True)
class OutboundRoute:
    """Trunk groups for one direction, tried in this order instead of the usual one."""

    direction: Direction
    groups: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.direction in ALWAYS:
            raise Invalid(
                "direction",
                "emergency numbers take every line, internal calls none; choose another direction",
            )
        if len(set(self.groups)) != len(self.groups):
            raise Invalid("groups", "one group is named twice; name it once")


@dataclass(frozen=True, slots=True)
class Outbound:
    """Which trunk groups carry calls out, tried in this order, and directions that differ."""

    groups: tuple[int, ...] = ()
    routes: tuple[OutboundRoute, ...] = ()
    ring_seconds: int = 90

    def __post_init__(self) -> None:
        if len(set(self.groups)) != len(self.groups):
            raise Invalid("groups", "one group is named twice; name it once")
        if len({route.direction for route in self.routes}) != len(self.routes):
            raise Invalid("routes", "one direction has two routes; leave one of both")
        check_between("ring time", self.ring_seconds, 10, 300)

    def groups_for(self, direction: Direction) -> tuple[int, ...]:
        """The groups that carry `direction`, in the order they are tried."""
        for route in self.routes:
            if route.direction is direction:
                return route.groups
        return self.groups


class Recording(StrEnum):
    """Which calls are recorded."""

    NONE = "none"
    OUTSIDE = "outside"  # those with somebody outside the office
    ALL = "all"


USUAL_ROLE = Key("staff")
"""Of telephones that nobody has, and of people without a role."""
