"""Personal codes in the real Asterisk, with nobody there but it: judged by who rings and hears."""

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.compiler.compile import compile_config
from appliance.core.calls import Result
from appliance.core.config import Config
from appliance.core.live_state import UNKNOWN, Family
from tests.integration.asterisk.office import Office, prepare, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip


def _config() -> Config:
    return after(*(sip(digits, f"Person {digits}") for digits in ("301", "302", "303")))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("codes")
    config = _config()
    asterisk = RealAsterisk(root, folder, unwatched(compile_config(config)))
    prepare(asterisk)
    with asterisk:
        office = Office(asterisk, config, folder)
        yield office
        office.close()
        assert "\n".join(asterisk.complaints()) == ""


def _kept(office: Office, family: Family, key: str = "301") -> str:
    """What Asterisk keeps, or nothing."""
    said = office.asterisk.console(f"database get {family} {key}")
    found = re.search(r"^Value: (\S+)$", said, re.M)
    return found[1] if found else ""


def _restarted(office: Office) -> None:
    """Asterisk ends and comes again; its telephones register anew."""
    office.forget()
    office.asterisk.kill(signal.SIGTERM)
    office.asterisk.start()


def _taken(caller: Phone, called: Phone, dialled: str) -> None:
    """`caller` dials, `called` answers, and it is over."""
    caller.dial(dialled)
    called.ringing()
    called.answer()
    caller.answered()
    caller.hang_up()
    called.hung_up()


def test_who_called_last_is_called_back_at_a_key(office: Office) -> None:
    one, two = office.phones("301", "302")
    _taken(two, one, "301")
    assert _kept(office, Family.LAST_CALLER) == "302"
    office.call()
    one.dial("*69")
    one.answered()
    two_rings = False
    while not two_rings:  # keys before the question are nobody's
        time.sleep(1)
        one.press("1")
        two_rings = two.rings_soon(1)
    two.answer()
    one.hang_up()
    two.hung_up()
    call = office.call()
    assert (call.dialled, call.answered_by) == ("*69", "302")


def test_a_missed_call_can_be_called_back_too(office: Office) -> None:
    one, three = office.phones("301", "303")
    three.dial("301")
    one.ringing()
    three.rings()
    three.cancel()
    one.hung_up()
    assert _kept(office, Family.LAST_CALLER) == "303"
    office.call()


def test_nobody_is_called_back_who_hid_his_number(office: Office) -> None:
    one, two = office.phones("301", "302")
    two.dial("*67301")
    shown = one.ringing()
    assert "302" not in shown.header("From")
    assert "302" not in shown.header("Contact")
    two.rings()
    two.cancel()
    one.hung_up()
    assert _kept(office, Family.LAST_CALLER) == UNKNOWN
    office.call()
    one.dial("*69")
    one.answered()
    one.hung_up()
    assert office.call().answered_by == ""


def test_the_number_is_shown_again_with_the_next_call(office: Office) -> None:
    one, two = office.phones("301", "302")
    two.dial("301")
    assert "302" in one.ringing().header("From")
    two.rings()
    two.cancel()
    one.hung_up()
    office.call()


def test_the_last_number_is_dialled_again_after_a_restart(office: Office) -> None:
    one, two = office.phones("301", "302")
    _taken(one, two, "302")
    office.call()
    _restarted(office)
    assert _kept(office, Family.LAST_DIALLED) == "302"
    one, two = office.phones("301", "302")
    _taken(one, two, "*66")
    call = office.call()
    assert (call.dialled, call.answered_by, call.result) == ("*66", "302", Result.ANSWERED)
