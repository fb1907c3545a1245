"""A stolen password reaches at most the set minutes; internal and emergency calls always pass."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.live_state import CALLS_MET, DEAR_MET, MINUTES_MET, Family
from appliance.core.numbers import AreaCode
from appliance.core.roles import EVERY_DIRECTION, Rights
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, SipTrunk, TrunkGroup
from tests.integration.asterisk.far_end import FarEnd, far_end
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip
from tests.machines.parts import person, role

LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)
CALLS, MINUTES, DEAR = (SipTrunk(Token(f"l{n}"), f"127.0.0.{n + 1}", 5070) for n in (2, 3, 4))
"""Lines that have a limit of their own: one call, one minute, one dear call. Chosen by `#2` on."""
MOBILE, PREMIUM, ABROAD = "89161234567", "88091234567", "8104930123456"
_MINUTES, _ONE, _FREE, _BRIEF = "301", "302", "303", "304"


def _office() -> Config:
    """301 has a minute a day, 302 one call at once, 303 no limit and may call abroad.

    A call of 304 may last a minute.
    """
    abroad = Rights(directions=tuple(d for d in EVERY_DIRECTION if d is not Direction.PAID))
    config = after(
        *(sip(digits, "Telephone") for digits in (_MINUTES, _ONE, _FREE, _BRIEF)),
        role("staff", "Staff", Rights()),
        role("minute", "A minute", Rights(minutes_a_day=1)),
        role("one", "One call", Rights(calls_at_once=1)),
        person(_MINUTES, "Minute", role="minute"),
        person(_ONE, "One", role="one"),
        role("brief", "Brief", Rights(longest_minutes=1)),
        person(_BRIEF, "Brief", role="brief"),
        role("abroad", "Abroad", abroad),
        person(_FREE, "Free", role="abroad"),
        Put(TrunkGroup(1, DisplayName("x"), (LINE,))),
        Put(TrunkGroup(2, DisplayName("x"), (CALLS,), calls_at_once=1)),
        Put(TrunkGroup(3, DisplayName("x"), (MINUTES,), longest_minutes=1, minutes_a_day=1)),
        Put(TrunkGroup(4, DisplayName("x"), (DEAR,), dear_calls_a_day=1)),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)))


_LINES_CHANNEL = re.compile(r"^(PJSIP/line-[0-9a-f]+)!", re.MULTILINE)
_ENDS = re.compile(r"^\s*Time to Hangup: (\d+)", re.MULTILINE)
_OF_LINES = (Family.LINES_SPENT, Family.LINES_DEAR, Family.LINES_MET)


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("limits"), _office()) as office:
        for account in (_MINUTES, _ONE, _FREE, _BRIEF):
            office.phone(account)
        yield office


@pytest.fixture
def far(office: Office) -> Iterator[FarEnd]:
    """The other end of the line; nothing goes on, and nothing is spent, at the end."""
    with far_end(office.asterisk, LINE.host, LINE.port) as far:
        yield far
    for family in (*(Family.SPENT, Family.LIMIT_MET), *_OF_LINES):
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
    # A call for help goes on to the next lines if the test ends it at this one, and is heard there.
    phone.cancel()
    far.hung_up()


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


def _handed(office: Office, phone: Phone, to: Phone, line: FarEnd) -> None:
    """Whoever `phone` called outside talks to `to` now."""
    phone.transfer(to.account)
    to.ringing()
    to.answer()
    line.joined()


def test_minutes_are_of_whose_call_it_was(office: Office, far: FarEnd) -> None:
    phone, other = office.phones(_MINUTES, _FREE)
    _talks(phone, far)
    _handed(office, phone, other, far)
    other.hang_up()
    far.hung_up()
    wait_for(lambda: _kept(office, Family.SPENT, _MINUTES).startswith(_today(office)), 5)
    assert _kept(office, Family.SPENT, _FREE) == ""


def _ends(office: Office) -> float:
    """In how many seconds the channel of the line ends by itself."""
    (name,) = _LINES_CHANNEL.findall(office.asterisk.console("core show channels concise"))
    (told,) = _ENDS.findall(office.asterisk.console(f"core show channel {name}"))
    return float(told) - time.time() if int(told) else math.inf


def test_the_longest_call_goes_with_the_line(office: Office, far: FarEnd) -> None:
    phone, other = office.phones(_BRIEF, _FREE)
    _talks(phone, far)
    assert _ends(office) <= 61
    _handed(office, phone, other, far)
    assert _ends(office) <= 61


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


def _end(office: Office, line: SipTrunk) -> closing[FarEnd]:
    return closing(FarEnd(office.asterisk, line.host, line.port))


def _none_is_up(office: Office) -> None:
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)


def test_lines_carry_as_many_calls_as_they_may_and_help_besides(
    office: Office, far: FarEnd
) -> None:
    phone, second = office.phone(_FREE), office.another(_FREE)
    with _end(office, CALLS) as line:
        _talks(phone, line, f"#2{MOBILE}")
        second.dial(f"#2{MOBILE}")
        assert second.refused().status >= 400
        assert not line.called()
        assert _kept(office, Family.LINES_MET, "2") == _today(office) + CALLS_MET
        second.dial("112")
        far.ringing()
        far.refuse()
        assert line.called()  # the next that help is called over, limit or none
        second.cancel()
        phone.hang_up()
        _none_is_up(office)
        phone.dial(f"#2{MOBILE}")
        while not line.ringing().first.startswith(f"INVITE sip:{MOBILE}@"):
            pass
        phone.cancel()


@pytest.mark.quiet
def test_the_last_minute_of_the_lines_is_everybodys(office: Office, far: FarEnd) -> None:
    office.asterisk.console(f"database put TRUNKSPENT 3 {_today(office)}57")
    phone, other = office.phone(_FREE), office.phone(_ONE)
    with _end(office, MINUTES) as line:
        begun = time.monotonic()
        _talks(phone, line, f"#3{MOBILE}")
        other.dial(f"#3{MOBILE}")
        assert other.refused().status >= 400
        line.hung_up()
        phone.hung_up()
        assert time.monotonic() - begun < 15
        wait_for(lambda: _kept(office, Family.LINES_SPENT, "3") >= f"{_today(office)}60", 5)
        phone.dial(f"#3{MOBILE}")
        assert phone.refused().status >= 400
        assert not line.called()
    assert _kept(office, Family.LINES_MET, "3") == _today(office) + MINUTES_MET
    assert not far.called()


def test_one_dear_call_a_day_and_any_number_of_others(office: Office, far: FarEnd) -> None:
    phone, second = office.phone(_FREE), office.another(_FREE)
    with _end(office, DEAR) as line:
        phone.dial(f"#4{ABROAD}")
        line.ringing()
        phone.cancel()
        _none_is_up(office)
        _talks(phone, line, f"#4{ABROAD}")  # what nobody answered did not count
        second.dial(f"#4{ABROAD}")
        assert second.refused().status >= 400
        phone.hang_up()
        line.hung_up()
        wait_for(lambda: _kept(office, Family.LINES_DEAR, "4") == f"{_today(office)}1", 5)
        phone.dial(f"#4{ABROAD}")
        assert phone.refused().status >= 400
        assert _kept(office, Family.LINES_MET, "4") == _today(office) + DEAR_MET
        _talks(phone, line, f"#4{MOBILE}")
        phone.hang_up()
        line.hung_up()
    assert not far.called()


def test_a_dear_call_is_one_whoever_it_is_handed_to(office: Office, far: FarEnd) -> None:
    phone = office.phone(_FREE)
    with _end(office, DEAR) as line:
        _talks(phone, line, f"#4{ABROAD}")
        phone.transfer(MOBILE)
        far.ringing()
        far.answer()
        line.joined()
        far.hang_up()
        line.hung_up()
        wait_for(lambda: _kept(office, Family.LINES_DEAR, "4") == f"{_today(office)}1", 5)
