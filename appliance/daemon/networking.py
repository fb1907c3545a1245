"""How the box is on the network, and what it knows of the time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from appliance.core.errors import Fault
from appliance.daemon.configuring import Answering
from appliance.host.ports import ClockSeen, LinkSeen, Network
from appliance.wire import network as wire
from appliance.wire.admission import Asker


@dataclass(frozen=True, slots=True)
class Networking:
    """`name` is the box's, `zone` the office's. The rights were judged before."""

    network: Network
    name: Callable[[], str]
    zone: Callable[[], str]
    clock: Callable[[], float]

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {wire.GetNetwork: self._get}

    async def _get(self, _request: object, _asker: Asker) -> wire.Network:
        unknown: list[str] = []
        links: tuple[LinkSeen, ...] = ()
        clock: wire.ClockView | None = None
        try:
            links = await self.network.links()
        except Fault as fault:
            unknown.append(fault.text)
        try:
            clock = self._clock(await self.network.clock())
        except Fault as fault:
            unknown.append(fault.text)
        return wire.Network(self.name(), tuple(map(_link, links)), clock, tuple(unknown))

    def _clock(self, seen: ClockSeen) -> wire.ClockView:
        return wire.ClockView(
            seen.synchronized,
            seen.zone,
            self.zone(),
            self.clock(),
            seen.server,
            seen.stratum,
            seen.offset,
        )


def _link(seen: LinkSeen) -> wire.LinkView:
    return wire.LinkView(
        seen.name,
        seen.mac,
        seen.cable,
        seen.ready,
        seen.speed,
        tuple(wire.AddressView(each.address, each.by_dhcp) for each in seen.addresses),
        seen.gateways,
        seen.dns,
    )
