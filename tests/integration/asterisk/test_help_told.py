"""Telephones are told of a call for help beside it, in the real Asterisk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.live_state import Family
from appliance.core.mail import Mail
from appliance.core.numbers import Did
from appliance.core.people import Language
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import SipTrunk, TrunkGroup
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.help_seen import calls_for_help_seen
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip

LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)


def _config() -> Config:
    """302, which speaks English, and 303 are told; 301 is not of his own call."""
    staff = (sip(digits, f"Person {digits}") for digits in ("301", "302", "303"))
    group = TrunkGroup(1, DisplayName("x"), (LINE,), our_number=Did("74950000001"))
    config = after(*staff, Put(group))
    english = replace(config.extension(number("302")), language=Language.EN)
    mail = Mail(emergency_telephones=(number("301"), number("302"), number("303")))
    return edit(replace(config, mail=mail), Put(english))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("help"), _config()) as office:
        office.asterisk.console("logger add channel trace verbose(3)")
        office.asterisk.console("core set verbose 3")
        yield office


def _heard(phone: Phone) -> bool:
    return level(phone.sound.hear(0.3)) > -30


def _played(office: Office, what: str) -> bool:
    return what in (office.asterisk.folder / "var/log/asterisk/trace").read_text(errors="replace")


def test_it_rings_beside_the_call_and_says_who_it_is(office: Office) -> None:
    caller, one, two = office.phones("301", "302", "303")
    office.asterisk.console(f"database put {Family.DO_NOT_DISTURB} 302 YES")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        caller.dial("112")
        far.ringing()
        calls_for_help_seen(office)
        far.answer()
        caller.answered()
        for phone, language in ((one, "en"), (two, "ru")):
            asked = phone.ringing()
            assert phone.shown == "301"
            assert '"112 Person 301"' in asked.header("From")
            phone.answer()
            wait_for(partial(_heard, phone), 15)
            wait_for(partial(_played, office, f"'help-called.slin' (language '{language}')"), 15)
            phone.hang_up()
        assert not caller.rings_soon(0.5)
        assert caller.undisturbed()
        caller.hang_up()
        far.hung_up()
    calls = office.calls(1)
    assert [(call.caller, call.dialled) for call in calls] == [("301", "112")]


def test_who_cannot_take_it_now_is_rung_again(office: Office) -> None:
    caller, one, two = office.phones("301", "302", "303")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        caller.dial("112")
        far.ringing()
        calls_for_help_seen(office)
        two.ringing()
        two.refuse()
        assert two.rings_soon(20)
        two.answer()
        one.ringing()
        one.answer()
        for each in (one, two):
            each.hang_up()
        far.answer()
        caller.answered()
        caller.hang_up()
        far.hung_up()
    office.calls(1)
