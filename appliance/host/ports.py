"""What the system below is asked, as the box or the simulation answers it."""

from dataclasses import dataclass
from typing import Protocol

from appliance.core.box_log import IssueNote, Line, Sought


class Journal(Protocol):
    """The box's log."""

    async def read(self, sought: Sought) -> tuple[Line, ...]:
        """The newest first; Fault when it cannot be read."""

    async def issues(self, most: int) -> tuple[IssueNote, ...]:
        """What the board wrote of issues, the newest first."""


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """A unit in systemd's own words, such as `active` and `running`."""

    name: str
    active: str
    sub: str


class Units(Protocol):
    """Who knows what each unit does."""

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        """Those of the names that there are, in their order; Fault when nobody answers."""


class Switched(Units, Protocol):
    """Units that are started and stopped besides, of those that may be."""

    async def restart(self, unit: str) -> None:
        """Restart and wait until it is up; Fault when it is not."""

    async def stop(self, unit: str) -> None:
        """Wait until it is down; Fault when it does not end."""


@dataclass(frozen=True, slots=True)
class AddressSeen:
    """With the length of its network's prefix; `by_dhcp`: the network gave it."""

    address: str
    by_dhcp: bool


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A network port; `speed` in Mbit/s, 0 while it is not known."""

    name: str
    mac: str
    cable: bool
    ready: bool
    speed: int
    addresses: tuple[AddressSeen, ...]
    gateways: tuple[str, ...]
    dns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """The clock's own zone, and which server keeps it; empty for none."""

    synchronized: bool
    zone: str
    server: str = ""
    stratum: int = 0
    offset: float = 0.0


class Network(Protocol):
    """How the box is on the network, and what it knows of the time."""

    async def links(self) -> tuple[LinkSeen, ...]:
        """The wired ports; Fault when nobody answers."""

    async def clock(self) -> ClockSeen:
        """What keeps the clock; Fault when nobody answers."""


class Front(Protocol):
    """What shows the web page's certificate."""

    async def take(self) -> None:
        """Have it read its certificate anew; Fault when it does not."""

    async def shown(self) -> bytes:
        """The certificate (DER) that a browser would get now; empty when none would."""
