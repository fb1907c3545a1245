"""To which server the log may go."""

from __future__ import annotations

import pytest

from appliance.core.encryption import Transport
from appliance.core.errors import Invalid
from appliance.core.log_server import LogServer
from tests.integration.asterisk.papers import paper


@pytest.mark.parametrize("server", ["log", "log.example.com", "192.0.2.1", "10.0.0.7", "8.8.8.8"])
def test_names_and_addresses_are_taken(server: str) -> None:
    assert LogServer(server).server == server


@pytest.mark.parametrize(
    ("server", "why"),
    [
        ("", "neither a name nor an address"),
        ("log server", "neither a name nor an address"),
        ('log" port="1', "neither a name nor an address"),
        ("log.example.com\n", "neither a name nor an address"),
        ("192.0.2", "neither a name nor an address"),
        ("127.0.0.1", "the box itself"),
        ("224.0.0.1", "no address of one machine"),
    ],
)
def test_what_is_none_is_refused_at_its_field(server: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refusal:
        LogServer(server)
    assert refusal.value.field == "server"


def test_an_authority_is_asked_for_with_tls_alone(pem: str) -> None:
    assert LogServer("log", 6514, Transport.TLS, pem).authority
    for transport in (Transport.UDP, Transport.TCP):
        with pytest.raises(Invalid, match="TLS alone"):
            LogServer("log", 514, transport, pem)
    with pytest.raises(Invalid, match="is no certificate"):
        LogServer("log", 6514, Transport.TLS, "mine")
    with pytest.raises(Invalid):
        LogServer("log", 0)


@pytest.fixture(scope="module")
def pem() -> str:
    return paper("Logs").pem
