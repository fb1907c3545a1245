"""Dial-in in the real Asterisk: a caller from outside gives number and PIN, and calls on."""

import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.live_state import PINS_MET, Family
from appliance.core.noted import Fact, noted
from appliance.core.numbers import AreaCode, Did
from appliance.core.roles import Function, FunctionDiffers, Rights
from appliance.core.targets import ToDialIn, ToExtension
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, Outbound, SipTrunk, TrunkGroup
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import person, role

LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)
CITY = "84957654321"
PIN, WRONG = "481516#", "481517#"
_DIAL_TONE = 425  # Hz


def _config() -> Config:
    staff = (sip(digits, f"Person {digits}") for digits in ("301", "302"))
    may = FunctionDiffers(Function.DIAL_IN, allowed=True)
    config = after(
        *staff,
        person("301", "Анна", may, pin="481516"),
        role("guest", "Гость", Rights(())),
        person("302", "Guest", role="guest"),
        Put(TrunkGroup(1, DisplayName("x"), (LINE,))),
        Put(DidRoute(Did("1000"), ToDialIn())),
        Put(DidRoute(Did("1001"), ToExtension(number("302")))),
        Put(DidRoute(Did("84951230000"), ToDialIn())),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("dial-in"), _config()) as office:
        yield office


def _kept(office: Office, family: Family) -> str:
    said = office.asterisk.console(f"database get {family} 301")
    found = re.search(r"^Value: (\S+)$", said, re.M)
    return found[1] if found else ""


def _quiet(caller: Phone) -> None:
    wait_for(lambda: level(caller.sound.hear(0.3)) < -50, 15)


def _heard(caller: Phone) -> None:
    wait_for(lambda: level(caller.sound.hear(0.3)) > -30, 15)


def _given(caller: Phone, pin: str) -> None:
    """The number of 301 and a PIN, each once it is asked for; a `#` ends what was asked for."""
    _heard(caller)
    _quiet(caller)
    caller.press("301#")
    _heard(caller)
    _quiet(caller)
    caller.press(pin)


def _in(caller: Phone) -> None:
    """Past the PIN, at the dial tone."""
    caller.dial("1000", "89031234567")
    caller.answered()
    _through(caller)


def _through(caller: Phone) -> None:
    _given(caller, PIN)
    wait_for(lambda: share(caller.sound.hear(0.3), _DIAL_TONE) > 0.5, 15)


def test_who_is_out_calls_on_over_the_offices_line(office: Office) -> None:
    carrier = office.phone("carrier")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        _in(carrier)
        carrier.press(f"{CITY}#")
        far.ringing()
        far.answer()
        carrier.sound.say(1000)
        wait_for(lambda: share(far.sound.hear(0.3), 1000) > 0.5, 15)
        carrier.hang_up()
        far.hung_up()
    call = office.call()
    assert call.caller.endswith("9031234567")
    facts = [each.fact for each in noted(office.events(call), call.legs[0].unique)]
    assert Fact.DIALS_IN in facts


def test_who_is_handed_on_to_it_goes_by_the_rights_of_the_pin(office: Office) -> None:
    """302, who hands him on, may call nobody outside."""
    carrier, two = office.phones("carrier", "302")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        carrier.dial("1001", "89031234567")
        two.ringing()
        two.answer()
        carrier.answered()
        two.transfer("84951230000")
        _through(carrier)
        carrier.press(f"{CITY}#")
        far.ringing()
        far.answer()
        carrier.sound.say(1000)
        wait_for(lambda: share(far.sound.hear(0.3), 1000) > 0.5, 15)
        carrier.hang_up()
        far.hung_up()
    office.call()


def test_who_asks_before_he_hands_over_goes_by_the_rights_of_the_pin(office: Office) -> None:
    one, two = office.phones("301", "302")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        two.dial("301")
        one.ringing()
        one.answer()
        two.answered()
        two.joined()
        two.press("*284951230000")
        _through(two)
        two.press(f"{CITY}#")
        far.ringing()
        far.answer()
        one.hang_up()
        two.hang_up()
        far.hung_up()
    office.call()


def test_no_help_is_called_and_no_code_taken(office: Office) -> None:
    carrier, two = office.phones("carrier", "302")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        _in(carrier)
        carrier.press("112#")
        carrier.hung_up()
        assert not far.rings_soon(0.5)
    _in(carrier)
    carrier.press("302#")
    assert "301" in two.ringing().header("From")
    two.answer()
    carrier.hang_up()
    two.hung_up()
    office.calls(2)


def test_five_wrong_pins_lock_the_number_and_are_told(office: Office) -> None:
    carrier = office.phone("carrier")
    before = f"4+{int(time.time())}"
    office.asterisk.console(f"database put {Family.WRONG_PINS} 301 {before}")
    carrier.dial("1000", "89031234567")
    carrier.answered()
    _given(carrier, WRONG)
    _heard(carrier)  # that it is wrong
    assert _kept(office, Family.WRONG_PINS).startswith("5+")
    assert _kept(office, Family.LIMIT_MET).endswith(PINS_MET)
    _quiet(carrier)
    carrier.hang_up()
    office.call()
    carrier.dial("1000", "89031234567")
    carrier.answered()
    _given(carrier, PIN)
    _heard(carrier)
    assert share(carrier.sound.hear(0.3), _DIAL_TONE) < 0.5
    carrier.hang_up()
    assert _kept(office, Family.WRONG_PINS).startswith("5+")
    office.call()
