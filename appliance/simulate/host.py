"""The system below a simulated box: units that restart at once, and no slots to flash."""

import asyncio
import logging
import ssl
from dataclasses import dataclass, field
from pathlib import Path

from appliance.apply.generation import Generations
from appliance.apply.impact import EXCHANGE_UNIT, NETWORK_UNIT
from appliance.compiler.network import DHCP, PORTS
from appliance.core.errors import Fault
from appliance.flows.ports import Bundle, Progress, SlotFound
from appliance.host.log_sender import UNIT as LOG_SENDER
from appliance.host.ports import AddressSeen, ClockSeen, LinkSeen, UnitSeen
from appliance.host.snmp_agent import UNIT as SNMP_AGENT
from appliance.simulate.exchange import SimulatedExchange

log = logging.getLogger(__name__)

PUTBACK = 150.0  # seconds, as lineman-putback.timer has it
_NO_SLOTS = "A simulated box has no slots to update."


@dataclass(slots=True)
class SimulatedHost:
    exchange: SimulatedExchange
    generations: Generations
    network: "SimulatedNetwork"
    _started: set[str] = field(default_factory=set)
    _timer: asyncio.TimerHandle | None = None

    async def restart(self, unit: str) -> None:
        self._started.add(unit)
        if unit == EXCHANGE_UNIT:
            await self.exchange.restart()
        if unit == NETWORK_UNIT:
            self.network.take()

    async def stop(self, unit: str) -> None:
        self._started.discard(unit)

    async def arm_putback(self) -> None:
        await self.disarm_putback()
        self._timer = asyncio.get_running_loop().call_later(PUTBACK, self._put_back)

    async def disarm_putback(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _put_back(self) -> None:
        self.generations.begin(self.generations.kept())  # its exchange holds nothing
        self.network.take()

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        off = {LOG_SENDER, SNMP_AGENT} - self._started  # all others go on from the start
        return tuple(
            UnitSeen(name, "inactive", "dead")
            if name in off
            else UnitSeen(name, "active", "running")
            for name in names
        )

    async def restart_box(self) -> None:
        log.warning("the simulated box restarts: its exchange does")
        await self.exchange.restart()


@dataclass(slots=True)
class SimulatedNetwork:
    """A port with a cable and one without, and a clock that somebody keeps.

    `active` is the link to the configuration; what stands there is held once it is taken.
    """

    active: Path
    _held: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def take(self) -> None:
        """Hold what is active now, as the unit does that it is told by."""
        self._held.clear()
        try:
            lines = (self.active / PORTS).read_text(encoding="utf-8").splitlines()
        except OSError:  # an earlier release wrote none
            return
        for mac, what, value in (line.split() for line in lines if not line.startswith("#")):
            self._held.setdefault(mac, {}).setdefault(what, []).append(value)

    async def links(self) -> tuple[LinkSeen, ...]:
        return (
            self._link("eth0", "02:00:00:00:02:10", cable=True),
            self._link("eth1", "02:00:00:00:02:11", cable=False),
        )

    def _link(self, name: str, mac: str, *, cable: bool) -> LinkSeen:
        own = self._held.get(mac, {})
        (address,), dns = own.get("address", [DHCP]), tuple(own.get("dns", ()))
        router: tuple[str, ...] = tuple(own.get("gateway", ()))
        seen: tuple[AddressSeen, ...] = (AddressSeen(address, by_dhcp=False),)
        if address == DHCP:
            router = ("192.0.2.1",) if cable else ()
            seen = (AddressSeen("192.0.2.10/24", by_dhcp=True),) if cable else ()
        return LinkSeen(name, mac, cable, cable, 1000 * cable, seen, router, dns or router)

    async def clock(self) -> ClockSeen:
        return ClockSeen(True, "Etc/UTC", "192.0.2.123", 2, 0.0003)


@dataclass(frozen=True, slots=True)
class SimulatedFront:
    """Shows at once what lies there: the first of `paths` that is one."""

    paths: tuple[Path, ...]

    async def take(self) -> None:
        """It reads the file each time."""

    async def shown(self) -> bytes:
        for path in filter(Path.exists, self.paths):
            _, begin, rest = path.read_text("ascii").partition(ssl.PEM_HEADER)
            body, end, _ = rest.partition(ssl.PEM_FOOTER)
            return ssl.PEM_cert_to_DER_cert(begin + body + end)
        return b""


class NoSlots:
    """An installer that has nothing to install to, and says so."""

    async def compatible(self) -> str:
        return "simulated"

    async def inspect(self, bundle: Path) -> Bundle:
        raise Fault(_NO_SLOTS, f"Nothing was done with {bundle.name}.")

    async def install(self, bundle: Path, progress: Progress) -> None:
        del bundle, progress
        raise Fault(_NO_SLOTS)

    async def mark_good(self) -> None:
        """There is one version, and it stays."""

    async def mark_bad(self) -> None:
        """There is no other version to go back to."""

    async def mark_other_bad(self) -> None:
        """There is no other version."""

    async def slots(self) -> tuple[SlotFound, ...]:
        return ()
