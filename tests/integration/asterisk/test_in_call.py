"""A call in hand, as telephones find it: handed over by keys, held, parked, and in a conference.

301 may call mobile telephones and record, 302 and 303 neither. Each telephone says a tone of its
own.
"""

import time
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.calls import Deed, Result
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, Did
from appliance.core.parts import Part
from appliance.core.people import pin_from
from appliance.core.roles import EVERY_FUNCTION, Rights
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.targets import ToConference, ToExtension
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, NumberFormat, Outbound, SipTrunk, TrunkGroup
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import numbers, person, role

LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)
MOBILE = "89161234567"
TONES = {"301": 450, "302": 1000, "303": 1700, "carrier": 2300}  # Hz
_SETTLED = 0.6  # seconds of sound that the jitter buffers and the first packets need
_BACK = 10  # seconds in parking


def _office() -> Config:
    parts: tuple[Part, ...] = (
        ConferenceRoom(
            Key("room"),
            DisplayName("Room"),
            number("450"),
            members=numbers(301, 302),
            pin=pin_from("2580", "0" * 16),
            leader_pin=pin_from("1379", "1" * 16),
        ),
        ParkingLot(Key("lot"), DisplayName("Lot"), number("700"), number("701"), 3, _BACK),
        DidRoute(Did("1001"), ToConference(Key("room"))),
        DidRoute(Did("1002"), ToExtension(number("302"))),
        TrunkGroup(2, DisplayName("x"), (LINE,), sends=NumberFormat.PLUS),
        TrunkGroup(1, DisplayName("x")),  # its line is the expert's own
    )
    config = after(
        *(sip(digits, "Telephone") for digits in ("301", "302", "303")),
        role("staff", "Сотрудник", Rights(functions=EVERY_FUNCTION)),
        role("guest", "Гость", Rights(())),
        person("301", "Staff", role="staff"),
        *(person(digits, f"Guest {digits}", role="guest") for digits in ("302", "303")),
        *(Put(each) for each in parts),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((2,)))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("in-call"), _office()) as office:
        for account, tone in TONES.items():
            office.phone(account).sound.say(tone)
        yield office


@pytest.fixture(autouse=True)
def _quiet(office: Office) -> Iterator[None]:
    """Nothing goes on at the end of a test."""
    yield
    office.asterisk.console("channel request hangup all")
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)
    office.forget()
    for account, tone in TONES.items():
        office.phone(account).sound.say(tone)
    office.take()


@pytest.fixture
def far(office: Office) -> Iterator[FarEnd]:
    """The other end of the line."""
    made = FarEnd(office.asterisk, LINE.host, LINE.port)
    yield made
    made.close()


def _hears(phone: Phone) -> set[str]:
    """Whose tones are there."""
    time.sleep(_SETTLED)
    samples = phone.sound.hear(0.5)
    return {account for account, tone in TONES.items() if share(samples, tone) > 0.1}


def _joined(*phones: Phone) -> None:
    """Each of them hears all the others and nobody else."""
    everybody = {phone.account for phone in phones}
    found: dict[str, set[str]] = {}

    def heard() -> bool:
        found.update({phone.account: _hears(phone) for phone in phones})
        return all(found[each] == everybody - {each} for each in everybody)

    try:
        wait_for(heard, 15)
    except TimeoutError as error:
        raise AssertionError(found) from error


def _music(phone: Phone) -> bool:
    """Something is heard that nobody says."""
    time.sleep(_SETTLED)
    samples = phone.sound.hear(1)
    return level(samples) > -50 and not any(share(samples, tone) > 0.3 for tone in TONES.values())


def _lit(office: Office, space: str) -> bool:
    """Whether the lamp of a space says that somebody waits there."""
    lamps = office.asterisk.console("core show hints").splitlines()
    return any(each.startswith(f"{space}@ext-parking") and "InUse" in each for each in lamps)


def _take(phone: Phone) -> None:
    phone.ringing()
    phone.answer()


def _talk(caller: Phone, called: Phone, digits: str) -> None:
    caller.dial(digits)
    _take(called)
    caller.answered()
    _joined(caller, called)


@pytest.mark.parametrize("who", ["caller", "called"])
def test_at_once_by_either_side(office: Office, who: str) -> None:
    one, two, three = office.phones("301", "302", "303")
    _talk(one, two, "302")
    presses, stays = (one, two) if who == "caller" else (two, one)
    presses.press("##303")
    _take(three)
    presses.hung_up()
    _joined(stays, three)
    three.hang_up()
    stays.hung_up()
    call = office.call()
    assert (Deed.BLIND, presses.account, "303") in [(h.deed, h.who, h.whom) for h in call.happened]


