"""Who in the LAN may read how the box is doing."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from appliance.core.errors import Invalid
from appliance.core.web_address import check_machine, in_lan, inner

MOST = 20  # addresses

_Net = IPv4Network | IPv6Network


def lan_addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Each as it is kept: an address, or a network such as 192.168.1.0/24. Invalid at `addresses`
    for one that is not the LAN's.
    """
    found = tuple(dict.fromkeys(_spelled(_network(text)) for text in texts))
    if len(found) > MOST:
        raise Invalid("addresses", f"there are more than {MOST}; give a network in their place")
    return found


def listed(origin: str, addresses: Iterable[str]) -> bool:
    """Whether the address that somebody asks from is one of these."""
    try:
        ip = inner(ip_address(origin))
    except ValueError:
        return False
    return any(ip in ip_network(each) for each in addresses)


def _network(text: str) -> _Net:
    try:
        network = ip_network(text)
    except ValueError as error:
        raise Invalid(
            "addresses",
            f"{text!r} is neither an address nor a network; write it like 192.168.1.10 "
            "or 192.168.1.0/24",
        ) from error
    if network.num_addresses == 1:
        check_machine(network.network_address, "addresses")
    if not (in_lan(network[0]) and in_lan(network[-1])):
        raise Invalid("addresses", f"{text} is not of the LAN alone; give addresses of the LAN")
    return network


def _spelled(network: _Net) -> str:
    return str(network[0]) if network.num_addresses == 1 else str(network)
