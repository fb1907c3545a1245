"""A stolen password reaches at most the set minutes; internal and emergency calls always pass."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.live_state import CALLS_MET, MINUTES_MET, Family
from appliance.core.numbers import AreaCode
from appliance.core.roles import Rights
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, SipTrunk, TrunkGroup
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip
from tests.machines.parts import person, role

LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)
MOBILE, PREMIUM = "89161234567", "88091234567"
_MINUTES, _ONE, _FREE = "301", "302", "303"


def _office() -> Config:
    """301 has a minute a day, 302 one call at once, 303 no limit."""
    config = after(
        *(sip(digits, "Telephone") for digits in (_MINUTES, _ONE, _FREE)),
        role("staff", "Staff", Rights()),
        role("minute", "A minute", Rights(minutes_a_day=1)),
        role("one", "One call", Rights(calls_at_once=1)),
        person(_MINUTES, "Minute", role="minute"),
        person(_ONE, "One", role="one"),
        person(_FREE, "Free", role="staff"),
        Put(TrunkGroup(1, DisplayName("x"), (LINE,))),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("limits"), _office()) as office:
        for account in (_MINUTES, _ONE, _FREE):
            office.phone(account)
        yield office


@pytest.fixture
def far(office: Office) -> Iterator[FarEnd]:
    """The other end of the line; nothing goes on, and nothing is spent, at the end."""
    made = FarEnd(office.asterisk, LINE.host, LINE.port)
    yield made
    office.asterisk.console("channel request hangup all")
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)
    made.close()
    for family in (Family.SPENT, Family.LIMIT_MET):
        office.asterisk.console(f"database deltree {family}")


def _today(office: Office, days: int = 0) -> str:
    now = datetime.now(ZoneInfo(office.config.zone.text)) + timedelta(days=days)
    return f"{now:%Y%m%d}"


def _spend(office: Office, seconds: int, days: int = 0) -> None:
    office.asterisk.console(f"database put SPENT {_MINUTES} {_today(office, days)}{seconds}")


def _kept(office: Office, family: Family, number: str) -> str:
    told = office.asterisk.console(f"database get {family} {number}")
    return told.partition("Value: ")[2].strip()


def _talks(caller: Phone, far: FarEnd, number: str = MOBILE) -> None:
    caller.dial(number)
    far.ringing()
    far.answer()
    caller.answered()


def _reaches_the_office_and_help(office: Office, phone: Phone, far: FarEnd) -> None:
    phone.dial(_FREE)
    office.phone(_FREE).ringing()
    phone.cancel()
    office.phone(_FREE).hung_up()
    phone.dial("112")
    assert far.ringing().first.startswith("INVITE sip:112@")


@pytest.mark.quiet
def test_a_minute_a_day_ends_the_call_and_all_after_it(office: Office, far: FarEnd) -> None:
    phone = office.phone(_MINUTES)
    _spend(office, 57)
    begun = time.monotonic()
    _talks(phone, far)
    far.hung_up()
    phone.hung_up()
    assert time.monotonic() - begun < 15
    wait_for(lambda: _kept(office, Family.SPENT, _MINUTES) >= f"{_today(office)}60", 5)
    phone.dial(MOBILE)
    assert phone.refused().status >= 400
    assert not far.called()
    assert _kept(office, Family.LIMIT_MET, _MINUTES) == _today(office) + MINUTES_MET
    _reaches_the_office_and_help(office, phone, far)


@pytest.mark.quiet
def test_who_hands_his_call_over_gains_no_second(office: Office, far: FarEnd) -> None:
    phone = office.phone(_MINUTES)
    _spend(office, 56)
    _talks(phone, far)
    phone.transfer("*43")
    far.hung_up()
    wait_for(lambda: _kept(office, Family.SPENT, _MINUTES) >= f"{_today(office)}60", 5)


def test_a_second_call_finds_no_minutes_that_the_first_holds(office: Office, far: FarEnd) -> None:
    _talks(office.phone(_MINUTES), far)
    second = office.another(_MINUTES)
    second.dial(MOBILE)
    assert second.refused().status >= 400
    assert not far.called()


def test_yesterday_counts_no_more_and_what_nobody_answers_never(
    office: Office, far: FarEnd
) -> None:
    _spend(office, 60, days=-1)
    phone = office.phone(_MINUTES)
    phone.dial(MOBILE)
    far.ringing()
    phone.cancel()
    far.hung_up()
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)
    assert _kept(office, Family.SPENT, _MINUTES) == f"{_today(office, -1)}60"
    _talks(phone, far)
    phone.hang_up()
    far.hung_up()
    wait_for(lambda: _kept(office, Family.SPENT, _MINUTES).startswith(_today(office)), 5)


def test_one_call_at_once_is_one_until_it_ends(office: Office, far: FarEnd) -> None:
    first, second = office.phone(_ONE), office.another(_ONE)
    _talks(first, far)
    second.dial(MOBILE)
    assert second.refused().status >= 400
    assert not far.called()
    assert _kept(office, Family.LIMIT_MET, _ONE) == _today(office) + CALLS_MET
    first.hang_up()
    far.hung_up()
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)
    second.dial(MOBILE)
    far.ringing()


def test_what_is_closed_stays_closed_and_who_has_no_limit_has_none(
    office: Office, far: FarEnd
) -> None:
    for account in (_MINUTES, _ONE, _FREE):
        phone = office.phone(account)
        phone.dial(PREMIUM)
        assert phone.refused().status >= 400
    assert not far.called()
    _talks(office.phone(_FREE), far)
    office.another(_FREE).dial(MOBILE)
    far.ringing()
