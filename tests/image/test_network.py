"""An address at which nobody reaches the box is put back by itself; one that is kept stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, Put, TakeOut
from appliance.core.network import Mac, NetworkPort
from appliance.wire.configuration import CancelPending, Confirm, Edit, GetPending
from appliance.wire.network import GetNetwork, LinkView
from build.lib.vm.waiting import wait_until
from tests.image.harness import Guest
from tests.image.supervisor import Supervisor
from tests.image.web_page import WebPage

pytestmark = pytest.mark.timeout(1800)
_ELSEWHERE = "10.0.2.99"  # of QEMU's network, where this machine's way in does not lead
_PUT_BACK = 300.0  # seconds: the two minutes that are left to confirm, and a slow machine


@pytest.fixture(autouse=True)
def _as_before(box: Guest) -> Iterator[None]:
    yield
    if Supervisor(box).ask(GetPending()).author:
        Supervisor(box).ask(CancelPending())


def _link(box: Guest) -> LinkView:
    (link,) = Supervisor(box).ask(GetNetwork()).links
    return link


def _edit(box: Guest, command: Command) -> None:
    """It runs, and waits for a yes."""
    edit = Edit(base=Supervisor(box).revision, command=to_plain(command, Command))
    assert Supervisor(box).ask(edit).pending


def _has(box: Guest, address: str, *, by_dhcp: bool, seconds: float = 60) -> None:
    def look() -> bool:
        return any(
            each.address.startswith(f"{address}/") and each.by_dhcp is by_dhcp
            for each in _link(box).addresses
        )

    wait_until(look, f"the address {address}", seconds=seconds, every=1)


def test_whoever_locks_himself_out_comes_in_again(box: Guest) -> None:
    page = WebPage(box)
    link = _link(box)
    given = next(each.address for each in link.addresses if each.by_dhcp and "." in each.address)
    address = given.partition("/")[0]
    assert page.answers()
    _edit(box, Put(NetworkPort(Mac(link.mac), _ELSEWHERE, 24, "10.0.2.2", ("10.0.2.3",))))
    _has(box, _ELSEWHERE, by_dhcp=False)
    assert not page.answers()
    _has(box, address, by_dhcp=True, seconds=_PUT_BACK)
    wait_until(page.answers, "the page", seconds=120, every=1)
    assert Supervisor(box).ask(GetPending()).author == ""


def test_an_address_that_is_kept_is_the_ports_own(box: Guest) -> None:
    """The one that it has by DHCP, so that the page stays where it is."""
    page, link = WebPage(box), _link(box)
    given = next(each.address for each in link.addresses if each.by_dhcp and "." in each.address)
    address, _, prefix = given.partition("/")
    part = NetworkPort(Mac(link.mac), address, int(prefix), "10.0.2.2", ("10.0.2.3",))
    _edit(box, Put(part))
    _has(box, address, by_dhcp=False)
    Supervisor(box).ask(Confirm())
    wait_until(page.answers, "the page", seconds=120, every=1)
    _edit(box, TakeOut(part))
    Supervisor(box).ask(Confirm())
    _has(box, address, by_dhcp=True)
