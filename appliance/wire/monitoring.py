"""How the box is doing, in numbers, who may read them, over SNMP too, and where its log goes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from appliance.core.encryption import Transport
from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right
from appliance.wire.storage import RoomView
from appliance.wire.views import (
    AlarmWord,
    BoxState,
    Slot,
    SlotView,
    SocketKind,
    SocketState,
    UpdatePhase,
)

USUAL_PORT, TLS_PORT = 514, 6514  # of syslog servers


class Registered(StrEnum):
    """How far the box is with logging in at a line's operator."""

    REGISTERED = "registered"
    REJECTED = "rejected"
    UNREGISTERED = "unregistered"  # not yet, or the server says nothing
    NONE = "none"  # it is known by its address
    UNKNOWN = "unknown"  # the exchange does not tell


class TrunkView(View, frozen=True):
    """A SIP line; `answers`: its server does."""

    name: str
    registered: Registered
    answers: bool


class PortView(View, frozen=True):
    """A socket of a card, without whose telephone it is; an E1 is one, and its `span`."""

    card: int
    label: str
    kind: SocketKind
    span: int
    state: SocketState
    alarms: tuple[AlarmWord, ...] = ()
    calls: int = 0


class CardSeen(View, frozen=True):
    number: int
    model: str
    present: bool


class Metrics(Answer, frozen=True):
    """The box in numbers. `calls` by direction, `channels` by Asterisk's word for their kind,
    `issues` by weight; `letters` wait to be mailed, -1 while that is not known. `timing` as in
    `Cards`. Moments are epoch seconds. `telephones` are those over the network; `temperature` is
    that of the hottest sensor in degrees Celsius, None without one.
    """

    name: str
    version: str
    slot: Slot
    state: BoxState
    started: float
    exchange_up: bool
    calls: Mapping[str, int]
    channels: Mapping[str, int]
    issues: Mapping[str, int]
    cards: tuple[CardSeen, ...]
    ports: tuple[PortView, ...]
    timing: float | None
    trunks: tuple[TrunkView, ...]
    rooms: tuple[RoomView, ...]
    letters: int
    phase: UpdatePhase
    slots: tuple[SlotView, ...]
    telephones: int = 0
    telephones_up: int = 0
    temperature: float | None = None


class SyslogView(View, frozen=True):
    """Where the log of the box goes besides; an empty `server`: nowhere. `authority` is PEM.

    `runs`: the log is read for it; whether the server takes anything only that can tell.
    """

    server: str
    port: int
    transport: Transport
    authority: str
    runs: bool


class SnmpView(View, frozen=True):
    """Who reads the numbers over SNMPv3: `addresses` alone, as `user` with both passwords.

    `runs`: somebody answers there.
    """

    on: bool
    addresses: tuple[str, ...]
    user: str
    runs: bool


class Monitoring(Answer, frozen=True):
    """`metrics`: whether anybody may read the numbers. `addresses` may without a key."""

    metrics: bool
    addresses: tuple[str, ...]
    syslog: SyslogView
    snmp: SnmpView


class SnmpSet(Answer, frozen=True):
    """`proof` (SHA-256) and `cipher` (AES-128) are passwords that were made now, shown once and
    kept nowhere; empty where those of before go on.
    """

    snmp: SnmpView
    proof: str = ""
    cipher: str = ""


class GetMetrics(Request[Metrics], frozen=True):
    """For a key of the scope `metrics`, and without one for who asks from one of the addresses.

    `origin` is the address that is asked from. Invalid while the numbers are not open to anybody.
    """

    needs: ClassVar[Right] = Right.DOOR
    origin: str = ""


class GetMonitoring(Request[Monitoring], frozen=True):
    needs: ClassVar[Right] = Right.ACCOUNTS


class SetMetrics(Request[Monitoring], frozen=True):
    """`addresses` are the LAN's, or networks of it such as 192.168.1.0/24."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    on: bool
    addresses: tuple[str, ...] = ()


class SetSyslog(Request[Monitoring], frozen=True):
    """Send the log of the box there as well (RFC 5424); an empty `server`: nowhere."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    server: str
    port: int = USUAL_PORT
    transport: Transport = Transport.UDP
    authority: str = ""


class SetSnmp(Request[SnmpSet], frozen=True):
    """Passwords are made the first time that it is switched on, and where they shall be `renew`ed.

    `addresses` are the LAN's, of IPv4, and nobody else is heard.
    """

    needs: ClassVar[Right] = Right.ACCOUNTS
    on: bool
    addresses: tuple[str, ...] = ()
    renew: bool = False


class SyslogTried(Answer, frozen=True):
    """`line` stands in the log now, to be looked for at the server; `error` says why it does not
    get there, as far as that is known.
    """

    line: str
    error: str = ""


class TestSyslog(Request[SyslogTried], frozen=True):
    """Write a line into the log, and see within ten seconds whether the server is reached."""

    needs: ClassVar[Right] = Right.ACCOUNTS


Asked = GetMetrics | GetMonitoring | SetMetrics | SetSnmp | SetSyslog | TestSyslog
