"""The block list by codes in the real Asterisk, with nobody there but it: who gets through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.live_state import JOURNAL, Family
from appliance.core.numbers import AreaCode, Did
from appliance.core.roles import Function, FunctionDiffers
from appliance.core.targets import ToExtension
from appliance.core.text import DisplayName
from appliance.core.trunks import BlockedCaller, DidRoute, TrunkGroup
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import person

OURS = "74951234500"
MOBILE, DIALLED = "79161234567", "89161234567"
LISTED = "79990000000"


def _config() -> Config:
    """301 may block callers, 302 may not and takes the calls; the line is the expert's own."""
    config = after(
        sip("301", "Telephone 301"),
        sip("302", "Telephone 302"),
        person("301", "Anna", FunctionDiffers(Function.BLOCK, allowed=True)),
        Put(TrunkGroup(1, DisplayName("Carrier"), our_number=Did(OURS))),
        Put(DidRoute(Did(OURS), ToExtension(number("302")))),
        Put(BlockedCaller(LISTED)),
    )
    return replace(config, area=AreaCode("495"))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("blocked"), _config()) as office:
        yield office


@pytest.fixture(autouse=True)
def nothing_is_said(office: Office) -> Iterator[None]:
    yield
    for family in (Family.BLOCK_LIST, Family.LAST_CALLER, JOURNAL):
        office.asterisk.console(f"database deltree {family}")
    office.forget()
    office.take()


def _kept(office: Office, caller: str) -> str:
    said = office.asterisk.console(f"database get {Family.BLOCK_LIST} {caller}")
    found = re.search(r"^Value: (\S+)$", said, re.M)
    return found[1] if found else ""


def _gets_through(office: Office, caller: str) -> bool:
    """Whether a call from outside rings; it is given up again."""
    carrier, two = office.phones("carrier", "302")
    carrier.dial(OURS, caller)
    rings = two.rings_soon(3)
    if rings:
        carrier.rings()
        carrier.cancel()
        two.hung_up()
    else:
        assert carrier.refused().status == 403
    office.call()
    return rings


def _quiet(phone: Phone) -> None:
    """What is said now has been said."""
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)
    wait_for(lambda: level(phone.sound.hear(1.5)) < -50, 30)


def _says(office: Office, code: str, key: str) -> None:
    """301 dials, the number is said back, and the key is pressed."""
    phone = office.phone("301")
    phone.dial(code)
    phone.answered()
    _quiet(phone)
    phone.press(key)
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)
    phone.hung_up()
    office.call()


def test_who_is_blocked_by_a_code_gets_through_no_more_until_another(office: Office) -> None:
    assert _gets_through(office, DIALLED)
    _says(office, f"*30{DIALLED}", "1")
    assert _kept(office, MOBILE) == "YES"
    assert not _gets_through(office, DIALLED)
    assert _gets_through(office, "89161234568")
    _says(office, f"*31{DIALLED}", "1")
    assert _kept(office, MOBILE) == ""
    assert _gets_through(office, DIALLED)


def test_without_a_yes_nothing_changes(office: Office) -> None:
    _says(office, f"*30{DIALLED}", "2")
    assert _kept(office, MOBILE) == ""


def test_who_called_last_is_blocked(office: Office) -> None:
    office.asterisk.console(f"database put {Family.LAST_CALLER} 301 {DIALLED}")
    _says(office, "*32", "1")
    assert not _gets_through(office, DIALLED)


def test_whom_the_list_has_is_let_through(office: Office) -> None:
    assert not _gets_through(office, "89990000000")
    _says(office, "*3189990000000", "1")
    assert _kept(office, LISTED) == "NO"
    assert _gets_through(office, "89990000000")


def test_who_has_no_right_is_refused(office: Office) -> None:
    two = office.phone("302")
    two.dial(f"*30{DIALLED}")
    assert two.refused().status == 403
    office.call()
    assert _kept(office, MOBILE) == ""
