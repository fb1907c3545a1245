"""Personal codes in the real Asterisk, with nobody there but it: judged by who rings and hears."""

import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.compiler.dialplan.wake_up import AGAIN
from appliance.core.calls import Result
from appliance.core.config import Config
from appliance.core.live_state import UNKNOWN, Family
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip


def _config() -> Config:
    return after(*(sip(digits, f"Person {digits}") for digits in ("301", "302", "303")))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("codes"), _config()) as office:
        yield office


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


def test_a_key_calls_its_number_after_a_restart(office: Office) -> None:
    one = office.phone("301")
    one.dial("*755302")
    one.answered()
    wait_for(lambda: level(one.sound.hear(0.5)) > -30, 15)
    one.hung_up()
    assert _kept(office, Family.SPEED_DIAL, "301-5") == "302"
    office.call()
    _restarted(office)
    one, two = office.phones("301", "302")
    _taken(one, two, "*05")
    call = office.call()
    assert (call.dialled, call.answered_by, call.result) == ("*05", "302", Result.ANSWERED)
    one.dial("*0")
    one.answered()
    wait_for(lambda: level(one.sound.hear(0.5)) > -30, 15)
    one.press("5")
    two.ringing()
    two.answer()
    one.hang_up()
    two.hung_up()
    assert office.call().answered_by == "302"
    one.dial("*755")
    one.answered()
    one.hung_up()
    assert _kept(office, Family.SPEED_DIAL, "301-5") == ""
    office.call()


def test_a_key_without_a_number_calls_nobody(office: Office) -> None:
    one, two = office.phones("301", "302")
    one.dial("*06")
    one.answered()
    wait_for(lambda: level(one.sound.hear(0.5)) > -30, 15)
    one.hung_up()
    assert not two.rings_soon(0.5)
    assert office.call().answered_by == ""


def test_a_telephone_is_asked_to_answer_by_itself(office: Office) -> None:
    one, two = office.phones("301", "302")
    two.sound.say(1000)
    one.dial("*80302")
    asked = two.ringing()
    assert asked.header("Alert-Info") == "Auto Answer"
    assert asked.header("Call-Info").endswith(";answer-after=0")
    before = len(two.sound.heard)
    two.answer()
    one.answered()
    wait_for(lambda: max(map(abs, two.sound.heard[before:]), default=0) > 1000, 15)
    wait_for(lambda: share(one.sound.hear(0.5), 1000) > 0.5, 15)
    one.hang_up()
    two.hung_up()
    call = office.call()
    assert (call.answered_by, call.result) == ("302", Result.ANSWERED)


