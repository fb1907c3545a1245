"""Hot desk in the real Asterisk, with nobody there but it: who calls, whom it rings, who talks."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.call_handling import HuntGroup
from appliance.core.calls import Result
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import JOURNAL, PINS_MET, Family
from appliance.core.numbers import AreaCode, Did
from appliance.core.roles import Rights
from appliance.core.rooms import ParkingLot
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, SipTrunk, TrunkGroup
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
PIN, OTHER, WRONG = "481516#", "234200#", "481517#"


def _config() -> Config:
    """301 is Anna's, who may call outside, 302 Boris's, who may not; 303 is nobody's."""
    config = after(
        *(sip(digits, f"Telephone {digits}") for digits in ("301", "302", "303", "304")),
        role("inside", "Inside", Rights(())),
        person("301", "Anna", pin="481516"),
        person("302", "Boris", role="inside", pin="234200"),
        Put(TrunkGroup(1, DisplayName("x"), (LINE,), our_number=Did("74951234500"))),
        Put(ParkingLot(Key("lot"), DisplayName("x"), number("700"), number("701"), 1, 10)),
        Put(HuntGroup(Key("all"), DisplayName("x"), number("600"), (number("301"),))),
    )
    inbound = replace(config.inbound, operator=number("304"), did_tail=0)
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)), inbound=inbound)


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("hot-desk"), _config()) as office:
        yield office


@pytest.fixture(autouse=True)
def nobody_is_away(office: Office) -> Iterator[None]:
    yield
    kept = (Family.DESK, Family.AT_DESK, Family.WRONG_PINS, Family.LIMIT_MET, JOURNAL)
    for family in kept:
        office.asterisk.console(f"database deltree {family}")
    office.forget()
    office.take()


def _kept(office: Office, family: Family, key: str) -> str:
    said = office.asterisk.console(f"database get {family} {key}")
    found = re.search(r"^Value: (\S+)$", said, re.M)
    return found[1] if found else ""


def _asked(phone: Phone, keys: str) -> None:
    """Something is said, and the keys are pressed when it is over."""
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)
    wait_for(lambda: level(phone.sound.hear(0.3)) < -50, 15)
    phone.press(keys)


def _says_something(phone: Phone) -> None:
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)


def _tries(office: Office, at: str, who: str, pin: str) -> Phone:
    """He hears what came of it."""
    phone = office.phone(at)
    phone.dial("*11")
    phone.answered()
    _asked(phone, f"{who}#")
    _asked(phone, pin)
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)
    return phone


def _logs_in(office: Office, at: str, who: str, pin: str) -> None:
    _tries(office, at, who, pin).hung_up()
    office.call()


def _rings(office: Office, caller: str, dialled: str, there: str) -> None:
    """The call is given up again."""
    one, other = office.phones(caller, there)
    one.dial(dialled)
    other.ringing()
    one.rings()
    one.cancel()
    other.hung_up()
    office.call()


def _logs_out(office: Office, at: str) -> None:
    phone = office.phone(at)
    phone.dial("*12")
    phone.answered()
    phone.hung_up()
    office.call()


def _talk(one: Phone, other: Phone) -> None:
    """Each hears the other."""
    one.sound.say(1000)
    other.sound.say(450)
    wait_for(lambda: share(other.sound.hear(0.3), 1000) > 0.5, 15)
    wait_for(lambda: share(one.sound.hear(0.3), 450) > 0.5, 15)


def test_he_calls_as_himself_and_by_his_own_rights(office: Office) -> None:
    two, four = office.phones("302", "304")
    two.dial(CITY)
    assert two.refused().status >= 400
    office.call()
    _logs_in(office, "302", "301", PIN)
    two.dial("304")
    four.ringing()
    assert four.shown == "301"
    four.answer()
    two.answered()
    _talk(two, four)
    two.hang_up()
    four.hung_up()
    call = office.call()
    assert (call.caller, call.caller_name, call.answered_by) == ("301", "Anna", "304")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        two.dial(CITY)
        far.ringing()
        far.answer()
        two.answered()
        two.hang_up()
        far.hung_up()
    assert office.call().caller == "301"


