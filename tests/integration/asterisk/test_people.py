"""Asterisk reads the tables by itself: names, rights, PINs; and keeps what telephones set."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.compiler.caller import analogue_name, caller_name
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.live_state import PINS_MET, Family
from appliance.core.noted import Fact, noted
from appliance.core.numbers import AreaCode
from appliance.core.roles import PinDiffers, Rights
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import NumberFormat, Outbound, SipTrunk, TrunkGroup
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_message import Message
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip
from tests.machines.parts import person, role

NAMES = (
    "Анна, склад; касса",
    'ООО "Ромашка" (Москва',
    "back\\slash\\",
    "$[1+1] ${EXTEN} ${SHELL(id)}",
    "O'Neil'; DROP TABLE people; --",
    "[unclosed, (twice",
    ")closed] <112> =?utf-8?",
    "a|b^c&d?e:f=g~h%n",
    "Ёжик 🦔, \u202eзадом",
    "," * 12,
    "Ж" * 60,
)
"""What the way from a row to a display could misread."""
FAR_END = SipTrunk(Token("line"), "127.0.0.2", 5070, channels=1)
_PIN = "4826"
# 7 and a number shows the name for analogue displays instead.
_LATIN = """
[from-internal-custom]
exten => _7XXX,1,Set(HASH(x)=${REALTIME_HASH(people,number,${EXTEN:1})})
same => n,Set(CALLERID(name)=${HASH(x,latin)})
same => n,Dial(PJSIP/302,25)
"""


def _office() -> Config:
    named = {str(321 + place): name for place, name in enumerate(NAMES)}
    asked = PinDiffers(Direction.MOBILE, asked=True)
    config = after(
        *(sip(digits, "Telephone") for digits in ("301", "302", "303", "304", "305", *named)),
        role("staff", "Сотрудник", Rights()),
        role("guest", "Гость", Rights((), functions=())),
        person("303", "Guest", role="guest"),
        person("304", "Asked", asked, role="staff", pin=_PIN),
        person("305", "Asked in vain", asked, role="staff"),
        *(person(digits, name, role="staff") for digits, name in named.items()),
        Put(TrunkGroup(1, DisplayName("SIP"), (FAR_END,), sends=NumberFormat.PLUS)),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("people")
    with running(root, folder, _office(), lines=_LATIN) as office:
        yield office


def _shown(caller: Phone, called: Phone, digits: str) -> str:
    """The name that the called telephone's display shows."""
    caller.dial(digits)
    header = called.ringing().header("From")
    caller.cancel()
    return header.rpartition("<")[0].strip().removeprefix('"').removesuffix('"')


@pytest.mark.parametrize("place", range(len(NAMES)), ids=lambda place: NAMES[place][:12])
def test_a_name_arrives_letter_for_letter(office: Office, place: int) -> None:
    caller, called = office.phone(str(321 + place)), office.phone("302")
    name = DisplayName(NAMES[place])
    assert _shown(caller, called, "302").replace('\\"', '"') == caller_name(name)
    if not caller_name(name).isascii():
        assert _shown(caller, called, f"7{321 + place}") == analogue_name(name)