def test_who_talks_or_said_no_is_not_asked(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    two.dial("*43")
    two.answered()
    one.dial("*80302")
    assert one.refused().status == 486
    two.hang_up()
    office.calls(2)
    three.dial("*55")
    three.answered()
    three.hung_up()
    assert _kept(office, Family.NO_INTERCOM, "303") == "YES"
    one.dial("*80303")
    assert one.refused().status == 486
    three.dial("*54")
    three.answered()
    three.hung_up()
    assert _kept(office, Family.NO_INTERCOM, "303") == ""
    assert [call.result for call in office.calls(3)].count(Result.BUSY) == 1


SPOOL = "var/spool/asterisk/outgoing"


def _files(office: Office) -> list[Path]:
    return sorted((office.asterisk.folder / SPOOL).iterdir())


def _to_be_woken(office: Office, number: str, seconds: int) -> int:
    """The entry that the code makes, and what it does then, by a call of Asterisk's own; when."""
    due = int(time.time()) + seconds
    office.asterisk.console(f"database put {Family.WAKE_UP} {number} {due}")
    written = office.asterisk.folder / "var/spool/asterisk/written"
    written.write_text(f"Channel: Local/{number}@{AGAIN}/n\nApplication: Wait\nData: 0\n")
    written.rename(office.asterisk.folder / SPOOL / f"test-{due}")
    return due


def _is_woken(office: Office, phone: Phone, due: int = 0) -> None:
    """It rings, and not before it is `due`; and says something until it hangs up."""
    assert phone.rings_soon(60)
    assert time.time() >= due
    assert phone.shown == "*56"
    phone.answer()
    wait_for(lambda: level(phone.sound.hear(0.5)) > -30, 15)
    phone.hung_up()
    wait_for(lambda: not _files(office), 15)
    assert _kept(office, Family.WAKE_UP, phone.account) == ""


def test_a_code_keeps_the_moment_and_another_forgets_it(office: Office) -> None:
    one = office.phone("301")
    soon = datetime.now(UTC) + timedelta(minutes=90)
    one.dial(f"*56{soon:%H%M}")
    one.answered()
    one.hung_up()
    due = int(soon.replace(second=0, microsecond=0).timestamp())
    assert _kept(office, Family.WAKE_UP) == str(due)
    (file,) = _files(office)
    wait_for(lambda: abs(file.stat().st_mtime - due) < 10, 15)
    one.dial("*57")
    one.answered()
    one.hung_up()
    assert _kept(office, Family.WAKE_UP) == ""
    file.unlink()
    office.take()


def test_the_last_hour_of_a_day_is_an_hour_as_others(office: Office) -> None:
    """The hour after it is reckoned too, and Asterisk complains of 24 o'clock."""
    one = office.phone("301")
    for code in ("*562359", "*57"):
        one.dial(code)
        one.answered()
        one.hung_up()
    for file in _files(office):
        file.unlink()
    office.take()
    assert not [line for line in office.asterisk.complaints() if "no time" in line]


@pytest.mark.parametrize(
    ("clock", "moment"),
    [
        ("2026-03-29 02:00", ""),
        ("2026-03-29 02:59", ""),
        ("2026-03-29 3:00", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
    ],
)
def test_asterisk_knows_no_time_that_a_day_leaves_out_and_the_first_of_two(
    office: Office, clock: str, moment: str
) -> None:
    """What wake-up calls rest on where clocks are put forward and back."""
    seconds = int(datetime.fromisoformat(moment).timestamp()) if moment else 0
    asked = f"STRPTIME({clock},Europe/Berlin,%Y-%m-%d %H:%M)"
    assert office.asterisk.value(asked) == str(seconds)


def test_a_telephone_rings_when_it_is_time(office: Office) -> None:
    one = office.phone("301")
    office.asterisk.console("database put DND 301 YES")
    _to_be_woken(office, "301", 3)
    _is_woken(office, one)
    office.asterisk.console("database del DND 301")
    office.take()


def test_a_moment_that_was_changed_rings_once(office: Office) -> None:
    one = office.phone("301")
    _to_be_woken(office, "301", 2)
    _is_woken(office, one, _to_be_woken(office, "301", 5))
    office.take()


def _committed(office: Office, number: str) -> bool:
    """AstDB is written to the disk once a second."""
    file = office.asterisk.folder / "run/lineman/slot/astdb/astdb.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as astdb:
        key = f"/{Family.WAKE_UP}/{number}"
        return bool(astdb.execute("SELECT 1 FROM astdb WHERE key = ?", (key,)).fetchall())


def _tried(office: Office) -> bool:
    """Asterisk writes a file anew once it was tried, and it may be away while one looks."""
    with suppress(FileNotFoundError):
        return any("EndRetry" in file.read_text() for file in _files(office))
    return False


@pytest.mark.quiet  # an Asterisk that is back too late tries again after minutes
def test_a_wake_up_call_outlives_asterisk(office: Office) -> None:
    """303 has not registered since Asterisk started, so no address of it is left from before."""
    _to_be_woken(office, "303", 40)
    wait_for(lambda: _committed(office, "303"), 15)
    wait_for(lambda: _tried(office), 15)
    office.forget()
    office.asterisk.kill(signal.SIGKILL)
    office.asterisk.start()
    _is_woken(office, office.phone("303"))
    office.take()