def test_his_calls_ring_there_and_at_his_own_telephone_no_more(office: Office) -> None:
    one, two, four = office.phones("301", "302", "304")
    _logs_in(office, "302", "301", PIN)
    four.dial("301")
    two.ringing()
    assert two.shown == "304"
    assert not one.rings_soon(0.5)
    two.answer()
    four.answered()
    _talk(four, two)
    lamp = office.asterisk.console("core show hint 301")
    assert "InUse" in lamp, lamp
    four.hang_up()
    two.hung_up()
    wait_for(lambda: "State:Idle" in office.asterisk.console("core show hint 301"), 5)
    call = office.call()
    assert (call.caller, call.answered_by, call.result) == ("304", "301", Result.ANSWERED)
    four.dial("302")  # whose telephone it is has none meanwhile
    assert four.refused().status >= 480
    office.call()
    four.dial("600")
    two.ringing()
    assert not one.rings_soon(0.5)
    two.answer()
    four.answered()
    four.hang_up()
    two.hung_up()
    assert office.call().answered_by == "301"
    _logs_out(office, "302")
    _rings(office, "304", "301", "301")


def test_his_lamp_goes_out_also_after_a_call_as_from_outside(office: Office) -> None:
    two, four = office.phones("302", "304")
    _logs_in(office, "302", "301", PIN)
    two.dial("7777")
    four.ringing()
    assert four.shown == "301"
    wait_for(lambda: "State:InUse" in office.asterisk.console("core show hint 301"), 5)
    two.rings()
    two.cancel()
    four.hung_up()
    office.call()
    wait_for(lambda: "State:Idle" in office.asterisk.console("core show hint 301"), 5)


def test_what_he_parked_comes_back_to_where_he_is(office: Office) -> None:
    _logs_in(office, "302", "301", PIN)
    three, two = office.phones("303", "302")
    three.dial("301")
    two.ringing()
    two.answer()
    three.answered()
    _talk(three, two)
    two.press("##700")
    two.hung_up()
    two.ringing()
    two.answer()
    _talk(three, two)
    three.hang_up()
    two.hung_up()
    office.call()


def test_it_outlives_asterisk(office: Office) -> None:
    _logs_in(office, "303", "301", PIN)
    office.forget()
    office.asterisk.kill(signal.SIGTERM)
    office.asterisk.start()
    office.phone("301")
    _rings(office, "304", "301", "303")
    _rings(office, "303", "304", "304")
    assert office.phone("304").shown == "301"


def test_who_comes_after_another_takes_his_place(office: Office) -> None:
    office.phones("301", "302", "303", "304")
    _logs_in(office, "303", "301", PIN)
    _logs_in(office, "303", "302", OTHER)
    assert (_kept(office, Family.DESK, "303"), _kept(office, Family.AT_DESK, "301")) == ("302", "")
    _rings(office, "304", "301", "301")
    _rings(office, "304", "302", "303")
    _logs_in(office, "301", "302", OTHER)  # and from one telephone to the next
    assert (_kept(office, Family.DESK, "303"), _kept(office, Family.DESK, "301")) == ("", "302")
    _logs_in(office, "302", "302", OTHER)  # and back to his own
    assert _kept(office, Family.DESK, "301") == _kept(office, Family.AT_DESK, "302") == ""
    noted = office.asterisk.console(f"database show {JOURNAL}")
    assert noted.count(f"{Family.DESK}/303|") == 3  # Anna, Boris, and nobody
    _rings(office, "304", "302", "302")


def test_wrong_pins_are_few_and_help_can_always_be_called(office: Office) -> None:
    before = f"4+{int(time.time())}"
    office.asterisk.console(f"database put {Family.WRONG_PINS} 301 {before}")
    for pin in (WRONG, PIN):
        _tries(office, "302", "301", pin).hang_up()
        office.call()
        assert _kept(office, Family.WRONG_PINS, "301").startswith("5+")
        assert _kept(office, Family.DESK, "302") == ""
    assert _kept(office, Family.LIMIT_MET, "301").endswith(PINS_MET)
    office.asterisk.console(f"database deltree {Family.WRONG_PINS}")
    _logs_in(office, "301", "302", OTHER)
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        one = office.phone("301")
        one.dial("112")
        far.ringing()
        far.answer()
        one.answered()
        one.hang_up()
        far.hung_up()
    assert office.call().caller == "301"  # where help is to come to


def test_waits_at_the_web_page_are_lifted_by_ones_own_pin(office: Office) -> None:
    """The box has no page here: what the supervisor will read is there, and only when it is right.

    The code of `dialplan/door.py`, which asks for the PIN alone.
    """
    for pin, lines in ((WRONG, 0), (PIN, 1)):
        phone = office.phone("301")
        phone.dial("*35")
        phone.answered()
        _asked(phone, pin)
        _says_something(phone)
        if lines:
            phone.hung_up()
        else:
            phone.hang_up()
        noted = office.asterisk.console(f"database show {JOURNAL}")
        assert noted.count("DOOR/301|YES|telephone|301") == lines