def test_a_forwarded_call_goes_where_the_telephone_has_set(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    _dials_a_code(one, "*72303")
    assert "/CF/301" in office.asterisk.console("database show CF")
    two.dial("301")
    three.ringing()
    two.cancel()
    _dials_a_code(one, "*73")
    assert "0 results" in office.asterisk.console("database show CF")
    two.dial("301")
    one.ringing()
    two.cancel()


def _dials_a_code(phone: Phone, code: str) -> None:
    phone.dial(code)
    phone.answered()
    phone.hung_up()


def test_who_wants_no_calls_is_busy_and_his_lamp_is_on(office: Office) -> None:
    one, two = office.phones("301", "302")
    _dials_a_code(one, "*78")
    assert "State:InUse" in _hint(office, "301")
    two.dial("301")
    assert two.refused().status == 486
    _dials_a_code(one, "*76")
    assert "State:Idle" in _hint(office, "301")


def _hint(office: Office, exten: str) -> str:
    lines = office.asterisk.console("core show hints").splitlines()
    return next(line for line in lines if line.strip().startswith(f"{exten}@ext-local"))


@pytest.mark.parametrize(
    ("who", "digits", "status"),
    [
        ("303", "89161234567", 403),  # no right
        ("303", "*72301", 403),
        ("303", "*78", 403),
        ("301", "8104930123456", 403),
        ("301", "*72301", 403),  # to oneself
        ("305", "89161234567", 403),  # has no PIN to give
    ],
)
def test_rights_hold_at_the_telephone(office: Office, who: str, digits: str, status: int) -> None:
    phone = office.phone(who)
    phone.dial(digits)
    assert phone.refused().status == status


@pytest.fixture(scope="module")
def carrier(office: Office) -> Iterator[Phone]:
    """The far end of the SIP line, at the address it is known by."""
    ports = iter((FAR_END.port, 0))

    def bound() -> socket.socket:
        with office.asterisk.network():
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind((FAR_END.host, next(ports)))
        return made

    phone = Phone(bound, "line", "")
    yield phone
    phone.close()


def _rings(carrier: Phone) -> Future[Message]:
    """Waits for a call on the line."""
    pool = ThreadPoolExecutor(1)
    waiting = pool.submit(carrier.ringing)
    pool.shutdown(wait=False)
    return waiting


def _gives(office: Office, phone: Phone, pin: str) -> None:
    """Once it is asked for; until it was heard."""
    wait_for(lambda: _reads(office), 30)
    phone.press(f"{pin}#")
    wait_for(lambda: not _reads(office), 15)


def _reads(office: Office) -> bool:
    return "!Read!" in office.asterisk.console("core show channels concise")


def _kept(office: Office, family: Family) -> str:
    told = office.asterisk.console(f"database get {family} 304")
    return told.partition("Value: ")[2].strip()


@pytest.mark.parametrize("pins", [(_PIN,), ("1111", "2222", _PIN)])
def test_the_right_pin_opens_a_direction(
    office: Office, carrier: Phone, pins: tuple[str, ...]
) -> None:
    phone = office.phone("304")
    waiting = _rings(carrier)
    phone.dial("89161234567")
    phone.answered()
    for pin in pins:
        _gives(office, phone, pin)
    assert waiting.result(15).first.startswith("INVITE sip:+79161234567@")
    phone.hang_up()
    carrier.hung_up()
    assert _kept(office, Family.WRONG_PINS) == ""


@pytest.mark.quiet
def test_wrong_pins_end_the_call_ever_slower_and_lock_the_number(
    office: Office, carrier: Phone
) -> None:
    """Three in a call, five in whatever calls; the right one is a wrong one then."""
    phone = office.phone("304")
    office.take()
    for pins in (("1111", "2222", "3333"), ("1111", "2222", _PIN)):
        begun = time.monotonic()
        phone.dial("89161234567")
        phone.answered()
        for pin in pins:
            _gives(office, phone, pin)
        phone.hung_up()
        assert time.monotonic() - begun > 12
        call = office.call()
        facts = [each.fact for each in noted(office.events(call), call.legs[0].unique)]
        assert facts.count(Fact.WRONG_PIN) == 3
    assert _kept(office, Family.WRONG_PINS).startswith("5+")
    assert _kept(office, Family.LIMIT_MET).endswith(PINS_MET)
    assert not carrier.rings_soon(0.5)
    for family in (Family.WRONG_PINS, Family.LIMIT_MET):
        office.asterisk.console(f"database del {family} 304")


def test_a_forwarded_call_leads_out_by_the_rights_of_who_forwards(
    office: Office, carrier: Phone
) -> None:
    """303 may call nobody outside and reaches the city by 301's forwarding."""
    guest, staff = office.phones("303", "301")
    _dials_a_code(staff, "*7289161234567")
    waiting = _rings(carrier)
    guest.dial("301")
    assert waiting.result(15).first.startswith("INVITE sip:+79161234567@")
    guest.cancel()
    carrier.hung_up()
    _dials_a_code(staff, "*73")


def test_a_line_that_is_taken_leaves_none(office: Office, carrier: Phone) -> None:
    one, two = office.phones("301", "302")
    waiting = _rings(carrier)
    one.dial("89161234567")
    waiting.result(15)
    two.dial("89161234568")
    assert two.refused().status == 503
    one.cancel()
    carrier.hung_up()
