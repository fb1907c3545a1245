"""systemd, as far as the polkit list lets us: named units, and a restart of the whole box."""

import asyncio
from dataclasses import dataclass

from appliance.core.errors import Fault
from appliance.host.dbus import Peer, Refusal, Signal, SystemBus
from appliance.host.ports import UnitSeen

MANAGER = Peer(
    "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"
)
LOGIN = Peer("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
PUTBACK_TIMER = "lineman-putback.timer"
LONGEST_JOB = 330.0  # seconds: the card drivers' own limit is 300


@dataclass(frozen=True, slots=True)
class Systemd:
    """Starts and stops units, and waits until that is done."""

    bus: SystemBus

    async def restart(self, unit: str) -> None:
        """Returns when the unit is up; Fault when it is not."""
        await self._job("RestartUnit", unit)

    async def reload(self, unit: str) -> None:
        """Returns when the unit was told to read its files anew; Fault when it was not."""
        await self._job("ReloadUnit", unit)

    async def stop(self, unit: str) -> None:
        """Returns when the unit is down; Fault when it is not."""
        await self._job("StopUnit", unit)

    async def arm_putback(self) -> None:
        """The timer fires unless it is stopped in time; armed again it has all of it again."""
        await self._job("RestartUnit", PUTBACK_TIMER)

    async def disarm_putback(self) -> None:
        await self.stop(PUTBACK_TIMER)

    async def restart_box(self) -> None:
        """Ask for an orderly restart; it begins while we still run."""
        await self.bus.ask(LOGIN, "Reboot", "b", False)  # D-Bus knows no names

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        """Those of the names that there are; who may not do anything with them may see them."""
        (found,) = await self.bus.ask(MANAGER, "ListUnitsByNames", "as", list(names))
        seen = {str(each[0]): each for each in found if each[2] != "not-found"}
        return tuple(
            UnitSeen(name, str(seen[name][3]), str(seen[name][4])) for name in names if name in seen
        )

    async def _subscribe(self) -> None:
        """systemd tells of jobs only whom asked for it, once for each connection."""
        try:
            await self.bus.ask(MANAGER, "Subscribe")
        except Refusal as refusal:
            if refusal.error != "org.freedesktop.systemd1.AlreadySubscribed":
                raise

    async def _job(self, verb: str, unit: str) -> None:
        await self._subscribe()
        async with self.bus.listening(MANAGER) as signals:
            (job,) = await self.bus.ask(MANAGER, verb, "ss", unit, "replace")
            try:
                result = await asyncio.wait_for(_ended(signals, str(job)), LONGEST_JOB)
            except TimeoutError as error:
                raise Fault(
                    f"{unit} takes too long.", "Switch the box off and on again."
                ) from error
        if result != "done":
            raise Fault(
                f"{unit} did not do as told: {result}.",
                "Try again; if it stays so, switch the box off and on.",
            )


async def _ended(signals: "asyncio.Queue[Signal]", job: str) -> str:
    """How the job of that path ended, in systemd's word."""
    while True:
        signal = await signals.get()
        if signal.member == "JobRemoved" and str(signal.body[1]) == job:
            return str(signal.body[3])
