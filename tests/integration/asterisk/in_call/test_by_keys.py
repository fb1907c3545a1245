"""What keys do in a talk and before it: recorded from now on; a call taken outside."""

import time
from array import array
from collections.abc import Iterator

import pytest

from appliance.core.calls import Deed, Result
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.in_call.telephones import (
    MOBILE,
    TONES,
    hears,
    joined,
    take,
    talk,
)
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone


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
    talk(office.phone(caller), office.phone(called), called)
    one.press("*1")
    joined(one, two)
    time.sleep(1)
    one.press("*1")
    joined(one, two)
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
    talk(one, two, "302")
    two.press("*1")
    joined(one, two)
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
    take(far)
    far.sound.say(TONES["303"])
    wait_for(lambda: _asked(far), 15)
    far.press("1")
    two.answered()
    one.hung_up()
    wait_for(lambda: (hears(two), hears(far)) == ({"303"}, {"302"}), 15)
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
    take(far)
    wait_for(lambda: _asked(far), 15)
    far.press("2")
    far.hung_up()
    one.answer()
    two.answered()
    joined(one, two)
    two.hang_up()
    one.hung_up()
    call = office.call()
    assert (call.answered_by, call.result) == ("301", Result.ANSWERED)


@pytest.mark.usefixtures("follows")
def test_who_took_it_outside_hands_it_over_inside(office: Office, far: FarEnd) -> None:
    two, three = office.phones("302", "303")
    two.dial("301")
    take(far)
    wait_for(lambda: _asked(far), 15)
    far.press("1")
    two.answered()
    far.sound.say(TONES["301"])
    wait_for(lambda: (hears(two), hears(far)) == ({"301"}, {"302"}), 15)
    far.press("##303")
    far.hung_up()
    take(three)
    joined(two, three)
