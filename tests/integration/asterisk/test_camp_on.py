"""Camp-on in the real Asterisk, with nobody there but it: judged by who rings, and when."""

import re
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.compiler.dialplan.call_files import SPOOL
from appliance.core.calls import Direction, Result
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.live_state import Family
from appliance.core.numbers import AreaCode
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, SipTrunk, TrunkGroup
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.machines.offices import after, sip

# What looks whether somebody is free while Asterisk ends is tried again.
_ENDING = ("Refusing due to active shutdown", "Unable to allocate owner channel structure")
LINE = SipTrunk(Token("line"), "127.0.0.2", 5070, channels=1)
ONE, OTHER = "84951234567", "84957654321"


def _config() -> Config:
    staff = (sip(digits, f"Person {digits}") for digits in ("301", "302", "303"))
    config = after(*staff, Put(TrunkGroup(1, DisplayName("x"), (LINE,))))
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("camp-on"), _config(), *_ENDING) as office:
        yield office


def _waits_for(office: Office, number: str) -> str:
    said = office.asterisk.console(f"database get {Family.CAMP_ON} {number}")
    found = re.search(r"^Value: ([^+\s]+)\+\d+$", said, re.M)
    return found[1] if found else ""


def _files(office: Office) -> list[Path]:
    return sorted((office.asterisk.folder / SPOOL.removeprefix("/")).iterdir())


def _said(office: Office, number: str, code: str) -> None:
    """The code is dialled, and something is heard."""
    phone = office.phone(number)
    phone.dial(code)
    phone.answered()
    phone.hung_up()


def _found_busy(office: Office) -> None:
    """302 talks, and declines what 301 wants."""
    one, two = office.phones("301", "302")
    two.dial("*43")
    two.answered()
    one.dial("302")
    second = office.another("302")
    second.take_over(two)
    second.refuse()
    assert one.refused().status == 486
    _said(office, "301", "*37")
    assert _waits_for(office, "301") == "302"


def _called_on(office: Office) -> None:
    """301 rings, lifts and talks to 302."""
    one, two = office.phones("301", "302")
    one.ringing()
    assert one.shown == "302"
    assert _waits_for(office, "301") == ""
    one.answer()
    asked = two.ringing()
    assert "301" in asked.header("From")
    two.answer()
    one.hang_up()
    two.hung_up()
    wait_for(lambda: not _files(office), 15)


def test_who_waits_is_rung_once_the_other_is_free(office: Office) -> None:
    _found_busy(office)
    one, two = office.phones("301", "302")
    assert not one.rings_soon(0.5)
    two.hang_up()
    _called_on(office)
    last = max(office.calls(4), key=lambda call: call.start)
    assert (last.caller, last.dialled, last.answered_by) == ("301", "302", "302")
    assert (last.direction, last.result) == (Direction.INTERNAL, Result.ANSWERED)


def test_it_outlives_asterisk(office: Office) -> None:
    # Who was just called on for one is not called on for the next at once.
    office.asterisk.console(f"database deltree {Family.CAMPED}")
    _found_busy(office)
    office.forget()
    office.asterisk.kill(signal.SIGTERM)
    office.asterisk.start()
    _called_on(office)
    office.take()


def test_a_line_that_is_free_again_is_for_who_waits(office: Office) -> None:
    one, three = office.phones("301", "303")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        one.dial(ONE)
        far.ringing()
        far.answer()
        one.answered()
        three.dial(OTHER)
        assert three.refused().status >= 500
        _said(office, "303", "*37")
        assert _waits_for(office, "303") == OTHER, office.asterisk.console("database show")
        assert not three.rings_soon(0.5)
        one.hang_up()
        far.hung_up()
        three.ringing()
        assert three.shown == OTHER
        three.answer()
        far.ringing()
        far.answer()
        three.hang_up()
        far.hung_up()
    last = max(office.calls(4), key=lambda call: call.start)
    assert (last.caller, last.dialled, last.result) == ("303", OTHER, Result.ANSWERED)
    assert last.direction is Direction.OUTBOUND


def test_who_waits_no_more_is_not_rung(office: Office) -> None:
    _found_busy(office)
    _said(office, "301", "*38")
    assert _waits_for(office, "301") == ""
    one, two = office.phones("301", "302")
    two.hang_up()
    wait_for(lambda: not _files(office), 15)
    assert not one.rings_soon(0.5)
    office.take()
