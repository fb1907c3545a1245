"""The machine below, as ports: `real_machine.py` has the box, `simulate` one without hardware."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from appliance.asterisk import ports
from appliance.bus import Bus
from appliance.daemon.bans import Lift
from appliance.daemon.carriers_watch import Look
from appliance.daemon.health_watch import WebProbe
from appliance.daemon.places import Places
from appliance.flows.ports import Installer, Power, Services
from appliance.hardware.far_ends import Hands
from appliance.hardware.seen import Inventory
from appliance.hardware.timing_watch import Clock
from appliance.host.ports import Front, Journal, Network, Switched


class Exchange(ports.Exchange, ports.Switchboard, ports.Parking, ports.VoiceBoxes, Protocol):
    """Asterisk, kept in touch with by `run`."""

    async def run(self) -> None:
        """For good."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`listen(moved)` begins to tell of cards that come and go; `web` is None without a page.

    `unban` lifts the ban of an address, `carrier` tells why a line's server is not trusted.
    `hands` are at the far ends of virtual cards, where there are any; `heard`: with their sound.
    `mounted` tells whether a partition's own place is there, or only an empty folder.
    """

    exchange: Exchange
    inventory: Inventory
    clock: Clock
    listen: Callable[[Callable[[], None]], None]
    services: Services
    power: Power
    installer: Installer
    web: WebProbe | None
    mounted: Callable[[Path], bool]
    unban: Lift
    carrier: Look
    units: Switched
    journal: Journal
    network: Network
    front: Front
    hands: Hands
    heard: bool = True
    run: Callable[[], Coroutine[Any, Any, None]] | None = (
        None  # what else has to go on, in a simulation
    )


Build = Callable[[Places, Bus, asyncio.Event], Machine]
