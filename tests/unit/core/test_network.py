"""Addresses of network ports: what can be, and what is refused at its field with a cure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from appliance.core.canonical import from_json, to_json
from appliance.core.commands import Put, SetOffice, Several, TakeOut, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.network import HostName, Ipv6, Mac, NetworkNames, NetworkPort
from appliance.core.office import office_of
from tests.unit.spoken.cure import names_a_cure

ONE, OTHER = Mac("02:00:00:00:02:10"), Mac("02:00:00:00:02:11")
OWN = NetworkPort(ONE, "192.168.1.10", 24, "192.168.1.1", ("192.168.1.1",))


@pytest.mark.parametrize(
    "made",
    [
        lambda: NetworkPort(ONE),
        lambda: OWN,
        lambda: NetworkPort(ONE, dns=("192.168.1.1", "2001:db8::53"), ipv6=Ipv6.OFF),
        lambda: NetworkPort(ONE, "10.0.0.255", 8),  # of a class that is long gone
        lambda: NetworkPort(ONE, "192.0.2.2", 30, "192.0.2.1", ("198.51.100.1",)),
        lambda: NetworkNames(HostName("x"), ("ntp.example.com", "192.168.1.1", "2001:db8::1")),
        lambda: NetworkNames(HostName("1st-Floor")),
    ],
)
def test_it_can_be(made: Callable[[], Any]) -> None:
    value = made()
    assert from_json(type(value), to_json(value, type(value))) == value


def _own(**other: Any) -> NetworkPort:  # a field's value
    return replace(OWN, **other)


WRONG: dict[str, tuple[Callable[[], Any], str, str]] = {
    "upper case": (lambda: Mac("02:00:00:00:02:1A"), "mac", "write it like"),
    "many ports": (lambda: Mac("01:00:5e:00:00:01"), "mac", "choose one of the box"),
    "no port": (lambda: Mac("00:00:00:00:00:00"), "mac", "choose one of the box"),
    "with its prefix": (lambda: _own(address="192.168.1.10/24"), "address", "prefix beside it"),
    "a name": (lambda: _own(address="box.example.com"), "address", "192.168.1.10"),
    "leading nought": (lambda: _own(address="192.168.01.10"), "address", "write it like"),
    "the network": (lambda: _own(address="192.168.1.0"), "address", "192.168.1.1 to 192.168.1.254"),
    "everybody": (lambda: _own(address="192.168.1.255"), "address", "is the network's own"),
    "itself": (lambda: _own(address="127.0.0.1"), "address", "is for no machine"),
    "self-made": (lambda: _own(address="169.254.3.4"), "address", "is for no machine"),
    "a group": (lambda: _own(address="224.0.0.5"), "address", "is for no machine"),
    "prefix": (lambda: _own(prefix=31), "prefix", "between 8 and 30"),
    "far gateway": (lambda: _own(gateway="192.168.2.1"), "gateway", "is not in 192.168.1.0/24"),
    "own gateway": (lambda: _own(gateway="192.168.1.10"), "gateway", "is the box itself"),
    "gateway for all": (lambda: _own(gateway="192.168.1.255"), "gateway", "the network's own"),
    "gateway alone": (lambda: NetworkPort(ONE, gateway="192.168.1.1"), "gateway", "write an addr"),
    "no names": (lambda: _own(dns=()), "dns", "write at least one"),
    "names by name": (lambda: _own(dns=("dns.example.com",)), "dns", "is no address"),
    "names by a port": (lambda: _own(dns=("fe80::1%eth0",)), "dns", "write the address alone"),
    "names by itself": (lambda: _own(dns=("127.0.0.1",)), "dns", "is the box itself"),
    "names twice": (lambda: _own(dns=("192.0.2.1", "192.0.2.1")), "dns", "named twice"),
    "many names": (lambda: _own(dns=tuple(f"192.0.2.{i}" for i in range(1, 6))), "dns", "0 and 4"),
    "dot": (lambda: HostName("lineman.local"), "name", "hyphens"),
    "hyphen": (lambda: HostName("-lineman"), "name", "hyphens"),
    "long": (lambda: HostName("x" * 64), "name", "up to 63"),
    "Cyrillic": (lambda: HostName("станция"), "name", "Latin letters"),
    "line": (lambda: HostName("a\n"), "name", "Latin letters"),
    "digits": (lambda: HostName("42"), "name", "means something else"),
    "localhost": (lambda: HostName("LocalHost"), "name", "means something else"),
    "time": (lambda: NetworkNames(time_servers=("1.2.3",)), "time servers", "neither a name nor"),
    "time of itself": (lambda: NetworkNames(time_servers=("::1",)), "time servers", "box itself"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_at_its_field(case: str) -> None:
    made, field, cure = WRONG[case]
    with pytest.raises(Invalid) as refusal:
        made()
    assert refusal.value.field == field
    assert cure in refusal.value.reason
    assert names_a_cure(refusal.value.reason)


@pytest.mark.parametrize(
    ("other", "field", "cure"),
    [
        (NetworkPort(OTHER, "192.168.1.10", 24), "address", "that of two ports"),
        (NetworkPort(OTHER, "192.168.1.11", 25), "address", "in one network"),
        (NetworkPort(OTHER, "10.0.0.2", 8, "10.0.0.1", ("10.0.0.1",)), "gateway", "only one port"),
    ],
)
def test_two_ports_do_not_clash(other: NetworkPort, field: str, cure: str) -> None:
    config = edit(Config(), Put(OWN))
    with pytest.raises(Invalid) as refusal:
        edit(config, Put(other))
    assert refusal.value.field == field
    assert cure in refusal.value.reason


def test_ports_of_two_networks_go_together_and_are_taken_out() -> None:
    second = NetworkPort(OTHER, "10.0.0.2", 8)
    config = edit(edit(Config(), Put(OWN)), Put(second))
    assert config.network_ports == (OWN, second)
    assert edit(config, TakeOut(OWN)).network_ports == (second,)


def test_too_many_ports_are_refused() -> None:
    ports = [Put(NetworkPort(Mac(f"02:00:00:00:00:{number:02x}"))) for number in range(17)]
    assert len(edit(Config(), Several(tuple(ports[:16]))).network_ports) == 16
    with pytest.raises(Invalid, match="not between 0 and 16"):
        edit(Config(), Several(tuple(ports)))


def test_an_office_that_was_stored_before_takes_all_from_the_network() -> None:
    plain = to_json(Config(), Config)
    stored = from_json(Config, plain.replace(_piece(plain), ""))
    assert stored == Config()
    assert stored.network_ports == ()
    assert stored.network.name == HostName("lineman")


def _piece(plain: str) -> str:
    piece = '"network":{"name":"lineman","time_servers":[]},"network_ports":[],'
    assert piece in plain
    return piece


def test_the_names_are_the_offices() -> None:
    names = NetworkNames(HostName("ats"), ("ntp.example.com",))
    config = edit(Config(), SetOffice(replace(office_of(Config()), network=names)))
    assert config.network == names
    assert office_of(config).network == names
