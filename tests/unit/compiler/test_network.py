"""What is written for the programs that put the box on the network."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.compiler import network
from appliance.core.commands import Put, Several, edit
from appliance.core.config import Config
from appliance.core.network import HostName, Ipv6, NetworkNames, NetworkPort
from tests.property.networks import network_ports
from tests.unit.core.test_network import OTHER, OWN

_HEADER = "# Written by Lineman from its configuration; changes here are lost.\n"


def _with(*ports: NetworkPort) -> Config:
    return edit(Config(), Several(tuple(Put(port) for port in ports)))


def test_nobody_set_anything_up() -> None:
    assert network.ports(Config()) == _HEADER
    assert network.time(Config()) == _HEADER
    assert network.name(Config()) == _HEADER + "name lineman\n"


def test_each_port_says_its_own() -> None:
    given_too = NetworkPort(OTHER, dns=("2001:db8::53",), ipv6=Ipv6.OFF)
    assert network.ports(_with(OWN, given_too)) == _HEADER + (
        "02:00:00:00:02:10 address 192.168.1.10/24\n"
        "02:00:00:00:02:10 gateway 192.168.1.1\n"
        "02:00:00:00:02:10 dns 192.168.1.1\n"
        "02:00:00:00:02:11 address dhcp\n"
        "02:00:00:00:02:11 dns 2001:db8::53\n"
        "02:00:00:00:02:11 ipv6 off\n"
    )


def test_names_and_time_stand_in_files_of_their_own() -> None:
    config = Config(network=NetworkNames(HostName("ats"), ("ntp.example.com", "2001:db8::7")))
    assert network.name(config) == _HEADER + "name ats\n"
    assert network.time(config) == _HEADER + "server ntp.example.com\nserver 2001:db8::7\n"


def test_an_address_in_capitals_is_one_that_the_programs_take() -> None:
    port = NetworkPort(OTHER, dns=("2001:DB8::53",))
    assert network.ports(_with(port)).endswith("02:00:00:00:02:11 dns 2001:db8::53\n")
    config = Config(network=NetworkNames(time_servers=("2001:DB8:0::7", "NTP.example.com")))
    assert network.time(config) == _HEADER + "server 2001:db8::7\nserver NTP.example.com\n"


@settings(deadline=None)
@given(st.lists(network_ports, max_size=3, unique_by=lambda port: port.mac))
def test_the_addresses_read_back(ports: list[NetworkPort]) -> None:
    written = "".join(network.ports(_with(port)) for port in ports)
    assert network.addresses(written) == {
        port.mac.text: port.address or network.DHCP for port in ports
    }
