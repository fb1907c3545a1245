"""A call in hand, as telephones find it: handed over by keys, held and parked."""

import pytest

from appliance.asterisk.queries import Ring
from appliance.core.calls import Deed
from appliance.daemon.board import CONTEXT
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.in_call.telephones import (
    ANOTHER,
    BACK,
    MOBILE,
    TONES,
    hears,
    joined,
    music,
    take,
    talk,
)
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.supervising import told

_UNDIALLED = 8  # seconds after which keys that were pressed at once have led nowhere


def _lit(office: Office, space: str) -> bool:
    """Whether the lamp of a space says that somebody waits there."""
    lamps = office.asterisk.console("core show hints").splitlines()
    return any(each.startswith(f"{space}@ext-parking") and "InUse" in each for each in lamps)


@pytest.mark.parametrize("who", ["caller", "called"])
def test_at_once_by_either_side(office: Office, who: str) -> None:
    one, two, three = office.phones("301", "302", "303")
    talk(one, two, "302")
    presses, stays = (one, two) if who == "caller" else (two, one)
    presses.press("##303")
    take(three)
    presses.hung_up()
    joined(stays, three)
    three.hang_up()
    stays.hung_up()
    call = office.call()
    assert (Deed.BLIND, presses.account, "303") in [(h.deed, h.who, h.whom) for h in call.happened]


def test_after_asking(office: Office) -> None:
    """`*4` hands over; who asked was heard by the third alone, while the first heard music."""
    one, two, three = office.phones("301", "302", "303")
    talk(one, two, "302")
    two.press("*2303")
    take(three)
    joined(two, three)
    assert music(one)
    two.press("*4")
    two.hung_up()
    joined(one, three)
    three.hang_up()
    one.hung_up()
    call = office.call()
    assert Deed.ATTENDED in [each.deed for each in call.happened]
    assert {leg.number for leg in call.legs} == {"301", "302", "303"}


