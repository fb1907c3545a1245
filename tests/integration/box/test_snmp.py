"""The box's numbers over SNMPv3, by Debian's net-snmp in a unit that may nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from appliance.host.snmp_agent import SETTINGS, SOCKET, UNIT
from appliance.snmp.numbers import ROOT
from appliance.wire.monitoring import GetMonitoring, SetSnmp, SnmpSet
from tests.image.harness import GuestFault
from tests.image.supervisor import Supervisor
from tests.integration.asterisk.real_asterisk import in_network_of
from tests.integration.box.contained import Contained
from tests.integration.box.snmp_reader import NEXT, SET, Reader, RefusedError, by_community

_FROM = "192.168.1.10"
_NAME, _PORTS = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.2.1.0"
_UP, _TELEPHONES = f"{ROOT}.1.3.0", f"{ROOT}.1.7.0"
_PROGRAMS, _ADDRESSES = "1.3.6.1.2.1.25.4.2.1.2", "1.3.6.1.2.1.4.20.1.1"
_TEXT, _GAUGE, _NOT_THERE = 0x04, 0x42, {0x80, 0x81, 0x82}


@pytest.fixture(scope="module")
def made(box: Contained) -> SnmpSet:
    """Switched on, with the passwords that are shown once."""
    return Supervisor(box).ask(SetSnmp(on=True, addresses=(_FROM,)))


@pytest.fixture
def at(box: Contained) -> Iterator[socket.socket]:
    """At the agent's port, in the box."""
    with in_network_of(int(box.root.parts[2])):
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.settimeout(10)
    made.connect(("127.0.0.1", 161))
    with made:
        yield made


@pytest.fixture
def reader(made: SnmpSet, at: socket.socket) -> Reader:
    return Reader(at, made.proof, made.cipher)


def test_it_is_off_at_first(box: Contained) -> None:
    assert not Supervisor(box).ask(GetMonitoring()).snmp.on
    for unit in (UNIT, SOCKET):
        assert box.run(["systemctl", "is-active", unit], check=False).out == "inactive\n"


def test_who_has_the_passwords_reads_the_box_and_its_numbers(
    box: Contained, reader: Reader
) -> None:
    assert reader.get(_NAME) == (0, _TEXT, b"lineman")
    assert reader.get(_UP)[2] == b"\x01"
    status, kind, _ = reader.get(_TELEPHONES)
    assert (status, kind) == (0, _GAUGE)
    assert reader.get(_PORTS)[0] == 0
    assert reader.get(ROOT, NEXT)[2] in {b"\x02", b"\x03"}  # it runs, with an issue or without
    shown = box.run(["systemctl", "show", "--property=User,MainPID", UNIT]).out
    assert "User=lineman-snmp\n" in shown


def test_he_reads_nothing_else_and_writes_nothing(reader: Reader) -> None:
    for oid in (_PROGRAMS, _ADDRESSES):
        assert reader.get(f"{oid}.1")[1] in _NOT_THERE
    assert reader.get(_NAME, SET, b"\x04\x01x")[0] != 0
    assert reader.get(_NAME)[2] == b"lineman"


def test_nobody_reads_without_both_passwords(reader: Reader) -> None:
    at = reader.at
    reader.get(_NAME)
    for wrong in (replace(reader, proof="x" * 20), replace(reader, cipher="x" * 20)):
        at.settimeout(1)
        with pytest.raises((RefusedError, TimeoutError)):
            wrong.get(_NAME)
    for version in (0, 1):
        for community in ("public", "private", ""):
            with pytest.raises(TimeoutError):
                by_community(at, version, community, _NAME)


def test_the_firewall_lets_in_whom_the_administrator_named(box: Contained, made: SnmpSet) -> None:
    assert made.snmp.addresses == (_FROM,)
    assert _FROM in box.run(["nft", "list", "set", "inet", "lineman", "readers"]).out


def test_its_keys_are_read_by_nobody_else(box: Contained, made: SnmpSet) -> None:
    assert made.proof
    for user in ("lineman-web", "asterisk", "www-data", "lineman-snmp"):
        done = box.run(["test", "-r", f"/run/lineman/{SETTINGS}"], user=user, check=False)
        assert (done.code == 0) is (user == "lineman-snmp"), user


def test_the_agent_asks_the_supervisor_for_nothing_else(box: Contained, made: SnmpSet) -> None:
    assert made.proof
    program = (
        "import asyncio; from appliance.wire.client import Client;"
        "from appliance.wire.protocol import GetStatus; asyncio.run(Client().ask(GetStatus()))"
    )
    done = box.run(["python3", "-Ic", program], user="lineman-snmp", check=False)
    assert "NotAllowed" in done.err


def test_new_passwords_end_those_of_before_and_off_is_off(
    box: Contained, reader: Reader, made: SnmpSet
) -> None:
    other = Supervisor(box).ask(SetSnmp(on=True, addresses=(_FROM,), renew=True))
    assert other.proof != made.proof
    reader.at.settimeout(2)
    with pytest.raises((RefusedError, TimeoutError)):
        reader.get(_NAME)
    assert Reader(reader.at, other.proof, other.cipher).get(_NAME)[2] == b"lineman"
    box.run(["systemctl", "restart", "lineman.service"])
    Supervisor(box).ask(SetSnmp(on=False))
    for unit in (UNIT, SOCKET):
        assert box.run(["systemctl", "is-active", unit], check=False).out == "inactive\n"
    with pytest.raises((TimeoutError, ConnectionRefusedError)):
        reader.get(_NAME)
    listed = box.run(["nft", "list", "set", "inet", "lineman", "readers"]).out
    assert "elements" not in listed
    with pytest.raises(GuestFault):
        Supervisor(box).ask(SetSnmp(on=True))
