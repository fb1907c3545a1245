"""What the programs read that put the box on the network: plain words, one fact a line.

Each has rights that we have not, so it takes nothing but these words: `libexec/network` makes files
for networkd of `network/ports`, `libexec/host-name` and `libexec/time-servers` take the other two.
"""

from collections.abc import Iterator
from ipaddress import ip_address

from appliance.compiler.lines import text
from appliance.core.config import Config
from appliance.core.network import Ipv6, NetworkPort

PORTS, NAME, TIME = "network/ports", "network/name", "network/time"
DHCP = "dhcp"  # in the place of an address


def ports(config: Config) -> str:
    """Every port that is set by hand in one thing or another."""
    return text(line for port in config.network_ports for line in _port(port))


def _port(port: NetworkPort) -> Iterator[str]:
    yield f"{port.mac} address {f'{port.address}/{port.prefix}' if port.address else DHCP}"
    if port.gateway:
        yield f"{port.mac} gateway {port.gateway}"
    yield from (f"{port.mac} dns {_spelled(each)}" for each in port.dns)
    if port.ipv6 is Ipv6.OFF:
        yield f"{port.mac} ipv6 off"


def name(config: Config) -> str:
    """By what name the box is known."""
    return text((f"name {config.network.name}",))


def time(config: Config) -> str:
    """Whom it asks before the servers of the image."""
    return text(f"server {_spelled(each)}" for each in config.network.time_servers)


def _spelled(server: str) -> str:
    """An address as the programs know it, in small letters; a name as it was typed."""
    try:
        return str(ip_address(server))
    except ValueError:
        return server


def addresses(written: str) -> dict[str, str]:
    """Of `network/ports` each port's address, without its prefix; `DHCP` where none is set."""
    words = (line.split() for line in written.splitlines() if not line.startswith("#"))
    return {
        line[0]: line[2].partition("/")[0]
        for line in words
        if len(line) == 3 and line[1] == "address"
    }
