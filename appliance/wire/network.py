"""How the box is on the network, and what it knows of the time."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right


class AddressView(View, frozen=True):
    """`address` with the length of its network's prefix; `by_dhcp`: the network gave it."""

    address: str
    by_dhcp: bool


class LinkView(View, frozen=True):
    """A network port. `speed` in Mbit/s, 0 while it is not known; `ready`: the box set it up."""

    name: str
    mac: str
    cable: bool
    ready: bool
    speed: int
    addresses: tuple[AddressView, ...]
    gateways: tuple[str, ...]
    dns: tuple[str, ...]


class ClockView(View, frozen=True):
    """`synchronized`: the kernel's clock is kept by servers of the network. `box_zone` is the zone
    of the box itself, `zone` the office's, in which times are told.

    `server` gives the time at present, empty for none; `stratum` how far it is from an exact clock,
    `offset` the seconds that the box's clock was wrong at the last look.
    """

    synchronized: bool
    box_zone: str
    zone: str
    now: float
    server: str = ""
    stratum: int = 0
    offset: float = 0.0


class Network(Answer, frozen=True):
    """What could not be asked is missing, and `unknown` says why."""

    name: str
    links: tuple[LinkView, ...]
    clock: ClockView | None
    unknown: tuple[str, ...] = ()


class GetNetwork(Request[Network], frozen=True):
    needs: ClassVar[Right] = Right.BOX
