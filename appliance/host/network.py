"""Network and time as networkd, timedated and chrony have them; nothing is changed here."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from appliance.core.errors import Fault
from appliance.host.dbus import Peer, SystemBus
from appliance.host.ports import AddressSeen, ClockSeen, LinkSeen

NETWORKD = Peer(
    "org.freedesktop.network1", "/org/freedesktop/network1", "org.freedesktop.network1.Manager"
)
TIMEDATED = Peer(
    "org.freedesktop.timedate1", "/org/freedesktop/timedate1", "org.freedesktop.timedate1"
)
CHRONY = ("chronyc", "-c", "tracking")
PATIENCE = 5.0  # seconds
_WIRED = "ether"
_DHCP = "DHCP"
_FIELDS = 14  # of a line of chronyc's


@dataclass(frozen=True, slots=True)
class BoxNetwork:
    """`devices` is the kernel's folder of network devices."""

    bus: SystemBus
    devices: Path = Path("/sys/class/net")
    chrony: Sequence[str] = CHRONY

    async def links(self) -> tuple[LinkSeen, ...]:
        """The wired ports, by their names."""
        (told,) = await self.bus.ask(NETWORKD, "Describe")
        try:
            found = json.loads(told)["Interfaces"]
            links = [self._link(each) for each in found if each.get("Type") == _WIRED]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Fault(
                "The network tells nothing of itself that the box understands.",
                "Look at the log of the network.",
            ) from error
        return tuple(sorted(links, key=lambda link: link.name))

    def _link(self, told: Mapping[str, Any]) -> LinkSeen:
        name = str(told["Name"])
        return LinkSeen(
            name=name,
            mac=":".join(f"{part:02x}" for part in told.get("HardwareAddress", ())),
            cable=told.get("CarrierState") in {"carrier", "degraded-carrier"},
            ready=told.get("AdministrativeState") == "configured",
            speed=self._speed(name),
            addresses=tuple(
                AddressSeen(
                    f"{_address(each['Address'])}/{each['PrefixLength']}",
                    str(each.get("ConfigSource", "")).startswith(_DHCP),
                )
                for each in told.get("Addresses", ())
            ),
            gateways=_unique(
                each["Gateway"]
                for each in told.get("Routes", ())
                if each.get("Gateway") and not each.get("DestinationPrefixLength")
            ),
            dns=_unique(each["Address"] for each in told.get("DNS", ())),
        )

    def _speed(self, name: str) -> int:
        """The kernel tells none while there is no cable."""
        with suppress(OSError, ValueError):
            return max(0, int((self.devices / name / "speed").read_text()))
        return 0

    async def clock(self) -> ClockSeen:
        """What the kernel is told of its clock, and by whom."""
        synchronized = await self.bus.read(TIMEDATED, "NTPSynchronized")
        zone = await self.bus.read(TIMEDATED, "Timezone")
        server, stratum, offset = tracked(await self._asked_chrony())
        return ClockSeen(bool(synchronized), str(zone), server, stratum, offset)

    async def _asked_chrony(self) -> str:
        """Empty where it does not answer: who keeps the clock is not all there is to tell."""
        try:
            asking = await asyncio.create_subprocess_exec(
                *self.chrony,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError:
            return ""
        try:
            async with asyncio.timeout(PATIENCE):
                said, _ = await asking.communicate()
        except TimeoutError:
            asking.kill()
            await asking.wait()
            return ""
        return said.decode("ascii", "replace")


def tracked(line: str) -> tuple[str, int, float]:
    """Who gives the time, his stratum, and how wrong the clock was, of a line of chronyc's; nobody
    has no name there.
    """
    fields = line.strip().split(",")
    if len(fields) < _FIELDS:
        return "", 0, 0.0
    try:
        return fields[1], int(fields[2]), float(fields[5])
    except ValueError:
        return "", 0, 0.0


def _address(parts: Sequence[int]) -> str:
    return str(ip_address(bytes(parts)))


def _unique(found: Any) -> tuple[str, ...]:  # noqa: ANN401  # addresses as networkd spells them
    return tuple(dict.fromkeys(map(_address, found)))
