"""Whom the firewall lets in, as the configuration has it."""

from dataclasses import replace

from appliance.compiler import firewall
from appliance.compiler.asterisk import rtp_conf
from appliance.compiler.compile import compile_config
from appliance.core.config import Config
from appliance.core.text import Token
from tests.unit.compiler.test_sip import ACCOUNT, PEER, with_lines

_OFFICE = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"}


def _sets(config: Config) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in firewall.render(config).splitlines():
        if not line.startswith("#"):
            name, value = line.split()
            found.setdefault(name, []).append(value)
    return found


def test_without_sip_lines_only_the_office_calls_and_nobody_speaks_unasked() -> None:
    sets = _sets(Config())
    assert set(sets["phones"]) == _OFFICE
    assert not {"operators", "speakers"} & sets.keys()


def test_a_line_with_an_address_opens_to_that_address_once() -> None:
    other = replace(PEER, name=Token("site-3"), host="192.0.2.9")
    account = replace(ACCOUNT, host=PEER.host)
    sets = _sets(with_lines(PEER, other, account))
    assert sets["operators"] == ["192.0.2.10", "192.0.2.9"]
    assert sets["speakers"] == ["0.0.0.0/0"], "sound may come from another machine than the call"
    assert set(sets["phones"]) == _OFFICE


def test_an_operator_known_by_name_alone_may_call_from_any_of_its_servers() -> None:
    assert _sets(with_lines(PEER, ACCOUNT))["operators"] == ["0.0.0.0/0"]


def test_operators_that_are_known_by_their_address_are_never_banned() -> None:
    assert _sets(with_lines(PEER, ACCOUNT))["trusted"] == [PEER.host]
    assert "trusted" not in _sets(with_lines(ACCOUNT))


def test_the_ports_are_those_that_asterisk_uses() -> None:
    (ports,) = _sets(Config())["sound"]
    first, last = ports.split("-")
    conf = compile_config(Config())["asterisk/rtp.conf"]
    assert f"rtpstart = {first}\nrtpend = {last}\n" in conf
    assert (int(first), int(last)) == (rtp_conf.FIRST, rtp_conf.LAST)
