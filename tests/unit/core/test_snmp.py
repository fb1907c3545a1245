"""Keys of SNMPv3, and who may be heard."""

from __future__ import annotations

import pytest

from appliance.core.errors import Invalid
from appliance.core.snmp import engine_of, key_of, readers

_ENGINE = engine_of(bytes.fromhex("11223344556677"))
_BY_NET_SNMP = "c2d4e3aacb23eac0cca150ccbcf48903be029d37bbad876cb3775a9070619c74"


def test_a_key_is_what_net_snmp_makes_of_the_same_password_for_the_same_engine() -> None:
    assert _ENGINE.hex() == "80001f880511223344556677"
    assert key_of("authpass12345", _ENGINE).hex() == _BY_NET_SNMP
    assert key_of("authpass12345", engine_of(b"other")).hex() != _BY_NET_SNMP


def test_only_addresses_that_the_firewalls_set_holds_are_taken() -> None:
    assert readers(("192.168.1.10", "10.0.0.0/8")) == ("192.168.1.10", "10.0.0.0/8")
    for text, why in (("fd00::1", "IPv6"), ("8.8.8.8", "not of the LAN"), ("x", "neither")):
        with pytest.raises(Invalid, match=why) as refused:
            readers((text,))
        assert refused.value.field == "addresses"
