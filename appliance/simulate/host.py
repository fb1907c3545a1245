"""The system below a simulated box: units that restart at once, and no slots to flash."""

import asyncio
import logging
from dataclasses import dataclass, field
from pathlib import Path

from appliance.apply.generation import Generations
from appliance.apply.impact import EXCHANGE_UNIT
from appliance.core.errors import Fault
from appliance.flows.ports import Bundle, Progress, SlotFound
from appliance.host.log_sender import UNIT as LOG_SENDER
from appliance.host.ports import AddressSeen, ClockSeen, LinkSeen, UnitSeen
from appliance.simulate.exchange import SimulatedExchange

log = logging.getLogger(__name__)

PUTBACK = 90.0  # seconds, as lineman-putback.timer has it
_NO_SLOTS = "A simulated box has no slots to update."


@dataclass(slots=True)
class SimulatedHost:
    exchange: SimulatedExchange
    generations: Generations
    _started: set[str] = field(default_factory=set)
    _timer: asyncio.TimerHandle | None = None

    async def restart(self, unit: str) -> None:
        self._started.add(unit)
        if unit == EXCHANGE_UNIT:
            await self.exchange.restart()

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

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        off = {LOG_SENDER} - self._started  # all others go on from the start
        return tuple(
            UnitSeen(name, "inactive", "dead")
            if name in off
            else UnitSeen(name, "active", "running")
            for name in names
        )

    async def restart_box(self) -> None:
        log.warning("the simulated box restarts: its exchange does")
        await self.exchange.restart()


class SimulatedNetwork:
    """One port with a cable, and a clock that somebody keeps."""

    async def links(self) -> tuple[LinkSeen, ...]:
        address = AddressSeen("192.0.2.10/24", by_dhcp=True)
        mac, router = "02:00:00:00:02:10", ("192.0.2.1",)
        return (LinkSeen("eth0", mac, True, True, 1000, (address,), router, router),)

    async def clock(self) -> ClockSeen:
        return ClockSeen(True, "Etc/UTC", "192.0.2.123", 2, 0.0003)


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
