"""Whom the box lets in follows the configuration, with the supervisor and without it."""

from __future__ import annotations

import pytest

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, Put, TakeOut
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import SipTrunk, TrunkGroup
from appliance.wire.configuration import Edit
from build.lib.vm.waiting import wait_until
from tests.image.harness import GuestFault
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained, committed_revision

_RULES, _SETS = "lineman-firewall.service", "lineman-firewall-sets.service"
_ADDRESS, _OTHER = "192.0.2.10", "192.0.2.77"
_REFUSES = b"[Service]\nExecStart=\nExecStart=/usr/bin/false\n"
_DROP_IN = f"/run/systemd/system/{_SETS}.d"


def _holds(box: Contained, name: str) -> str:
    return box.run(["nft", "list", "set", "inet", "lineman", name]).out


def _edit(box: Contained, command: Command) -> None:
    plain = to_plain(command, Command)
    Supervisor(box).ask(Edit(base=Supervisor(box).revision, command=plain))


def _group(address: str) -> TrunkGroup:
    return TrunkGroup(7, DisplayName("Operator"), (SipTrunk(Token("operator"), address),))


def test_it_starts_with_the_sets_of_what_is_committed(box: Contained) -> None:
    box.run(["systemctl", "is-active", _SETS])
    assert "10.0.0.0/8" in _holds(box, "phones")
    assert "elements" not in _holds(box, "operators")


def test_an_operators_address_is_let_in_as_long_as_its_line_is_there(box: Contained) -> None:
    _edit(box, Put(_group(_ADDRESS)))
    assert _ADDRESS in _holds(box, "operators")
    box.run(["systemctl", "stop", "lineman.service"])
    try:
        box.run(["systemctl", "restart", _RULES])  # flushes, and fills by itself
        wait_until(lambda: _ADDRESS in _holds(box, "operators"), "the sets", seconds=20)
    finally:
        box.run(["systemctl", "start", "lineman.service"])
        wait_until(lambda: committed_revision(box), "the supervisor", seconds=60)
    _edit(box, TakeOut(_group(_ADDRESS)))
    assert _ADDRESS not in _holds(box, "operators")


def test_a_firewall_that_cannot_be_filled_keeps_the_configuration_before(box: Contained) -> None:
    revision = Supervisor(box).revision
    box.run(["mkdir", _DROP_IN])
    box.write(f"{_DROP_IN}/test.conf", _REFUSES)
    box.run(["systemctl", "daemon-reload"])
    try:
        with pytest.raises(GuestFault, match=_SETS):
            _edit(box, Put(_group(_OTHER)))
    finally:
        box.run(["rm", "-r", _DROP_IN])
        box.run(["systemctl", "daemon-reload"])
    assert Supervisor(box).revision == revision
    assert _OTHER not in _holds(box, "operators")
    known = box.run(["asterisk", "-rx", "pjsip show endpoint operator"]).out
    assert "Unable to find" in known
    _edit(box, Put(_group(_ADDRESS)))
    assert _ADDRESS in _holds(box, "operators")
