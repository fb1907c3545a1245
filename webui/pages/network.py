"""Network and time: how the box is on the network, and who keeps its clock."""

from __future__ import annotations

from appliance.spoken.languages import mark
from appliance.wire.network import GetNetwork
from appliance.wire.roles import Right
from webui.page import SYSTEM, Context, Page
from webui.parts import zones
from webui.visit import Visit


async def _shown(visit: Visit) -> Context:
    found = await visit.ask(GetNetwork())
    named = zones.title(found.clock.zone, visit.language) if found.clock is not None else ""
    return {
        "found": found,
        "zone": named,
        "office": visit.may(Right.OFFICE),
    }


PAGE = Page(
    key="network",
    path="/network",
    title=mark("Network and time"),
    also=mark("address, IP, gateway, DNS, NTP, clock, DHCP, MAC"),
    icon="router",
    section=SYSTEM,
    right=Right.BOX,
    lead=mark("Where the box is on the network, and who tells it the time."),
    fetch=_shown,
)
