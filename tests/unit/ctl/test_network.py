"""The network from a shell: a port is set up, put back or kept, and given back to DHCP."""

from __future__ import annotations

from appliance.ctl.__main__ import NOT_AGREED
from tests.unit.ctl.conftest import Lineman

_ETH0 = "02:00:00:00:02:10"


def test_a_port_is_set_up_kept_and_given_back(lineman: Lineman) -> None:
    assert f"eth0 {_ETH0}: by the network (DHCP)\n  192.0.2.10/24\n" in lineman.said("network")
    mine = ("network", "set", "eth0", "--address", "198.51.100.9/24", "--yes")
    said = lineman.said(*mine)
    assert "put back in 120 seconds unless you say “lineman confirm”" in said
    assert "The page moves to https://198.51.100.9/." in said
    assert "  198.51.100.9/24\n" in lineman.said("network"), "it runs"
    assert lineman.json("network")["parts"]["parts"] == []
    lineman.said("cancel")
    assert "  192.0.2.10/24\n" in lineman.said("network")
    lineman.said(*mine, "--gateway", "198.51.100.1", "--dns", "198.51.100.1", "--no-ipv6")
    lineman.said("confirm")
    assert f"eth0 {_ETH0}: set up by hand\n  198.51.100.9/24\n" in lineman.said("network")
    assert lineman.json("network")["parts"]["parts"] == [
        {
            "mac": _ETH0,
            "address": "198.51.100.9",
            "prefix": 24,
            "gateway": "198.51.100.1",
            "dns": ["198.51.100.1"],
            "ipv6": "off",
        }
    ]
    said = lineman.said("network", "automatic", _ETH0, "--yes")
    assert "the address that the network gives (DHCP)" in said
    lineman.said("confirm")
    assert "by the network (DHCP)" in lineman.said("network")
    assert "takes all from the network already" in lineman.refused("network", "automatic", "eth0")


def test_calls_end_so_nobody_who_is_not_there_does_it(lineman: Lineman) -> None:
    said = lineman.refused(
        "network", "set", "eth0", "--address", "198.51.100.9/24", code=NOT_AGREED
    )
    assert "every call over the network is cut" in said
    assert "by the network (DHCP)" in lineman.said("network")


def test_what_is_wrong_is_refused_with_its_cure(lineman: Lineman) -> None:
    def refused(*words: str) -> str:
        return lineman.refused("--language", "ru", "network", "set", *words, "--yes")

    assert "eth0 (02:00:00:00:02:10)" in refused("eth7", "--address", "192.0.2.3/24")
    assert "192.168.1.10/24" in refused("eth0", "--address", "192.0.2.3")
    assert "от 192.0.2.1 до 192.0.2.254" in refused("eth0", "--address", "192.0.2.0/24")
