"""The box's network ports beside one another."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from appliance.core.checks.unique import unique
from appliance.core.errors import Invalid
from appliance.core.numbers import check_between

if TYPE_CHECKING:
    from appliance.core.config import Config

MOST_PORTS = 16


def check(config: Config) -> None:
    """No two ports are in one network, and one alone leads out of all of them."""
    ports = config.network_ports
    check_between("network ports", len(ports), 0, MOST_PORTS)
    unique("network ports", "port", (port.mac for port in ports))
    own = [port for port in ports if port.address]
    for one, other in itertools.combinations(own, 2):
        if one.address == other.address:
            raise Invalid(
                "address",
                f"{one.address} is that of two ports; give one of them another",
            )
        if one.network.overlaps(other.network):
            raise Invalid(
                "address",
                f"{one.address} and {other.address} are in one network; give one of both an address"
                " of another",
            )
    leading = [port for port in own if port.gateway]
    if len(leading) > 1:
        raise Invalid(
            "gateway",
            f"ports {leading[0].mac} and {leading[1].mac} both have one; only one port can lead to"
            " the Internet",
        )
