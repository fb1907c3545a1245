"""How the box is to be on the network: its ports' addresses, its name, who tells it the time."""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, ip_address

from appliance.core.errors import Invalid
from appliance.core.numbers import check_between
from appliance.core.trunks import HOST
from appliance.core.web_address import check_machine

MOST_SERVERS = 4  # of names, or of time


@dataclass(frozen=True, slots=True, order=True)
class Mac:
    """The address that a network port has by its hardware, as the kernel writes it."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", self.text, re.ASCII):
            raise Invalid(
                "mac", f"{self.text!r} is no hardware address; write it like 00:1b:21:3c:4d:5e"
            )
        if int(self.text[:2], 16) & 1 or not self.text.strip("0:"):
            raise Invalid("mac", f"{self.text} is no address of one port; choose one of the box")

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class HostName:
    """One label of a name in the network (RFC 1123), without a domain."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", self.text):
            raise Invalid(
                "name",
                f"{self.text!r} is no name in a network; up to 63 Latin letters, digits and"
                " hyphens, such as lineman",
            )
        if self.text.isdecimal() or self.text.lower() == "localhost":
            raise Invalid("name", f"{self.text} means something else; write one such as lineman")

    def __str__(self) -> str:
        return self.text


class Ipv6(StrEnum):
    """Whether the port speaks it."""

    AUTOMATIC = "automatic"  # the network gives addresses
    OFF = "off"


@dataclass(frozen=True, slots=True)
class NetworkPort:
    """How the port of this hardware gets its address; without `address` the network gives it.

    `dns` are asked for names, instead of those that the network gives. A port that no part is about
    is as the image has it: all from the network.
    """

    mac: Mac
    address: str = ""
    prefix: int = 24
    gateway: str = ""
    dns: tuple[str, ...] = ()
    ipv6: Ipv6 = Ipv6.AUTOMATIC

    def __post_init__(self) -> None:
        check_between("prefix", self.prefix, 8, 30)
        if self.address:
            own = _ipv4("address", self.address)
            _check_within("address", own, self.network)
            if self.gateway:
                _check_gateway(self.gateway, own, self.network)
        elif self.gateway:
            raise Invalid(
                "gateway",
                "is given by the network, as the address is; empty it, or write an address too",
            )
        _check_servers("dns", self.dns)
        for each in self.dns:
            _check_literal(each)
        if self.address and not self.dns and self.gateway:
            raise Invalid(
                "dns",
                "is missing: lines are reached by name; write at least one, often the gateway",
            )

    @property
    def network(self) -> IPv4Network:
        """Which addresses it reaches without a gateway; only of a port with an address."""
        return IPv4Interface(f"{self.address}/{self.prefix}").network


@dataclass(frozen=True, slots=True)
class NetworkNames:
    """By what name the box is known, and who tells it the time instead of the Internet."""

    name: HostName = HostName("lineman")  # frozen
    time_servers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_servers("time servers", self.time_servers)
        for each in self.time_servers:
            _check_time_server(each)


def _ipv4(field: str, text: str) -> IPv4Address:
    try:
        return IPv4Address(text)
    except ValueError as error:
        raise Invalid(
            field, f"{text!r} is no address; write it like 192.168.1.10, and the prefix beside it"
        ) from error


def _check_within(field: str, address: IPv4Address, network: IPv4Network) -> None:
    """Refuse what no machine of the network can have."""
    if (
        address.is_loopback
        or address.is_unspecified
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.packed[0] == 0
    ):
        raise Invalid(field, f"{address} is for no machine; take one such as 192.168.1.10")
    if address not in network:
        raise Invalid(field, f"{address} is not in {network}; take one of it, or another prefix")
    if address in {network.network_address, network.broadcast_address}:
        first, last = network[1], network[-2]
        raise Invalid(
            field, f"{address} is the network's own; take one from {first} to {last}, or another"
            " prefix"
        )  # fmt: skip


def _check_gateway(text: str, own: IPv4Address, network: IPv4Network) -> None:
    gateway = _ipv4("gateway", text)
    _check_within("gateway", gateway, network)
    if gateway == own:
        raise Invalid("gateway", "is the box itself; write the router's address")


def _check_servers(field: str, servers: tuple[str, ...]) -> None:
    check_between(field, len(servers), 0, MOST_SERVERS)
    if len(set(servers)) != len(servers):
        raise Invalid(field, "one server is named twice; name it once")


def _check_literal(text: str) -> None:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise Invalid("dns", f"{text!r} is no address; write it like 192.168.1.1") from error
    if "%" in text:
        raise Invalid("dns", f"{text} names a port of this box; write the address alone")
    check_machine(address, "dns")


def _check_time_server(text: str) -> None:
    try:
        address = ip_address(text)
    except ValueError as error:
        if re.fullmatch(r"[0-9.]+", text) or not re.fullmatch(HOST, text, re.ASCII):
            raise Invalid(
                "time servers",
                f"{text!r} is neither a name nor an address; write it like ntp.example.com",
            ) from error
        return
    if "%" in text:
        raise Invalid("time servers", f"{text} names a port of this box; write the address alone")
    check_machine(address, "time servers")
