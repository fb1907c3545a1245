"""Network and time: how the box is on the network and is to be, and who keeps its clock."""

from __future__ import annotations

from appliance.core.network import NetworkPort
from appliance.spoken.languages import mark
from appliance.wire.network import GetNetwork
from appliance.wire.roles import Right
from webui.application import App
from webui.page import SYSTEM, Context, Page
from webui.parts import screens, settings, zones
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.mail import Addresses
from webui.parts.network import HardwareAddress, OwnAddress
from webui.parts.widgets import Text
from webui.visit import Visit

PORTS = Kind(
    of=NetworkPort,
    path="/network-ports",
    title=mark("Network ports that are set up by hand"),
    one=mark("Set up a network port"),
    one_of=mark("Network port"),
    icon="router",
    empty=mark("All ports take their addresses from the network (DHCP)."),
    columns=(
        Column(mark("Hardware address (MAC)"), "mac"),
        Column(mark("Address"), "address"),
        Column(mark("Gateway"), "gateway"),
    ),
    groups=(
        Group(
            mark("Network port"),
            (
                Field("mac", mark("Hardware address (MAC)"),
                      mark("Of the port itself: it keeps its settings wherever it is plugged."),
                      example="00:1b:21:3c:4d:5e", widget=HardwareAddress()),
                Field("address", mark("Address"),
                      mark("IPv4. Empty: the network gives it (DHCP)."),
                      example="192.168.1.10", widget=OwnAddress(bare=True)),
                Field("prefix", mark("Length of the network's prefix"),
                      mark("8 to 30. 24 is the mask 255.255.255.0, 16 is 255.255.0.0.")),
                Field("gateway", mark("Gateway"),
                      mark("The router to the Internet; of one port alone."),
                      example="192.168.1.1", widget=Text(bare=True)),
                Field("dns", mark("Names (DNS)"),
                      mark("Addresses of servers, one a line. With DHCP: instead of those that the"
                           " network names."), example="192.168.1.1", widget=Addresses()),
            ),
        ),
        Group(mark("Details for specialists"), (Field("ipv6", mark("IPv6")),), quiet=True),
    ),
    linked=("mac",),
)  # fmt: skip

NAMES = settings.settings(
    "/network/edit",
    mark("Name and time servers"),
    "router",
    Field("network.name", mark("Name of the box in the network"),
          mark("Latin letters, digits and hyphens. The page is at https://NAME.local/ too."),
          example="lineman", aka=("name",)),
    Field("network.time_servers", mark("Time servers"),
          mark("Names or addresses, one a line; they come before those of the Internet."),
          example="ntp.example.com", widget=Addresses()),
)  # fmt: skip


async def shown(visit: Visit) -> Context:
    found = await visit.ask(GetNetwork())
    named = zones.title(found.clock.zone, visit.language) if found.clock is not None else ""
    rows = screens.rows_of(PORTS, await screens.known_of(visit, PORTS))
    ours = {each.mac for each in found.links}
    known = await settings.known_of(visit, NAMES)
    return {
        "found": found,
        "zone": named,
        "set_up": {row.name for row in rows},
        "strangers": [row for row in rows if ours and row.name not in ours],
        "names": await settings.told(visit, NAMES, known),
    }


PAGE = Page(
    key="network",
    path="/network",
    title=mark("Network and time"),
    also=mark("address, IP, gateway, DNS, NTP, clock, DHCP, MAC"),
    icon="router",
    section=SYSTEM,
    right=Right.OFFICE,
    lead=mark("Where the box is on the network, and who tells it the time."),
    fetch=shown,
    template="page/network.html",
    kinds=(PORTS,),
)


def routes(app: App) -> None:
    settings.routes(app, PAGE, NAMES)
