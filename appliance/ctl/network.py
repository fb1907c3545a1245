"""`lineman network`: the box's network ports, as they are and as they are to be."""

from argparse import Namespace
from collections.abc import Iterator

from appliance.core.errors import Invalid
from appliance.core.network import Ipv6
from appliance.ctl.asking import Listed, Part, edit, listed, put, take_out
from appliance.ctl.parser import Words
from appliance.ctl.show import show
from appliance.ctl.speech import _, said
from appliance.wire.client import Client
from appliance.wire.configured import Parts
from appliance.wire.network import GetNetwork, LinkView, Network

_KIND = "NetworkPort"


def add(words: Words, group: str) -> None:
    """The word with those that follow it."""
    word = words.word(group, "network", shown, _("addresses of the box, and who keeps its clock"))
    given = word.sub(
        "set", set_up, _("set a network port up; put back unless confirmed"), changes=True
    )
    given.add_argument("port", metavar=_("PORT"), help=_("its name or hardware address (MAC)"))
    given.add_argument(
        "--address", default="", metavar=_("ADDRESS/PREFIX"),
        help=_("such as 192.168.1.10/24; without it the network gives one (DHCP)"),
    )  # fmt: skip
    given.add_argument("--gateway", default="", metavar=_("ADDRESS"))
    given.add_argument(
        "--dns", action="append", default=[], metavar=_("ADDRESS"),
        help=_("a server of names; may be said several times"),
    )  # fmt: skip
    given.add_argument("--no-ipv6", action="store_true", help=_("the port speaks IPv4 alone"))
    gone = word.sub(
        "automatic", automatic, _("the network gives the port all (DHCP)"), changes=True
    )
    gone.add_argument("port", metavar=_("PORT"), help=_("its name or hardware address (MAC)"))


async def shown(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetNetwork())
    ports = await listed(client, _KIND)
    answers = Parts(ports.revision, _KIND, ports.parts)
    show(chosen, _lines(found, ports), found, answers)


def _lines(found: Network, ports: Listed) -> Iterator[str]:
    set_up = ports.keyed("mac")
    for link in found.links:
        state = "" if link.cable else _(", no cable")
        way = _("set up by hand") if link.mac in set_up else _("by the network (DHCP)")
        yield f"{link.name} {link.mac}: {way}{state}"
        yield from (f"  {each.address}" for each in link.addresses)
        if link.gateways:
            yield _("  gateway %(gateways)s", gateways=", ".join(link.gateways))
        if link.dns:
            yield _("  names %(servers)s", servers=", ".join(link.dns))
    if found.clock is not None and found.clock.synchronized:
        yield _("The clock is kept by %(server)s.", server=found.clock.server or "NTP")
    elif found.clock is not None:
        yield _("The clock is kept by nobody.")
    yield from map(said, found.unknown)


async def set_up(client: Client, chosen: Namespace) -> None:
    mac = await _link(client, chosen.port)
    address, _slash, prefix = chosen.address.partition("/")
    if address and not prefix.isdecimal():
        raise Invalid("address", "has no prefix; write it like 192.168.1.10/24")
    part: Part = {
        "mac": mac,
        "address": address,
        "gateway": chosen.gateway,
        "dns": chosen.dns,
        "ipv6": str(Ipv6.OFF if chosen.no_ipv6 else Ipv6.AUTOMATIC),
    }
    if address:
        part["prefix"] = int(prefix)
    ports = await listed(client, _KIND)
    await edit(client, chosen, ports.revision, put(_KIND, part))


async def automatic(client: Client, chosen: Namespace) -> None:
    ports = await listed(client, _KIND)
    mac = await _link(client, chosen.port, ports)
    part = ports.keyed("mac").get(mac)
    if part is None:
        raise Invalid("port", f"{chosen.port} takes all from the network already")
    await edit(client, chosen, ports.revision, take_out(_KIND, part))


async def _link(client: Client, wanted: str, ports: Listed | None = None) -> str:
    """The hardware address of the port that is called so; among `ports` are some not here."""
    links = (await client.ask(GetNetwork())).links
    for link in links:
        if wanted in {link.name, link.mac}:
            return link.mac
    if ports is not None and wanted in ports.keyed("mac"):
        return wanted
    raise Invalid("port", f"there is no {wanted}; the box has {_names(links)}")


def _names(links: tuple[LinkView, ...]) -> str:
    return ", ".join(f"{link.name} ({link.mac})" for link in links) or "no port"
