"""Announcements in the real Asterisk: judged by who is asked, and by who hears whom."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.call_handling import HuntGroup
from appliance.core.calls import PAGE_LISTEN, Deed, Result
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.roles import Function, FunctionDiffers
from appliance.core.text import DisplayName
from drivers.virtual.dsp.goertzel import share
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import person

_AT_ONCE = (
    10.0  # seconds; a telephone that nobody lets go is free when no sound has come for longer
)
_ALL = ("301", "302", "303", "304")


def _config() -> Config:
    members = tuple(map(number, _ALL))
    return after(
        *(sip(digits, f"Person {digits}") for digits in _ALL),
        person("301", "Speaker", FunctionDiffers(Function.ANNOUNCE, allowed=True)),
        Put(HuntGroup(Key("all"), DisplayName("All"), number("600"), members)),
    )


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("paging"), _config()) as office:
        office.phones(*_ALL)
        yield office


def _hears(phone: Phone, tone: int) -> None:
    wait_for(lambda: share(phone.sound.hear(0.3), tone) > 0.5, 10)


def test_one_speaks_and_all_that_are_free_hear_nobody_else(office: Office) -> None:
    one, two, three, four = office.phones(*_ALL)
    four.dial("*78")  # do not disturb
    four.answered()
    four.hung_up()
    office.calls(1)
    one.sound.say(1000)
    two.sound.say(450)
    one.dial("*80600")
    for phone in (two, three):
        asked = phone.ringing()
        assert asked.header("Alert-Info") == "Auto Answer"
        assert phone.shown == "301"
        phone.answer()
    one.answered()
    for phone in (two, three):
        _hears(phone, 1000)
    assert share(one.sound.hear(0.3), 450) < 0.2
    assert share(three.sound.hear(0.3), 450) < 0.2
    assert not four.rings_soon(0.2)
    one.hang_up()
    for phone in (two, three):
        phone.hung_up()
    call = office.call()
    assert (call.caller, call.dialled, call.result) == ("301", "*80600", Result.ANSWERED)
    assert {leg.number for leg in call.legs} == {"301", "302", "303"}
    (happened,) = call.happened
    assert (happened.deed, happened.who, happened.whom) == (Deed.ANNOUNCED, "301", "600")


def test_who_is_late_hears_nothing_and_leaves_no_call(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    one.dial("*80600")
    for phone in (two, three):
        phone.ringing()
    one.answered()
    one.hang_up()
    two.answer()
    two.hung_up()
    three.refuse()
    (call,) = office.calls(1)
    assert call.dialled == "*80600"


def test_who_speaks_gives_up_before_he_is_heard_and_all_are_free_at_once(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    one.dial("*80600")
    for phone in (two, three):
        phone.ringing()
        phone.answer()
    one.answered()
    wait_for(
        lambda: (
            office.asterisk.console("core show channels concise").count(f"!{PAGE_LISTEN}!") == 2
        ),
        10,
    )
    one.hang_up()  # within the second and the tone before he is heard
    since = time.monotonic()
    for phone in (two, three):
        phone.hung_up()
    assert time.monotonic() - since < _AT_ONCE
    assert office.call().dialled == "*80600"


def test_it_takes_the_right(office: Office) -> None:
    two = office.phone("302")
    two.dial("*80600")
    assert two.refused().status >= 400
    assert not office.phone("303").rings_soon(0.2)
    office.call()
