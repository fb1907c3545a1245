"""Groups of the longest idle and of more each time, in the real Asterisk."""

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.call_handling import HuntGroup, HuntStrategy
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.text import DisplayName
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip

MEMBERS = ("301", "302", "303")
ABSENT = tuple(str(each) for each in range(401, 428))  # thirty members with those
RING, IDLE, LARGE, MEMORY = 5, "600", "601", "602"


def _config() -> Config:
    def group(key: str, digits: str, members: tuple[str, ...], strategy: HuntStrategy) -> Put:
        known = tuple(map(number, members))
        return Put(HuntGroup(Key(key), DisplayName(key), number(digits), known, strategy, RING))

    return after(
        *(sip(digits, f"Person {digits}") for digits in (*MEMBERS, "390", *ABSENT)),
        group("idle", IDLE, MEMBERS, HuntStrategy.LONGEST_IDLE),
        group("large", LARGE, (*ABSENT, *MEMBERS), HuntStrategy.LONGEST_IDLE),
        group("memory", MEMORY, MEMBERS, HuntStrategy.MEMORY),
    )


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("order"), _config()) as office:
        yield office


@pytest.fixture
def caller(office: Office) -> Iterator[Phone]:
    """390, while the members have their telephones; nobody has had a call yet."""
    office.phones(*MEMBERS)
    for family in (Family.IDLE_SINCE, Family.DO_NOT_DISTURB):
        office.asterisk.console(f"database deltree {family}")
    yield office.phone("390")
    office.asterisk.console("channel request hangup all")
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)
    office.take()


def _since(office: Office) -> dict[str, int]:
    shown = office.asterisk.console(f"database show {Family.IDLE_SINCE}")
    return {key: int(value) for key, value in re.findall(r"IDLESINCE/(\d+)\s*: (\d+)", shown)}


def _last_calls(office: Office, *order: str) -> None:
    """As if these had ended their calls in this order."""
    for place, digits in enumerate(order):
        at = 1_790_000_000 + place
        office.asterisk.console(f"database put {Family.IDLE_SINCE} {digits} {at}")


def _talks(caller: Phone, called: Phone, dialled: str) -> None:
    caller.dial(dialled)
    called.ringing()
    called.answer()
    caller.answered()
    time.sleep(0.2)
    caller.hang_up()
    called.hung_up()


def test_who_has_just_had_a_call_is_rung_last_and_so_it_is_after_a_restart(
    office: Office, caller: Phone
) -> None:
    one, two, three = office.phones(*MEMBERS)
    _talks(caller, one, IDLE)
    wait_for(lambda: _since(office).keys() == {"301"}, 5)
    _talks(two, caller, "390")  # whoever called
    wait_for(lambda: _since(office).keys() == {"301", "302"}, 5)
    time.sleep(1.1)  # to the second
    _talks(caller, one, "301")
    wait_for(lambda: _since(office)["301"] > _since(office)["302"], 5)
    office.calls(3)
    office.forget()
    office.asterisk.kill(signal.SIGTERM)
    office.asterisk.start()
    one, two, three, again = office.phones(*MEMBERS, "390")
    again.dial(IDLE)
    for phone in (three, two):
        phone.ringing()
        phone.refuse()
    one.ringing()
    one.answer()
    again.answered()
    again.hang_up()
    one.hung_up()


def test_who_talks_or_rests_is_passed_over(office: Office, caller: Phone) -> None:
    one, two, three = office.phones(*MEMBERS)
    _last_calls(office, "303", "302", "301")
    office.asterisk.console(f"database put {Family.DO_NOT_DISTURB} 303 YES")
    other = office.another("302")
    other.dial("301")
    one.ringing()
    one.answer()
    other.answered()
    caller.dial(IDLE)
    assert caller.refused().status >= 400
    assert not any(phone.rings_soon(0.3) for phone in (two, three))
    other.hang_up()
    one.hung_up()


def test_what_nobody_answered_is_no_call(office: Office, caller: Phone) -> None:
    _last_calls(office, "302", "303", "301")
    two, three = office.phones("302", "303")
    before = _since(office)
    caller.dial(IDLE)
    two.ringing()
    two.hung_up()  # after its five seconds
    three.ringing()
    caller.cancel()
    three.hung_up()
    time.sleep(0.5)
    assert _since(office) == before


def test_of_thirty_members_the_one_who_is_there_rings_at_once(
    office: Office, caller: Phone
) -> None:
    two = office.phone("302")
    _last_calls(office, "302", "303", "301")
    caller.dial(LARGE)
    begun = time.monotonic()
    two.ringing()
    assert time.monotonic() - begun < 1
    caller.cancel()
    two.hung_up()


def test_the_first_rings_then_the_first_two_then_all(office: Office, caller: Phone) -> None:
    one, two, three = office.phones(*MEMBERS)
    caller.dial(MEMORY)
    one.ringing()
    assert not two.rings_soon(0.5)
    one.hung_up()
    one.ringing()
    two.ringing()
    assert not three.rings_soon(0.5)
    for phone in (one, two):
        phone.hung_up()
    for phone in (one, two, three):
        phone.ringing()
    two.answer()
    caller.answered()
    for phone in (one, three):
        phone.hung_up()
    caller.hang_up()
    two.hung_up()
    call = office.call()
    assert call.answered_by == "302"
    assert [leg.number for leg in call.legs].count("301") == 3


def test_who_refuses_is_followed_by_the_next_at_once(office: Office, caller: Phone) -> None:
    one, two = office.phones("301", "302")
    caller.dial(MEMORY)
    one.ringing()
    one.refuse()
    two.ringing()
    caller.cancel()
    two.hung_up()
