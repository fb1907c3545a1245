"""Who may read the numbers without a key: addresses of the LAN, as they are written and asked."""

from __future__ import annotations

import pytest

from appliance.core.errors import Invalid
from appliance.core.monitoring import MOST, lan_addresses, listed


def test_addresses_and_networks_of_the_lan_are_kept_once_each() -> None:
    given = ("192.168.1.10", "10.0.0.0/8", "192.168.1.10/32", "fd00::1", "172.16.4.0/24")
    assert lan_addresses(given) == ("192.168.1.10", "10.0.0.0/8", "fd00::1", "172.16.4.0/24")
    assert lan_addresses(()) == ()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("prometheus", "neither an address nor a network"),
        ("192.168.1.300", "neither an address nor a network"),
        ("192.168.1.10/24", "neither an address nor a network"),  # which of both is meant?
        ("8.8.8.8", "not of the LAN"),
        ("0.0.0.0/0", "not of the LAN"),
        ("192.0.0.0/8", "not of the LAN"),
        ("172.0.0.0/11", "not of the LAN"),
        ("::/0", "not of the LAN"),
        ("2001:db8::/32", "not of the LAN"),
        ("127.0.0.1", "the box itself"),
        ("127.0.0.0/8", "not of the LAN"),
        ("169.254.1.1", "link-local"),
    ],
)
def test_what_is_none_of_the_lan_is_refused(given: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refusal:
        lan_addresses(("192.168.1.10", given))
    assert refusal.value.field == "addresses"


def test_more_than_a_list_holds_are_refused() -> None:
    many = [f"10.0.0.{last}" for last in range(MOST + 1)]
    assert len(lan_addresses(many[:-1])) == MOST
    with pytest.raises(Invalid, match="give a network"):
        lan_addresses(many)


def test_who_asks_from_there_is_known() -> None:
    addresses = ("192.168.1.10", "10.1.0.0/16", "fd00::/64")
    for origin in ("192.168.1.10", "10.1.255.255", "fd00::7", "::ffff:192.168.1.10"):
        assert listed(origin, addresses), origin
    for origin in ("192.168.1.11", "10.2.0.0", "fd01::7", "", "unix:", "192.168.1.10, 10.1.0.1"):
        assert not listed(origin, addresses), origin
    assert not listed("192.168.1.10", ())
