"""Network and time as networkd, timedated and chrony tell them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.core.errors import Fault
from appliance.host.dbus import SystemBus
from appliance.host.network import BoxNetwork, tracked
from appliance.host.ports import AddressSeen, ClockSeen, LinkSeen
from tests.fakes.private_bus import FakeSystem, system

_ETHERNET = {
    "Index": 2,
    "Name": "enp1s0",
    "Type": "ether",
    "CarrierState": "carrier",
    "AdministrativeState": "configured",
    "HardwareAddress": [82, 84, 0, 18, 52, 86],
    "Addresses": [
        {"Family": 2, "Address": [192, 0, 2, 5], "PrefixLength": 24, "ConfigSource": "DHCPv4"},
        {
            "Family": 10,
            "Address": [0xFE, 0x80, *[0] * 13, 1],
            "PrefixLength": 64,
            "ConfigSource": "foreign",
        },
    ],
    "Routes": [
        {"Family": 2, "Destination": [0] * 4, "DestinationPrefixLength": 0,
         "Gateway": [192, 0, 2, 1]},
        {"Family": 2, "Destination": [0] * 4, "DestinationPrefixLength": 0,
         "Gateway": [192, 0, 2, 1]},
        {"Family": 2, "Destination": [10, 0, 0, 0], "DestinationPrefixLength": 8,
         "Gateway": [192, 0, 2, 9]},
        {"Family": 2, "Destination": [192, 0, 2, 0], "DestinationPrefixLength": 24},
    ],
    "DNS": [{"Family": 2, "Address": [192, 0, 2, 1]}],
}  # fmt: skip
_LOOSE = {
    "Name": "enp2s0",
    "Type": "ether",
    "CarrierState": "no-carrier",
    "AdministrativeState": "configuring",
}
_TRACKING = (
    "C0000201,192.0.2.123,3,1790000000.1,0.000001,-0.000250,0.0001,-1.5,0.01,0.1,0.02,0.003,64.2,"
    "Normal\n"
)
Make = Callable[[str], BoxNetwork]


@pytest.fixture
async def below(tmp_path: Path) -> AsyncIterator[tuple[FakeSystem, Make]]:
    async with system(tmp_path) as (address, fake):
        bus = SystemBus(address)
        (tmp_path / "enp1s0").mkdir()
        (tmp_path / "enp1s0" / "speed").write_text("1000\n")

        def make(tracking: str = _TRACKING) -> BoxNetwork:
            said = tmp_path / "tracking"
            said.write_text(tracking)
            return BoxNetwork(bus, tmp_path, ("cat", str(said)))

        yield fake, make
        await bus.close()


async def test_wired_ports_are_told_as_networkd_has_them(below: tuple[FakeSystem, Make]) -> None:
    fake, make = below
    loopback = {"Name": "lo", "Type": "loopback"}
    fake.network = json.dumps({"Interfaces": [_LOOSE, loopback, _ETHERNET]})
    assert await make("").links() == (
        LinkSeen(
            "enp1s0",
            "52:54:00:12:34:56",
            cable=True,
            ready=True,
            speed=1000,
            addresses=(AddressSeen("192.0.2.5/24", True), AddressSeen("fe80::1/64", False)),
            gateways=("192.0.2.1",),
            dns=("192.0.2.1",),
        ),
        LinkSeen("enp2s0", "", False, False, 0, (), (), ()),
    )


@pytest.mark.parametrize("told", ["", "{}", "[]", '{"Interfaces": [{"Type": "ether"}]}'])
async def test_what_is_not_understood_is_a_fault(below: tuple[FakeSystem, Make], told: str) -> None:
    fake, make = below
    fake.network = told
    with pytest.raises(Fault, match="tells nothing of itself"):
        await make("").links()


async def test_the_clock_is_told_as_the_kernel_and_chrony_have_it(
    below: tuple[FakeSystem, Make],
) -> None:
    fake, make = below
    fake.synchronized = True
    assert await make(_TRACKING).clock() == ClockSeen(True, "Etc/UTC", "192.0.2.123", 3, -0.00025)
    fake.synchronized = False
    assert await make("").clock() == ClockSeen(False, "Etc/UTC")


async def test_a_chrony_that_is_not_there_hides_nothing(below: tuple[FakeSystem, Make]) -> None:
    _, make = below
    box = make("")
    gone = BoxNetwork(box.bus, box.devices, ("/nowhere/chronyc",))
    assert (await gone.clock()).server == ""


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (_TRACKING, ("192.0.2.123", 3, -0.00025)),
        ("00000000,,0,0.0,0,0,0,0,0,0,1,1,0,Not synchronised\n", ("", 0, 0.0)),
        ("506 Cannot talk to daemon\n", ("", 0, 0.0)),
        (_TRACKING.replace(",3,", ",x,"), ("", 0, 0.0)),
        ("", ("", 0, 0.0)),
    ],
)
def test_a_line_of_chronys(line: str, found: tuple[Any, ...]) -> None:
    assert tracked(line) == found
