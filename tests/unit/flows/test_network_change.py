"""Another address of the box runs until somebody says yes, whether or not he asked for that."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from appliance.apply.impact import NAME_UNIT, TIME_UNIT
from appliance.apply.plan import Plan, plan
from appliance.compiler.compile import compile_config
from appliance.core.commands import Command, Put, SetOffice, TakeOut, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.network import HostName, Ipv6, NetworkNames, NetworkPort
from appliance.core.office import office_of
from appliance.core.people import Language
from appliance.daemon.change_view import applied_view, foreseen_view
from appliance.facts import NobodyConfirmed
from appliance.flows import waiting
from appliance.flows.waiting import WhenIdle, needs_confirm
from tests.fakes.changing_box import BASE, Box, channel, later, runs
from tests.unit.core.test_network import ONE, OTHER, OWN


def _names(config: Config, names: NetworkNames) -> Command:
    return SetOffice(replace(office_of(config), network=names))


def _plan(before: Config, command: Command) -> Plan:
    return plan(compile_config(before), compile_config(edit(before, command)))


@pytest.mark.parametrize(
    ("now", "moves"),
    [
        (OWN, ("192.168.1.10",)),
        (NetworkPort(ONE, dns=("192.0.2.53",)), ()),
        (NetworkPort(ONE, ipv6=Ipv6.OFF), ()),
        (NetworkPort(OTHER, "10.0.0.2", 8), ("10.0.0.2",)),
    ],
)
def test_whatever_a_port_is_given_has_to_be_confirmed(
    now: NetworkPort, moves: tuple[str, ...]
) -> None:
    found = _plan(Config(), Put(now))
    assert needs_confirm(found)
    assert found.moves_to == moves


def test_a_gateway_or_prefix_of_its_own_leaves_the_page_where_it_is() -> None:
    before = edit(Config(), Put(OWN))
    for other in (replace(OWN, prefix=16), replace(OWN, gateway="192.168.1.2")):
        found = _plan(before, Put(other))
        assert needs_confirm(found)
        assert found.moves_to == ()


def test_a_port_that_is_given_back_has_what_the_network_gives() -> None:
    found = _plan(edit(Config(), Put(OWN)), TakeOut(OWN))
    assert needs_confirm(found)
    assert found.moves_to == ("dhcp",)


def test_name_and_time_servers_lock_nobody_out() -> None:
    names = NetworkNames(HostName("ats"), ("ntp.example.com",))
    found = _plan(Config(), _names(Config(), names))
    assert not needs_confirm(found)
    assert {verb.text for verb in found.verbs} == {NAME_UNIT, TIME_UNIT}


def test_it_runs_until_nobody_has_said_yes(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "CONFIRM_MOVED", 0.05)

    async def story() -> None:
        told: asyncio.Queue[NobodyConfirmed] = asyncio.Queue()
        box.bus.subscribe("test", NobodyConfirmed, call=told.put)
        applied = await box.changes.change(Put(OWN), 1, "anna", "x")
        assert applied.pending
        assert applied_view(applied).moves_to == ("192.168.1.10",)
        assert "192.168.1.10/24" in box.world.loaded["network/ports"]
        await asyncio.wait_for(told.get(), 5)
        assert "192.168.1.10" not in box.world.loaded["network/ports"]

    asyncio.run(story())
    assert box.config == BASE
    assert runs(box, BASE)


def test_it_is_put_back_without_us(box: Box) -> None:
    """The supervisor is dead, and the timer's own program does it."""
    asyncio.run(box.changes.change(Put(OWN), 1, "anna", "x"))
    assert box.world.armed
    box.world.time_runs_out()
    assert "192.168.1.10" not in box.world.loaded["network/ports"]


def test_it_is_kept_once_somebody_said_yes(box: Box) -> None:
    async def story() -> None:
        await box.changes.change(Put(OWN), 1, "anna", "x")
        await box.changes.confirm()

    asyncio.run(story())
    assert runs(box, edit(BASE, Put(OWN)))


def test_there_is_time_to_log_in_anew(box: Box) -> None:
    async def story() -> None:
        await box.changes.change(Put(OWN), 1, "anna", "x")
        waits = box.changes.unconfirmed
        assert waits is not None
        assert waits.until - box.changes.clock() == pytest.approx(120, abs=1)
        await box.changes.cancel()

    asyncio.run(story())


def test_it_waits_for_no_hour(box: Box) -> None:
    with pytest.raises(Invalid, match="it could lock you out"):
        asyncio.run(box.changes.change_later(later(Put(OWN), WhenIdle())))


def test_calls_over_the_network_are_counted(box: Box) -> None:
    box.up = [
        channel("PJSIP/301-1", "one"),
        channel("DAHDI/1-1", "one"),
        channel("DAHDI/2-1", "two"),
    ]
    seen = asyncio.run(box.changes.foresee(Put(OWN), 1))
    assert seen.drops == 1
    told = foreseen_view(seen, Language.EN)
    assert (told.confirm_within, told.moves_to) == (120, ("192.168.1.10",))
    assert "telephones of the network log in again" in told.steps[0].text
    given = asyncio.run(box.changes.foresee(_names(BASE, NetworkNames(HostName("ats"))), 1))
    assert (foreseen_view(given, Language.EN).confirm_within, given.drops) == (0, 0)
