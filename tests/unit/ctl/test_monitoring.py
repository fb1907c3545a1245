"""Monitoring from a shell."""

from __future__ import annotations

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
