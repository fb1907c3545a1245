"""The machine below: every port that a simulation replaces, and the real ones of the box."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from appliance.asterisk import ports
from appliance.asterisk.ami import Address
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from appliance.daemon.health_watch import WebProbe
from appliance.daemon.places import Places
from appliance.flows.ports import Installer, Power, Services
from appliance.hardware.inventory import DahdiInventory
from appliance.hardware.seen import Inventory
from appliance.hardware.udev import UdevWatch
from appliance.host.dbus import SystemBus
from appliance.host.rauc import Rauc
from appliance.host.units import Systemd
from appliance.host.web_probe import web_answers


class Exchange(ports.Exchange, Protocol):
    """Asterisk, kept in touch with by `run`."""

    async def run(self) -> None:
        """For good."""
        ...


@dataclass(frozen=True, slots=True)
class Machine:
    """`listen(moved)` begins to tell of cards that come and go; `web` is None without a page."""

    exchange: Exchange
    inventory: Inventory
    listen: Callable[[Callable[[], None]], None]
    services: Services
    power: Power
    installer: Installer
    web: WebProbe | None
    run: Callable[[], Coroutine[Any, Any, None]] | None = (
        None  # what else has to go on, in a simulation
    )


Build = Callable[[Places, Bus, asyncio.Event], Machine]


def real(places: Places, bus: Bus, ended: asyncio.Event) -> Machine:
    """The box. `ended` is set when a channel ends."""
    system = SystemBus()
    systemd = Systemd(system)
    return Machine(
        exchange=ManagerExchange(places.manager_secret, bus, ended, Address()),
        inventory=DahdiInventory(),
        listen=lambda moved: UdevWatch(moved).start(),
        services=systemd,
        power=systemd,
        installer=Rauc(system),
        web=web_answers,
    )
