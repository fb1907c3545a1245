"""Monitoring from a shell."""

from __future__ import annotations

from pathlib import Path

from appliance.ctl.__main__ import FAILED
from tests.integration.asterisk.papers import paper
from tests.unit.ctl.conftest import Lineman


def test_the_metrics_are_opened_and_closed(lineman: Lineman) -> None:
    assert "Nobody may read the metrics." in lineman.said("monitoring")
    assert "key of the scope metrics" in lineman.said("monitoring", "metrics", "on")
    said = lineman.said("monitoring", "metrics", "on", "--from", "10.0.0.0/8", "--from", "fd00::1")
    assert "from 10.0.0.0/8, fd00::1" in said
    assert "not of the LAN" in lineman.refused("monitoring", "metrics", "on", "--from", "8.8.8.8")
    told = lineman.json("monitoring")["monitoring"]
    assert (told["metrics"], told["addresses"]) == (True, ["10.0.0.0/8", "fd00::1"])
    assert "Nobody may" in lineman.said("monitoring", "metrics", "off")


def test_snmp_is_opened_with_passwords_that_are_shown_once(lineman: Lineman) -> None:
    assert "Nobody may read the numbers over SNMP." in lineman.said("monitoring")
    assert "nobody would be heard" in lineman.refused("monitoring", "snmp", "on")
    on = ("monitoring", "snmp", "on", "--from", "192.168.1.10")
    said = lineman.said(*on)
    assert "SNMPv3: as lineman from 192.168.1.10." in said
    assert "not shown again" in said
    assert "SHA-256" not in lineman.said(*on)
    assert "SHA-256" in lineman.said(*on, "--new")
    assert "SNMPv3: as lineman" in lineman.said("monitoring")
    assert "Nobody may" in lineman.said("monitoring", "snmp", "off")


def test_the_log_goes_besides_to_a_server_and_nowhere_again(
    lineman: Lineman, tmp_path: Path
) -> None:
    assert "The log is sent nowhere." in lineman.said("monitoring")
    assert "name it first" in lineman.refused("monitoring", "test")
    said = lineman.said("monitoring", "syslog", "nobody.invalid", "--protocol", "tcp")
    assert "The log is sent to nobody.invalid:514 (TCP)." in said
    assert "does not run" not in said
    failed = lineman.refused("monitoring", "test", code=FAILED)
    assert "the name nobody.invalid is not known" in failed
    file = tmp_path / "authority.pem"
    file.write_text(paper("Logs").pem)
    named = ("nobody.invalid", "--protocol", "tls", "--authority", str(file))
    assert "nobody.invalid:6514 (TLS)" in lineman.said("monitoring", "syslog", *named)
    file.write_text("mine")
    assert "is no certificate" in lineman.refused("monitoring", "syslog", *named)
    assert "neither a name" in lineman.refused("monitoring", "syslog", "no one")
    assert "sent nowhere" in lineman.said("monitoring", "syslog", "off")
