"""The box is on the network as its configuration says, and comes back where nobody says yes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from appliance.core.canonical import from_plain, to_plain
from appliance.core.commands import Command, Put, SetOffice, TakeOut
from appliance.core.network import HostName, Mac, NetworkNames, NetworkPort
from appliance.core.office import Office
from appliance.wire.configuration import CancelPending, Confirm, Edit, GetOffice, GetPending
from build.lib.vm.waiting import wait_until
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained, committed_revision

_PORT, _MAC = "eth7", "02:00:00:00:02:22"
_OWN = NetworkPort(Mac(_MAC), "10.77.0.2", 24, "10.77.0.1", ("10.77.0.1",))
_SUPERVISOR, _TIMER = "lineman.service", "lineman-putback.timer"
_SOONER = b"[Timer]\nOnActiveSec=\nOnActiveSec=10s\n"
_WITHIN = 60.0  # seconds


@pytest.fixture(scope="module")
def box(box: Contained) -> Contained:
    """With a wired port."""
    wire = ["type", "veth", "peer", "name", "far"]
    box.run(["ip", "link", "add", _PORT, "address", _MAC, *wire])
    box.run(["ip", "link", "set", "far", "up"])
    return box


@contextmanager
def _impatient(box: Contained) -> Iterator[None]:
    """The timer waits a few seconds for a yes."""
    folder = f"/run/systemd/system/{_TIMER}.d"
    box.run(["mkdir", folder])
    box.write(f"{folder}/test.conf", _SOONER)
    box.run(["systemctl", "daemon-reload"])
    yield
    box.run(["rm", "-r", folder])
    box.run(["systemctl", "daemon-reload"])


@pytest.fixture(autouse=True)
def _nothing_waits(box: Contained) -> Iterator[None]:
    yield
    if Supervisor(box).ask(GetPending()).author:
        Supervisor(box).ask(CancelPending())


def _edit(box: Contained, command: Command) -> bool:
    """Whether it waits for a yes."""
    plain = to_plain(command, Command)
    return Supervisor(box).ask(Edit(base=Supervisor(box).revision, command=plain)).pending


def _addresses(box: Contained) -> str:
    return box.run(["ip", "-4", "-o", "address", "show", "dev", _PORT]).out


def _has(box: Contained, *, own: bool) -> None:
    wait_until(lambda: ("10.77.0.2/24" in _addresses(box)) is own, "the address", seconds=_WITHIN)


def test_an_address_is_tried_and_taken_back(box: Contained) -> None:
    assert _edit(box, Put(_OWN))
    _has(box, own=True)
    routes = box.run(["ip", "route", "show", "default"]).out
    assert "via 10.77.0.1" in routes
    Supervisor(box).ask(CancelPending())
    _has(box, own=False)


def test_without_the_supervisor_the_timer_takes_it_back(box: Contained) -> None:
    revision = Supervisor(box).revision
    try:
        with _impatient(box):
            assert _edit(box, Put(_OWN))
            _has(box, own=True)
            box.run(["systemctl", "stop", _SUPERVISOR])
            _has(box, own=False)
    finally:
        box.run(["systemctl", "start", _SUPERVISOR])
        wait_until(lambda: committed_revision(box) == revision, "the supervisor", seconds=_WITHIN)


def test_what_is_confirmed_stays_and_goes_again(box: Contained) -> None:
    assert _edit(box, Put(_OWN))
    Supervisor(box).ask(Confirm())
    _has(box, own=True)
    box.run(["systemctl", "restart", "systemd-networkd.service"])
    _has(box, own=True)
    assert _edit(box, TakeOut(_OWN))
    Supervisor(box).ask(Confirm())
    _has(box, own=False)
    assert box.run(["ls", "/run/systemd/network"]).out.strip() == ""


def test_name_and_time_servers_are_taken_at_once(box: Contained) -> None:
    plain = Supervisor(box).ask(GetOffice()).office
    office: Office = from_plain(Office, plain)
    names = NetworkNames(HostName("ats-2"), ("192.0.2.7",))
    assert not _edit(box, SetOffice(replace(office, network=names)))
    assert box.run(["hostname"]).out.strip() == "ats-2"
    wait_until(lambda: _announced(box, "ats-2"), "the name in the network", seconds=_WITHIN)
    sources = "/run/chrony-dhcp/lineman.sources"
    assert box.run(["cat", sources]).out == "server 192.0.2.7 iburst prefer trust\n"
    assert "192.0.2.7" in box.run(["chronyc", "-n", "sources"]).out
    assert not _edit(box, SetOffice(office))
    assert box.run(["hostname"]).out.strip() == "lineman"
    assert "192.0.2.7" not in box.run(["chronyc", "-n", "sources"]).out


def _announced(box: Contained, name: str) -> bool:
    said = box.run(["journalctl", "--unit=avahi-daemon.service", "--output=cat"]).out
    return f"Host name is {name}.local" in said


def test_the_programs_have_done_all_that_was_asked(box: Contained) -> None:
    for unit in ("lineman-network", "lineman-host-name", "lineman-time-servers"):
        box.run(["systemctl", "is-active", f"{unit}.service"])
