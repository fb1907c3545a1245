"""What is done with a call in progress, as it is compiled and as the what-if tells of it."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.devices_table import table
from appliance.compiler.lint import lint
from appliance.core.call_handling import HuntGroup
from appliance.core.commands import AdoptCard, Command, Put, edit
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_state import YES, Family
from appliance.core.numbers import Did
from appliance.core.parts import Part
from appliance.core.people import pin_from
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.scenario import (
    Does,
    FromTelephone,
    FromTrunk,
    LiveValue,
    Moment,
    Origin,
    Scenario,
    TelephoneIs,
)
from appliance.core.targets import ToConference
from appliance.core.test_calls import Ending
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import numbers

NOON = Moment("2026-03-03T12:00:00+03:00")
ROOM = ConferenceRoom(
    Key("room"),
    DisplayName("Планёрка"),
    number("450"),
    members=(number("301"),),
    leaders=(number("201"),),
    pin=pin_from("2580", "0" * 16),
    leader_pin=pin_from("1379", "1" * 16),
    waits=True,
)
OPEN = ConferenceRoom(Key("open"), DisplayName("Открытая"), number("451"))
LED = replace(ROOM, key=Key("led"), number=number("452"), members=(), leaders=(), pin=None)
LOT = ParkingLot(Key("lot"), DisplayName("Парковка"), number("700"), number("701"), spaces=3)

PARTS: tuple[Part, ...] = (ROOM, OPEN, LED, LOT)


@cache
def office() -> Config:
    return after(
        AdoptCard(TDM800P),
        AdoptCard(TE122),
        sip("301", "Первый"),
        sip("302", "Второй"),
        *(Put(each) for each in PARTS),
        Put(DidRoute(Did("74957000100"), ToConference(ROOM.key))),
    )


def story(origin: Origin, *presses: str, live: tuple[LiveValue, ...] = (), busy: str = "") -> Story:
    others = (TelephoneIs(number(busy), Does.BUSY),) if busy else ()
    scenario = Scenario(NOON, origin, presses=presses, telephones=others, live=live)
    return simulate(Exchange(office()), scenario)


def taken(told: Story) -> list[str]:
    return [f"{each.application}({each.arguments})" for each in told.steps]


def dials(digits: str, *presses: str, by: str = "302") -> list[str]:
    return taken(story(FromTelephone(number(by), digits), *presses))


def inside(room: str, who: str) -> str:
    return f"ConfBridge({room},conference-{room},conference-{room}-{who},keys-{who})"


@pytest.mark.parametrize(
    ("by", "digits", "presses", "enters"),
    [
        ("301", "450", (), inside("room", "member")),
        ("201", "450", (), inside("room", "leader")),
        ("302", "450", ("2580#",), inside("room", "member")),
        ("302", "450", ("1379#",), inside("room", "leader")),
        ("302", "450", ("1111#", "2580#"), inside("room", "member")),
        ("302", "*40450", ("2580#",), inside("room", "member")),
        ("302", "*40", ("450#", "1379#"), inside("room", "leader")),
        ("302", "*40", ("999#", "451#"), inside("open", "member")),
        ("302", "451", (), inside("open", "member")),
        ("302", "452", ("#",), inside("led", "member")),
        ("302", "452", ("1379#",), inside("led", "leader")),
    ],
)
def test_who_comes_into_a_room_and_as_what(
    by: str, digits: str, presses: tuple[str, ...], enters: str
) -> None:
    assert dials(digits, *presses, by=by)[-1] == enters


@pytest.mark.parametrize("presses", [(), ("1111#", "2222#", "3333#"), ("258#", "13790#", "")])
def test_without_the_pin_nobody_comes_in(presses: tuple[str, ...]) -> None:
    steps = dials("450", *presses)
    assert not [each for each in steps if each.startswith("ConfBridge")]
    assert steps.count("Playback(conf-invalidpin)") == 3
    assert steps[-1] == "Hangup(21)"


@pytest.mark.parametrize(("digits", "room"), [("450", "room"), ("452", "led"), ("*40450", "room")])
def test_a_room_whose_pin_is_guessed_is_locked(digits: str, room: str) -> None:
    """Each wrong one makes the next wait longer; the right one is a wrong one then."""
    now = int(NOON.time.timestamp())
    caller = FromTelephone(number("302"), digits)
    told = taken(story(caller, "1111#", "2222#", "3333#"))
    counted = [each for each in told if each.startswith(f"Set(DB({Family.WRONG_PINS}/{room})=")]
    assert len(counted) == 3
    waits = [each for each in told if each.startswith("Wait(")]
    assert waits == ["Wait(1)", "Wait(2)", "Wait(4)", "Wait(6)"]
    locked = LiveValue(Family.WRONG_PINS, room, f"5+{now - 60}")
    told = taken(story(caller, "1379#", live=(locked,)))
    assert inside(room, "leader") not in told
    over = LiveValue(Family.WRONG_PINS, room, f"5+{now - 1800}")
    told = taken(story(caller, "1379#", live=(over,)))
    assert told[-1] == inside(room, "leader")
    assert f"Set(DB_DELETE({Family.WRONG_PINS}/{room})=)" in told


def test_the_members_pin_ends_no_count_of_the_leaders() -> None:
    """It stands in every invitation: whoever has it could guess the leaders' without end."""
    now = int(NOON.time.timestamp())
    row = "room+"
    known = (LiveValue(Family.WRONG_PINS, row, f"4+{now - 60}"),)
    told = taken(story(FromTelephone(number("302"), "450"), "1111#", "2580#", live=known))
    assert told[-1] == inside("room", "member")
    assert [each for each in told if each.startswith(f"Set(DB({Family.WRONG_PINS}/{row})=5+")]
    assert not [
        each for each in told if each.startswith(f"Set(DB_DELETE({Family.WRONG_PINS}/{row}")
    ]
    locked = (LiveValue(Family.WRONG_PINS, row, f"5+{now - 60}"),)
    told = taken(story(FromTelephone(number("302"), "450"), "1379#", live=locked))
    assert inside("room", "leader") not in told
    told = taken(story(FromTelephone(number("302"), "450"), "2580#", live=locked))
    assert told[-1] == inside("room", "member")


