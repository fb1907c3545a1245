"""Calls that are placed for a telephone: whose rings, what it calls then, and that once is once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest

from appliance.asterisk.queries import Ring
from appliance.core.commands import AdoptCard, Put, Several, edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Department
from appliance.core.text import DisplayName
from appliance.daemon import placing
from appliance.daemon.office import Office
from appliance.daemon.placing import Placing
from appliance.daemon.whose import Whose
from appliance.simulate.cards import office_cards
from appliance.spoken import sentences
from appliance.wire.admission import Asker
from appliance.wire.answers import CallsNow, Done
from appliance.wire.calls import PlaceCall, RingTelephone
from appliance.wire.directory import Directory, GetDirectory
from appliance.wire.errors import NotAllowed
from appliance.wire.roles import Role, Scope
from appliance.wire.sessions import Session
from tests.fakes.office import call
from tests.unit.daemon.test_board import Switchboard
from tests.unit.daemon.test_call_rights import ASKERS, OFFICE

PROGRAM = Asker(
    Session("key:crm", Role.ANYONE, 0.0), api_key="1", scopes=frozenset({Scope.CALLS_PLACE})
)


@dataclass
class Desk:
    """`up` are the calls that are up; `now` the clock."""

    config: Config = OFFICE
    up: CallsNow = CallsNow(())  # noqa: RUF009  # frozen
    now: float = 100.0
    switchboard: Switchboard = field(default_factory=Switchboard)

    def __post_init__(self) -> None:
        office = SimpleNamespace(
            config=lambda: self.config,
            whose=Whose(lambda: self.config),
            calls=lambda: self.up,
        )
        self.asked = Placing(cast("Office", office), self.switchboard, lambda: self.now)

    async def ask(self, question: object, who: Asker) -> object:
        return await self.asked.answering[type(question)](question, who)

    def rung(self) -> list[tuple[str, str, str]]:
        rings = [cast("Ring", each[1]) for each in self.switchboard.done]
        return [(each.device, each.number, each.then) for each in rings]


@pytest.mark.parametrize(
    ("to", "then"),
    [
        ("303", "303"),
        ("8 (916) 123-45-67", "89161234567"),
        ("tel:+7-916-123-45-67", "+79161234567"),
        ("*65", "*65"),
    ],
)
async def test_ones_own_telephone_rings_and_calls(to: str, then: str) -> None:
    desk = Desk()
    assert await desk.ask(PlaceCall(to), ASKERS["seller"]) == Done()
    assert desk.rung() == [("PJSIP/302", "302", then)]


async def test_a_program_says_whose_telephone_rings() -> None:
    desk = Desk()
    await desk.ask(PlaceCall("303", "301"), PROGRAM)
    assert desk.rung() == [("PJSIP/301", "301", "303")]
    with pytest.raises(Invalid, match="which internal number"):
        await desk.ask(PlaceCall("303"), PROGRAM)


@pytest.mark.parametrize("who", ["seller", "admin", "console", "head"])
async def test_nobody_has_anothers_telephone_ring(who: str) -> None:
    desk = Desk()
    with pytest.raises(NotAllowed):
        await desk.ask(PlaceCall("89161234567", "303"), ASKERS[who])
    assert desk.rung() == []


@pytest.mark.parametrize(
    ("who", "to", "field"),
    [
        ("nobody", "303", "number"),
        ("gone", "303", "number"),
        ("seller", "", "to"),
        ("seller", " - ", "to"),
        ("seller", "302", "to"),
        ("seller", "303,1", "to"),
        ("seller", "303\r\nAction: Command", "to"),
        ("seller", "Wait", "to"),
        ("seller", "٣٠٣", "to"),
        ("seller", "1" * 33, "to"),
    ],
)
async def test_nothing_else_is_called(who: str, to: str, field: str) -> None:
    desk = Desk()
    with pytest.raises(Invalid) as refused:
        await desk.ask(PlaceCall(to), ASKERS[who])
    assert refused.value.field == field
    assert desk.rung() == []


async def test_a_telephone_that_is_not_there_cannot_ring() -> None:
    desk = Desk()
    with pytest.raises(Invalid, match="999 has no telephone") as refused:
        await desk.ask(PlaceCall("303", "999"), PROGRAM)
    assert refused.value.field == "number"


async def test_twice_at_once_is_once_and_later_is_anew() -> None:
    desk = Desk()
    for _ in range(2):
        assert await desk.ask(PlaceCall("303"), ASKERS["seller"]) == Done()
    assert len(desk.rung()) == 1
    await desk.ask(PlaceCall("301"), ASKERS["seller"])
    assert len(desk.rung()) == 2, "another number is another call"
    desk.now += placing.ONCE
    await desk.ask(PlaceCall("301"), ASKERS["seller"])
    assert len(desk.rung()) == 3


async def test_what_did_not_ring_may_be_tried_again_at_once() -> None:
    desk = Desk()
    desk.switchboard.silent = True
    with pytest.raises(Fault):
        await desk.ask(PlaceCall("303"), ASKERS["seller"])
    desk.switchboard.silent = False
    await desk.ask(PlaceCall("303"), ASKERS["seller"])
    assert len(desk.rung()) == 1


async def test_who_talks_ends_that_call_first() -> None:
    desk = Desk(up=CallsNow((msgspec.structs.replace(call(1), numbers=("302",)),)))
    with pytest.raises(Invalid, match="302 is in a call"):
        await desk.ask(PlaceCall("303"), ASKERS["seller"])
    assert await desk.ask(PlaceCall("303"), ASKERS["head"]) == Done()


async def test_a_telephone_rings_to_be_found_and_hears_its_number_or_calls() -> None:
    desk = Desk()
    assert await desk.ask(RingTelephone("302"), ASKERS["admin"]) == Done()
    assert await desk.ask(RingTelephone("302", "+79161234567"), ASKERS["admin"]) == Done()
    assert desk.rung() == [("PJSIP/302", "302", "*65"), ("PJSIP/302", "302", "+79161234567")]


async def test_of_several_telephones_the_one_at_the_port_rings() -> None:
    config = edit(OFFICE, AdoptCard(office_cards()[0].found))
    one, other = (config.extension(ExtensionNumber(digits)) for digits in ("201", "302"))
    both = Put(replace(other, devices=(*other.devices, *one.devices)))
    desk = Desk(edit(config, Several((Put(replace(one, devices=())), both))))
    await desk.ask(RingTelephone("302", channel=1), ASKERS["admin"])
    await desk.ask(RingTelephone("302"), ASKERS["admin"])
    assert [device for device, *_ in desk.rung()] == ["DAHDI/1", "PJSIP/302"]
    with pytest.raises(Invalid) as refused:
        await desk.ask(RingTelephone("302", channel=2), ASKERS["admin"])
    assert refused.value.field == "channel"


@pytest.mark.parametrize(
    ("number", "then", "field"),
    [
        ("999", "", "number"),
        ("", "", "number"),
        ("302", "302", "then"),
        ("302", "303,1)", "then"),
        ("302", "Wait", "then"),
        ("302", "1" * 40, "then"),
        ("302", "8 10 44 20 7946 0000", "then"),
    ],
)
async def test_nothing_else_rings_to_be_found(number: str, then: str, field: str) -> None:
    desk = Desk()
    with pytest.raises(Invalid) as refused:
        await desk.ask(RingTelephone(number, then), ASKERS["admin"])
    assert refused.value.field == field
    assert desk.rung() == []


async def test_a_telephone_that_talks_does_not_ring_whoever_asks() -> None:
    desk = Desk(up=CallsNow((msgspec.structs.replace(call(1), numbers=("302",)),)))
    for question in (RingTelephone("302"), RingTelephone("302", "303")):
        with pytest.raises(Invalid, match="302 is in a call"):
            await desk.ask(question, ASKERS["admin"])
    assert desk.rung() == []


async def test_what_the_rights_refuse_does_not_ring_first() -> None:
    desk = Desk()
    with pytest.raises(Invalid, match=r"no right to such calls \(international\)") as refused:
        await desk.ask(PlaceCall("8 10 44 20 7946 0000"), ASKERS["seller"])
    assert refused.value.field == "to"
    said = sentences.said(refused.value.reason, "ru")
    assert "международные" in said
    assert desk.rung() == []


async def test_the_directory_tells_everybody_names_and_departments() -> None:
    sales = Department(Key("sales"), DisplayName("Sales"))
    seller = next(each for each in OFFICE.people if each.number == ExtensionNumber("302"))
    config = edit(edit(OFFICE, Put(sales)), Put(replace(seller, department=sales.key)))
    desk = Desk(config)
    found = cast("Directory", await desk.ask(GetDirectory(), ASKERS["seller"]))
    told = [(each.number, each.name, each.department) for each in found.entries]
    assert told == [("303", "Clerk", ""), ("301", "Head", ""), ("302", "Seller", "Sales")]
    assert (found.own, found.more) == ("302", False)
    sought = cast("Directory", await desk.ask(GetDirectory("SALES"), ASKERS["nobody"]))
    assert [each.number for each in sought.entries] == ["302"]
    assert sought.own == ""


async def test_a_long_directory_comes_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "MOST", 2)
    desk, seller = Desk(), ASKERS["seller"]
    first = cast("Directory", await desk.ask(GetDirectory(), seller))
    rest = cast("Directory", await desk.ask(GetDirectory(after=2), seller))
    assert ([e.number for e in first.entries], first.more) == (["303", "301"], True)
    assert ([e.number for e in rest.entries], rest.more) == (["302"], False)
