"""Conference rooms and parking lots: what each must be, and that no number answers twice."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from appliance.core.commands import Command, Put, TakeOut, edit
from appliance.core.config import Config
from appliance.core.dialling import internal_numbers
from appliance.core.errors import Invalid
from appliance.core.exchange_file import exported, imported
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.people import pin_from
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.secret import secret_from
from appliance.core.targets import ToConference, ToMailbox
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute
from tests.machines.offices import after, number, sip

NAME = DisplayName("Планёрка")
PIN, LEADERS = pin_from("2580", "0" * 16), pin_from("1379", "0" * 16)
ROOM = ConferenceRoom(Key("room"), NAME, number("450"), pin=PIN, leader_pin=LEADERS, waits=True)
LOT = ParkingLot(Key("lot"), DisplayName("Парковка"), number("700"), number("701"), spaces=5)


def office(*more: Command) -> Config:
    return after(sip("301", "x"), sip("302", "y"), Put(ROOM), Put(LOT), *more)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: replace(ROOM, leader_pin=None), "leaders"),
        (lambda: replace(ROOM, leader_pin=None, waits=False, ends=True), "leaders"),
        (lambda: replace(ROOM, leader_pin=PIN), "leader's PIN"),
        (lambda: replace(ROOM, members=(number("301"), number("301"))), "members"),
        (lambda: replace(ROOM, members=(number("301"),), leaders=(number("301"),)), "leaders"),
        (lambda: replace(ROOM, most=100), "most people"),
        (lambda: replace(LOT, spaces=0), "spaces"),
        (lambda: replace(LOT, seconds=5), "time"),
        (lambda: replace(LOT, first=number("995"), spaces=6), "spaces"),
        (lambda: replace(LOT, first=number("071")), "first space"),
        (lambda: replace(LOT, number=number("703")), "number"),
    ],
)
def test_a_room_or_a_lot_that_cannot_be(make: Callable[[], object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make()
    assert refused.value.field == field


def test_spaces_follow_one_another() -> None:
    assert [each.digits for each in LOT.numbers()] == ["701", "702", "703", "704", "705"]


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (Put(replace(ROOM, number=number("301"))), "conferences"),
        (Put(replace(ROOM, number=number("703"))), "parking lots"),
        (Put(replace(LOT, number=number("450"))), "parking lots"),
        (Put(replace(LOT, first=number("298"), spaces=5)), "parking lots"),
        (Put(replace(LOT, number=number("112"))), "parking lots"),
        (Put(replace(ROOM, members=(number("399"),))), "members"),
        (Put(replace(ROOM, leaders=(number("399"),))), "leaders"),
        (Put(replace(LOT, otherwise=ToMailbox(number("301")))), "otherwise"),
        (Put(DidRoute(Did("555"), ToConference(Key("other")))), "inbound"),
        (Put(FeatureCode(Feature.CONFERENCE, "*4")), "codes"),
        (Put(FeatureCode(Feature.TRANSFER, "*55")), "codes"),
        (Put(FeatureCode(Feature.THREE_WAY, "*6")), "codes"),
    ],
)
def test_what_clashes_is_refused_at_its_field(command: Command, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        edit(office(), command)
    assert refused.value.field == field


def test_keys_in_a_call_are_no_codes_at_dial_tone() -> None:
    config = office(Put(FeatureCode(Feature.TRANSFER_COMPLETE, "*43")))
    assert config.code(Feature.TRANSFER_COMPLETE) == config.code(Feature.ECHO_TEST)


def test_a_room_in_use_is_not_taken_out() -> None:
    config = office(Put(DidRoute(Did("555"), ToConference(ROOM.key))))
    with pytest.raises(Invalid):
        edit(config, TakeOut(ROOM))


def test_their_numbers_are_ours() -> None:
    assert {"450", "700", "701", "705"} <= internal_numbers(office())
    assert "706" not in internal_numbers(office())


def test_a_file_without_pins_keeps_those_that_are_there() -> None:
    config = office()
    text = exported(config, secrets=False)
    assert PIN.digest not in text
    assert imported(text, config, lambda: secret_from(b"." * 15)).config == config
    assert PIN.digest in exported(config, secrets=True)