def test_after_asking(office: Office) -> None:
    """`*4` hands over; who asked was heard by the third alone, while the first heard music."""
    one, two, three = office.phones("301", "302", "303")
    _talk(one, two, "302")
    two.press("*2303")
    _take(three)
    _joined(two, three)
    assert _music(one)
    two.press("*4")
    two.hung_up()
    _joined(one, three)
    three.hang_up()
    one.hung_up()
    call = office.call()
    assert Deed.ATTENDED in [each.deed for each in call.happened]
    assert {leg.number for leg in call.legs} == {"301", "302", "303"}


def test_who_asked_goes_back(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    _talk(one, two, "302")
    two.press("*2303")
    _take(three)
    _joined(two, three)
    two.press("*3")
    three.hung_up()
    _joined(one, two)


def test_all_three_talk(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    _talk(one, two, "302")
    two.press("*2303")
    _take(three)
    _joined(two, three)
    two.press("*5")
    _joined(one, two, three)


def test_who_asks_the_other_side_in_between(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    _talk(one, two, "302")
    two.press("*2303")
    _take(three)
    _joined(two, three)
    two.press("*6")
    _joined(one, two)
    assert _music(three)


def test_a_stranger_s_keys_do_nothing(office: Office) -> None:
    carrier, two = office.phones("carrier", "302")
    _talk(carrier, two, "1002")
    carrier.press("##303")
    assert not office.phone("303").rings_soon()
    _joined(carrier, two)


def test_outside_by_keys_goes_by_the_rights_of_who_presses(office: Office, far: FarEnd) -> None:
    """At once and after asking, with right and without."""
    one, two = office.phones("301", "302")
    _talk(two, one, "301")
    one.press(f"##{MOBILE}")
    assert far.ringing().first.startswith("INVITE sip:+79161234567@")


@pytest.mark.parametrize("keys", ["##", "*2"])
def test_no_right_no_way_out_by_keys(office: Office, far: FarEnd, keys: str) -> None:
    one, two = office.phones("301", "302")
    _talk(one, two, "302")
    two.press(f"{keys}{MOBILE}")
    assert not far.called()


def test_asking_somebody_outside_is_a_call_of_who_asks(office: Office, far: FarEnd) -> None:
    one, two = office.phones("301", "302")
    _talk(two, one, "301")
    one.press(f"*2{MOBILE}")
    _take(far)
    far.sound.say(TONES["303"])
    wait_for(lambda: "303" in _hears(one), 15)
    one.press("*4")
    one.hung_up()
    wait_for(lambda: "303" in _hears(two), 15)


def test_held_with_music(office: Office) -> None:
    one, two = office.phones("301", "302")
    _talk(one, two, "302")
    two.hold()
    assert _music(one)
    two.hold("sendrecv")
    _joined(one, two)


@pytest.mark.parametrize("by", ["keys", "REFER"])
def test_parked_and_taken_by_its_space(office: Office, by: str) -> None:
    """Who parks by keys is told the space; the lamp of it is lit as long."""
    one, two, three = office.phones("301", "302", "303")
    _talk(one, two, "302")
    if by == "keys":
        two.press("##700")
        two.hung_up()
    else:
        two.transfer("700")
    assert _music(one)
    assert _lit(office, "701")
    three.dial("701")
    three.answered()
    _joined(one, three)
    three.hang_up()
    one.hung_up()
    call = office.call()
    deeds = [each.deed for each in call.happened]
    assert deeds.index(Deed.PARKED) < deeds.index(Deed.TAKEN_BACK)
    assert call.answered_by == "302"


def test_parked_at_a_space_of_one_s_choice(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    _talk(one, two, "302")
    two.press("##703")
    two.hung_up()
    assert _music(one)
    three.dial("703")
    three.answered()
    _joined(one, three)


def test_what_nobody_takes_comes_back_to_who_parked_it(office: Office) -> None:
    carrier, two = office.phones("carrier", "302")
    _talk(carrier, two, "1002")
    two.press("##700")
    two.hung_up()
    _take(two)
    _joined(carrier, two)


def test_an_empty_space_says_so(office: Office) -> None:
    three = office.phone("303")
    three.dial("702")
    three.answered()
    three.hung_up()


def test_members_come_in_as_they_are_and_others_by_pin(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    for member in (one, two):
        member.dial("450")
        member.answered()
    _joined(one, two)
    three.dial("*40450")
    three.answered()
    time.sleep(2)  # the prompt begins a second after the answer, and keys before it are lost
    three.press("2580#")
    _joined(one, two, three)


def test_a_stranger_without_the_pin_stays_outside(office: Office) -> None:
    one, carrier = office.phones("301", "carrier")
    one.dial("450")
    one.answered()
    carrier.dial("1001", "89167654321")
    carrier.answered()
    time.sleep(2)
    carrier.press("9999#")
    assert "450" not in _hears(carrier)
    assert "carrier" not in _hears(one)


def test_a_leader_locks_the_room(office: Office) -> None:
    three, one, two = office.phones("303", "301", "302")
    three.dial("450")
    three.answered()
    time.sleep(2)
    three.press("1379#")
    one.dial("450")
    one.answered()
    _joined(three, one)
    three.press("*2")
    wait_for(lambda: "locked" in office.asterisk.console("confbridge list").lower(), 10)
    two.dial("450")
    two.answered()
    two.hung_up()


def _sides(office: Office, name: str) -> tuple[set[str], set[str], float]:
    """Whose tones are on the left and on the right of a recording, and its seconds."""
    samples = array("h", (office.asterisk.folder / name.removeprefix("/")).read_bytes())
    left, right = samples[0::2], samples[1::2]
    found = [
        {account for account, tone in TONES.items() if share(side, tone) > 0.1}
        for side in (left, right)
    ]
    return found[0], found[1], len(left) / 8000


@pytest.mark.parametrize("caller", ["301", "302"])
def test_a_talk_is_recorded_from_a_key_to_the_next(office: Office, caller: str) -> None:
    one, two = office.phones("301", "302")
    called = "302" if caller == "301" else "301"
    _talk(office.phone(caller), office.phone(called), called)
    one.press("*1")
    _joined(one, two)
    time.sleep(1)
    one.press("*1")
    _joined(one, two)
    one.hang_up()
    two.hung_up()
    call = office.call()
    (name,) = call.recordings
    left, right, seconds = _sides(office, name)
    assert (left, right) == ({"301"}, {"302"}), "who pressed the keys stands first"
    assert 1 < seconds < call.talk_seconds - 1
    assert [(each.deed, each.who) for each in call.happened] == [(Deed.RECORDED, "301")]


def test_who_may_not_records_nothing(office: Office) -> None:
    one, two = office.phones("301", "302")
    _talk(one, two, "302")
    two.press("*1")
    _joined(one, two)
    one.hang_up()
    two.hung_up()
    call = office.call()
    assert (call.recordings, call.happened) == ((), ())


@pytest.fixture
def follows(office: Office) -> Iterator[None]:
    """A mobile telephone rings along with 301."""
    one = office.phone("301")
    one.dial(f"*21{MOBILE}")
    one.answered()
    one.hung_up()
    office.call()
    yield
    office.asterisk.console("database del FOLLOWME 301")


def _asked(phone: Phone) -> bool:
    """Whether a question is heard."""
    return level(phone.sound.hear(0.5)) > -40


@pytest.mark.usefixtures("follows")
def test_who_is_reached_outside_takes_the_call_by_a_key(office: Office, far: FarEnd) -> None:
    one, two = office.phones("301", "302")
    two.dial("301")
    one.ringing()
    _take(far)
    far.sound.say(TONES["303"])
    wait_for(lambda: _asked(far), 15)
    far.press("1")
    two.answered()
    one.hung_up()
    wait_for(lambda: (_hears(two), _hears(far)) == ({"303"}, {"302"}), 15)
    two.hang_up()
    far.hung_up()
    call = office.call()
    assert (call.dialled, call.result) == ("301", Result.ANSWERED)
    assert call.answered_by.endswith("9161234567")
    assert call.talk_seconds > 0


@pytest.mark.usefixtures("follows")
def test_who_presses_no_key_has_not_taken_it(office: Office, far: FarEnd) -> None:
    one, two = office.phones("301", "302")
    two.dial("301")
    one.ringing()
    _take(far)
    wait_for(lambda: _asked(far), 15)
    far.press("2")
    far.hung_up()
    one.answer()
    two.answered()
    _joined(one, two)
    two.hang_up()
    one.hung_up()
    call = office.call()
    assert (call.answered_by, call.result) == ("301", Result.ANSWERED)