def test_who_asked_goes_back(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    talk(one, two, "302")
    two.press("*2303")
    take(three)
    joined(two, three)
    two.press("*3")
    three.hung_up()
    joined(one, two)


def test_all_three_talk(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    talk(one, two, "302")
    two.press("*2303")
    take(three)
    joined(two, three)
    two.press("*5")
    joined(one, two, three)


def test_who_asks_the_other_side_in_between(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    talk(one, two, "302")
    two.press("*2303")
    take(three)
    joined(two, three)
    two.press("*6")
    joined(one, two)
    assert music(three)


def test_a_stranger_s_keys_do_nothing(office: Office) -> None:
    carrier, two = office.phones("carrier", "302")
    talk(carrier, two, "1002")
    carrier.press("##303")
    assert not office.phone("303").rings_soon()
    joined(carrier, two)


def test_outside_by_keys_goes_by_the_rights_of_who_presses(office: Office, far: FarEnd) -> None:
    """At once and after asking, with right and without."""
    one, two = office.phones("301", "302")
    talk(two, one, "301")
    one.press(f"##{MOBILE}")
    assert far.ringing().first.startswith("INVITE sip:+79161234567@")


@pytest.mark.parametrize("keys", ["##", "*2"])
def test_no_right_no_way_out_by_keys(office: Office, far: FarEnd, keys: str) -> None:
    one, two = office.phones("301", "302")
    talk(one, two, "302")
    two.press(f"{keys}{MOBILE}")
    assert not far.rings_soon(_UNDIALLED)


def test_who_was_sent_on_outside_asks_by_no_rights_but_his_own(office: Office, far: FarEnd) -> None:
    """302 has none; it is 301 that forwards him, by whose rights the first call goes."""
    office.asterisk.console(f"database put CF 301 {MOBILE}")
    two = office.phone("302")
    two.dial("301")
    take(far)
    two.answered()
    far.sound.say(TONES["carrier"])
    wait_for(lambda: "carrier" in hears(two), 15)
    two.press(f"*2{ANOTHER}")
    assert not far.rings_soon(_UNDIALLED)
    office.asterisk.console("database del CF 301")


def test_who_takes_what_was_handed_to_his_group_asks_by_no_rights_but_his_own(
    office: Office, far: FarEnd
) -> None:
    """The line that 301 called hangs on 301's rights, and 302 has none."""
    one, two = office.phones("301", "302")
    one.dial(MOBILE)
    take(far)
    one.answered()
    far.sound.say(TONES["carrier"])
    one.transfer("602")
    take(two)
    wait_for(lambda: "carrier" in hears(two), 15)
    two.press(f"*2{ANOTHER}")
    assert not far.rings_soon(_UNDIALLED)


def test_asking_somebody_outside_is_a_call_of_who_asks(office: Office, far: FarEnd) -> None:
    one, two = office.phones("301", "302")
    talk(two, one, "301")
    one.press(f"*2{MOBILE}")
    take(far)
    far.sound.say(TONES["303"])
    wait_for(lambda: "303" in hears(one), 15)
    one.press("*4")
    one.hung_up()
    wait_for(lambda: "303" in hears(two), 15)


def test_held_with_music(office: Office) -> None:
    one, two = office.phones("301", "302")
    talk(one, two, "302")
    two.hold()
    assert music(one)
    two.hold("sendrecv")
    joined(one, two)


@pytest.mark.parametrize("by", ["keys", "REFER"])
def test_parked_and_taken_by_its_space(office: Office, by: str) -> None:
    """Who parks by keys is told the space; the lamp of it is lit as long."""
    one, two, three = office.phones("301", "302", "303")
    talk(one, two, "302")
    if by == "keys":
        two.press("##700")
        two.hung_up()
    else:
        two.transfer("700")
    assert music(one)
    assert _lit(office, "701")
    three.dial("701")
    three.answered()
    joined(one, three)
    three.hang_up()
    one.hung_up()
    call = office.call()
    deeds = [each.deed for each in call.happened]
    assert deeds.index(Deed.PARKED) < deeds.index(Deed.TAKEN_BACK)
    assert call.answered_by == "302"


def test_parked_from_the_board_and_taken_there(office: Office) -> None:
    """As the supervisor asks for both; it knows the space and the time that is left."""
    carrier, two, three = office.phones("carrier", "302", "303")
    talk(carrier, two, "1002")
    channels = told(office, lambda exchange: exchange.channels())
    ours = next(each for each in channels if each.name.startswith("PJSIP/302-"))
    told(office, lambda exchange: exchange.transfer(ours.name, "700", CONTEXT))
    two.hung_up()
    assert music(carrier)
    (waits,) = told(office, lambda exchange: exchange.parked())
    assert (waits.linked, waits.space) == (ours.linked, "701")
    assert 0 < waits.left <= BACK
    told(office, lambda exchange: exchange.ring(Ring("PJSIP/303", "303", "701", CONTEXT, "701")))
    take(three)
    joined(carrier, three)
    assert told(office, lambda exchange: exchange.parked()) == ()


def test_parked_at_a_space_of_one_s_choice(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    talk(one, two, "302")
    two.press("##703")
    two.hung_up()
    assert music(one)
    three.dial("703")
    three.answered()
    joined(one, three)


def test_what_nobody_takes_comes_back_to_who_parked_it(office: Office) -> None:
    carrier, two = office.phones("carrier", "302")
    talk(carrier, two, "1002")
    two.press("##700")
    two.hung_up()
    take(two)
    joined(carrier, two)


def test_an_empty_space_says_so(office: Office) -> None:
    three = office.phone("303")
    three.dial("702")
    three.answered()
    three.hung_up()


def test_who_was_spoken_to_hands_over_an_ordinary_call(office: Office) -> None:
    """The third telephone rings; it does not open by itself."""
    one, two, three = office.phones("301", "302", "303")
    one.dial("*80302")
    take(two)
    one.answered()
    joined(one, two)
    two.press("##303")
    two.hung_up()
    assert not three.ringing().header("Call-Info")
    three.answer()
    joined(one, three)
