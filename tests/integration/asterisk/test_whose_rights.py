"""Calls that lead outside by somebody else's doing: they go by the rights of who does it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.call_handling import HuntGroup, Queue
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, Did
from appliance.core.parts import Part
from appliance.core.roles import Rights
from appliance.core.targets import ToHuntGroup, ToQueue
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, NumberFormat, Outbound, SipTrunk, TrunkGroup
from tests.integration.asterisk.far_end import FarEnd, far_end
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import numbers, person, role

LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)
MOBILE = "89161234567"
_JOINED = re.compile(r"^[0-9a-f-]{36} .* 2 basic ", re.MULTILINE)  # a bridge and its channels


def _office() -> Config:
    """301 may call mobile telephones, the guests 302 and 303 nobody outside.

    301 and 302 serve a group and a queue each, alone.
    """
    name = DisplayName("x")
    parts: tuple[Part, ...] = (
        HuntGroup(Key("staff"), name, number("601"), numbers(301, 301)),
        HuntGroup(Key("guests"), name, number("602"), numbers(302, 302)),
        Queue(Key("line"), name, number("612"), numbers(302, 302)),
        DidRoute(Did("1001"), ToHuntGroup(Key("staff"))),
        DidRoute(Did("1002"), ToHuntGroup(Key("guests"))),
        DidRoute(Did("1003"), ToQueue(Key("line"))),
        TrunkGroup(2, name, (LINE,), sends=NumberFormat.PLUS),
        TrunkGroup(1, name),  # its line is the expert's own
    )
    config = after(
        *(sip(digits, "Telephone") for digits in ("301", "302", "303")),
        role("staff", "Сотрудник", Rights()),
        role("guest", "Гость", Rights(())),
        person("301", "Staff", role="staff"),
        *(person(digits, f"Guest {digits}", role="guest") for digits in ("302", "303")),
        *(Put(each) for each in parts),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((2,)))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("rights"), _office()) as office:
        for account in ("301", "302", "303", "carrier"):
            office.phone(account)
        yield office


@pytest.fixture
def far(office: Office) -> Iterator[FarEnd]:
    """The other end of the line; nothing goes on at the end."""
    with far_end(office.asterisk, LINE.host, LINE.port) as far:
        yield far


def _talk(
    office: Office, caller: Phone, called: Phone, digits: str, *, first: bool = False
) -> None:
    """`first`: the exchange answers before anybody else does. By the end both are joined."""
    caller.dial(digits)
    if first:
        caller.answered()
    called.ringing()
    called.answer()
    if not first:
        caller.answered()
    wait_for(lambda: _JOINED.search(office.asterisk.console("bridge show all")) is not None, 15)


def _reaches(far: FarEnd) -> None:
    assert far.ringing().first.startswith("INVITE sip:+79161234567@")


@pytest.mark.parametrize(("did", "first"), [("1002", False), ("1003", True)])
def test_a_guest_who_serves_others_hands_nobody_out(
    office: Office, far: FarEnd, did: str, first: bool
) -> None:
    carrier, guest = office.phones("carrier", "302")
    _talk(office, carrier, guest, did, first=first)
    guest.transfer(MOBILE)
    carrier.hung_up()
    assert not far.called()


def test_who_serves_a_group_hands_over_by_his_own_rights(office: Office, far: FarEnd) -> None:
    carrier, staff = office.phones("carrier", "301")
    _talk(office, carrier, staff, "1001")
    staff.transfer(MOBILE)
    _reaches(far)


def test_it_is_not_the_rights_of_who_is_handed_over(office: Office, far: FarEnd) -> None:
    staff, guest = office.phones("301", "302")
    _talk(office, staff, guest, "602")
    guest.transfer(MOBILE)
    staff.hung_up()
    assert not far.called()


def test_nor_of_who_was_called(office: Office, far: FarEnd) -> None:
    staff, guest = office.phones("301", "303")
    _talk(office, guest, staff, "301")
    guest.transfer(MOBILE)
    staff.hung_up()
    assert not far.called()


def test_a_caller_with_rights_hands_a_guest_over(office: Office, far: FarEnd) -> None:
    staff, guest = office.phones("301", "302")
    _talk(office, staff, guest, "302")
    staff.transfer(MOBILE)
    _reaches(far)


def test_a_line_chosen_by_hand_is_asked_of_who_hands_over(office: Office, far: FarEnd) -> None:
    carrier, guest = office.phones("carrier", "302")
    _talk(office, carrier, guest, "1002")
    guest.transfer(f"%232{MOBILE}")
    carrier.hung_up()
    assert not far.called()


def test_after_a_transfer_the_forwarding_telephone_decides(office: Office, far: FarEnd) -> None:
    carrier, staff = office.phones("carrier", "301")
    office.asterisk.console(f"database put CF 303 {MOBILE}")
    _talk(office, carrier, staff, "1001")
    staff.transfer("303")
    carrier.hung_up()
    assert not far.called()
    office.asterisk.console("database del CF 303")


def test_nobody_s_code_is_dialled_by_a_transfer(office: Office, far: FarEnd) -> None:
    del far
    staff, guest = office.phones("301", "302")
    _talk(office, staff, guest, "602")
    guest.transfer("*72302")
    staff.hung_up()
    assert "0 results" in office.asterisk.console("database show CF")


@pytest.mark.parametrize("to", [MOBILE, "112"])
@pytest.mark.parametrize(("caller", "digits"), [("303", "302"), ("carrier", "1002")])
def test_a_telephone_s_own_answer_sends_nobody_elsewhere(
    office: Office, far: FarEnd, caller: str, digits: str, to: str
) -> None:
    one, guest = office.phones(caller, "302")
    one.dial(digits)
    guest.ringing()
    guest.refuse("302 Moved Temporarily", elsewhere=to)
    assert one.refused().status >= 400
    assert not far.called()