def test_whom_a_room_knows_comes_in_though_it_is_locked() -> None:
    locked = LiveValue(Family.WRONG_PINS, "room", f"5+{int(NOON.time.timestamp())}")
    told = taken(story(FromTelephone(number("301"), "450"), live=(locked,)))
    assert told[-1] == inside("room", "member")
    assert not [each for each in told if Family.WRONG_PINS in each]


def test_from_outside_a_room_asks_for_its_pin() -> None:
    stranger = FromTrunk(1, "74957000100", "9161234567")
    assert taken(story(stranger, "2580#"))[-1] == inside("room", "member")
    assert story(stranger).outcome.ending is Ending.REFUSED


def test_no_pin_stands_in_a_file_that_is_shown() -> None:
    for path, text in compile_config(office()).items():
        if "/tables/" not in path:
            assert ROOM.pin is not None
            assert ROOM.pin.digest not in text, path


def test_a_room_needs_no_code() -> None:
    config = edit(office(), Put(FeatureCode(Feature.CONFERENCE, "")))
    assert not lint(compile_config(config))


def test_dialling_a_space_takes_what_waits_there() -> None:
    told = story(FromTelephone(number("302"), "702"))
    assert taken(told)[-1] == "ParkedCall(lot,702)"
    assert told.outcome.ending is Ending.REFUSED
    text = compile_config(office())["asterisk/extensions.conf"]
    assert "exten => 702,hint,park:702@ext-parking\n" in text
    assert "exten => 700,1,Park(lot)\n" in text  # first, by which Asterisk knows a lot


def test_a_lot_is_as_wide_as_its_spaces() -> None:
    text = compile_config(office())["asterisk/res_parking.conf"]
    assert "[lot]\nparkpos = 701-703\ncontext = ext-parking\nparkingtime = 45\n" in text
    assert "comebackcontext = parking-back-lot\n" in text


def test_each_telephone_is_known_by_its_channel() -> None:
    rows = {row[0]: row[1] for row in table(office()).rows}
    assert rows["PJSIP/301"] == "301"
    assert sorted(rows.values()) == sorted(
        [*(ext.number.digits for ext in office().extensions if ext.devices)]
    )
    assert any(name.startswith("DAHDI/") for name in rows)


def may(config: Config) -> str:
    """What Dial lets the two of a call within the office do."""
    dial = next(
        line
        for line in compile_config(config)["asterisk/extensions.conf"].splitlines()
        if "Dial(${ARG2}" in line
    )
    return dial.partition("ib(sub-leg^s^1)")[2]


def test_telephones_of_ours_hand_calls_over_and_nobody_from_outside() -> None:
    assert may(office()) == 't${IF($["${ME}"!="" & "${ATTENDEDTRANSFER}"=""]?T:)})'
    off: tuple[Command, ...] = tuple(
        Put(FeatureCode(each, "")) for each in (Feature.TRANSFER, Feature.TRANSFER_BLIND)
    )
    config = office()
    for command in off:
        config = edit(config, command)
    assert may(config) == ")"
    assert "blindxfer =\n" in compile_config(config)["asterisk/features.conf"]


def test_keys_in_a_call_are_as_the_owner_wants_them() -> None:
    config = edit(office(), Put(FeatureCode(Feature.THREE_WAY, "*9")))
    text = compile_config(config)["asterisk/features.conf"]
    assert "atxferthreeway = *9\n" in text
    assert "atxferabort = *3\n" in text


WAITING = (LiveValue(Family.CALL_WAITING, "201", YES),)


def test_an_analogue_telephone_in_use_is_busy_unless_its_owner_waits_for_calls() -> None:
    call = FromTelephone(number("302"), "201")
    assert story(call, busy="201").outcome.ending is Ending.BUSY
    told = story(call, busy="201", live=WAITING)
    assert [each.who for each in told.outcome.rang] == ["201"]
    assert told.outcome.ending is Ending.NO_ANSWER
    assert story(call).outcome.ending is Ending.ANSWERED


def test_call_waiting_is_switched_by_its_codes() -> None:
    on = story(FromTelephone(number("201"), "*70")).outcome
    assert on.changed == WAITING
    off = story(FromTelephone(number("201"), "*71"), live=WAITING).outcome
    assert off.changed == (LiveValue(Family.CALL_WAITING, "201", ""),)


def test_a_group_announces_no_call_to_who_talks() -> None:
    group = HuntGroup(Key("all"), DisplayName("Все"), number("600"), numbers(201, 202))
    config = edit(office(), Put(group))
    busy = (TelephoneIs(number("201"), Does.BUSY),)
    call = FromTelephone(number("302"), "600")
    scenario = Scenario(NOON, call, telephones=busy, live=WAITING)
    outcome = simulate(Exchange(config), scenario).outcome
    assert [each.who for each in outcome.rang] == ["202"]


def test_a_parking_lot_may_be_made_before_the_first_telephone() -> None:
    assert lint(compile_config(after(Put(LOT)))) == []
