"""Queue codes in the real Asterisk, with nobody there but it: whom queues ring, who waits."""

from __future__ import annotations

import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from appliance.core.call_handling import Queue, QueueStrategy
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import JOURNAL, LAMPS, Family
from appliance.core.targets import ToExtension
from appliance.core.text import DisplayName
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.trial.trace import Trace
from tests.machines.offices import after, number, sip

_NOBODY = "Unable to join queue"  # what Asterisk says where nobody is there
OUT, PAUSE = Family.QUEUE_OUT, Family.QUEUE_PAUSE


def _config() -> Config:
    """302 and 303 serve the queue; who finds nobody there comes to 304."""
    queue = Queue(
        Key("sales"),
        DisplayName("Sales"),
        number("401"),
        (number("302"), number("303")),
        QueueStrategy.ALL,
        ring_seconds=60,
        announce_position=0,
        otherwise=ToExtension(number("304")),
    )
    return after(*(sip(str(n), f"Telephone {n}") for n in range(301, 305)), Put(queue))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("agents"), _config(), _NOBODY) as office:
        office.asterisk.console("logger add channel trace verbose(5)")
        office.asterisk.console("core set verbose 5")
        yield office


@pytest.fixture(autouse=True)
def everybody_is_there(office: Office) -> Iterator[None]:
    yield
    for family in (OUT, PAUSE, JOURNAL):
        office.asterisk.console(f"database deltree {family}")
    for who in ("302", "303"):
        office.asterisk.console(f"queue unpause member Local/{who}@ext-members")
    office.forget()
    office.take()


def _kept(office: Office, family: Family, key: str) -> str:
    said = office.asterisk.console(f"database get {family} {key}")
    found = re.search(r"^Value: (\S+)$", said, re.M)
    return found[1] if found else ""


def _dials(office: Office, who: str, code: str) -> None:
    """He hears what came of it, and it is over."""
    phone = office.phone(who)
    phone.dial(code)
    phone.answered()
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)
    phone.hung_up()
    office.call()


def _lit(office: Office, lamp: str, state: str = "InUse") -> bool:
    lines = office.asterisk.console("core show hints").splitlines()
    line = next(line for line in lines if line.strip().startswith(f"{lamp}@lamps"))
    return f"State:{state} " in line


def _rung(office: Office) -> set[str]:
    """Who rings for a caller of the queue, who then gives up."""
    caller = office.phone("301")
    others = office.phones("302", "303", "304")
    _known_to_the_queue(office)
    caller.dial("401")
    caller.answered()
    ringing = {phone.account for phone in others if phone.rings_soon(2)}
    caller.hang_up()
    for phone in others:
        if phone.account in ringing:
            phone.hung_up()
    office.call()
    return ringing


def _known_to_the_queue(office: Office) -> None:
    """It learns a little later who has registered, and that somebody rings no more."""
    wait_for(lambda: office.asterisk.console("queue show sales").count("Not in use") == 2, 15)


def test_who_logs_out_is_rung_no_more_until_he_is_back(office: Office) -> None:
    assert _rung(office) == {"302", "303"}
    _dials(office, "302", "*45")
    assert _kept(office, OUT, "302") == "YES"
    assert _lit(office, "*45302")
    assert _rung(office) == {"303"}
    _dials(office, "302", "*45")
    assert _kept(office, OUT, "302") == ""
    assert not _lit(office, "*45302")
    assert _rung(office) == {"302", "303"}


def test_where_all_are_away_nobody_waits(office: Office) -> None:
    _dials(office, "302", "*46")
    _dials(office, "303", "*45")
    assert (_kept(office, PAUSE, "302"), _lit(office, "*46302")) == ("YES", True)
    assert _rung(office) == {"304"}
    _dials(office, "302", "*46")
    assert (_kept(office, PAUSE, "302"), _lit(office, "*46302")) == ("", False)
    assert _rung(office) == {"302"}


def test_who_comes_back_is_on_no_pause(office: Office) -> None:
    _dials(office, "302", "*46")
    _dials(office, "302", "*45")
    _dials(office, "302", "*46")  # of no use to who is logged out
    assert _kept(office, PAUSE, "302") == "YES"
    _dials(office, "302", "*45")
    assert (_kept(office, OUT, "302"), _kept(office, PAUSE, "302")) == ("", "")
    assert _rung(office) == {"302", "303"}


def _committed(office: Office, key: str) -> bool:
    """AstDB is written to the disk once a second."""
    file = office.asterisk.folder / "run/lineman/slot/astdb/astdb.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as astdb:
        return bool(astdb.execute("SELECT 1 FROM astdb WHERE key = ?", (key,)).fetchall())


def test_it_holds_after_asterisk_has_died(office: Office) -> None:
    """The queue that starts anew knows nothing of it until the first call comes."""
    _dials(office, "302", "*45")
    wait_for(lambda: _committed(office, f"/{OUT}/302"), 15)
    wait_for(lambda: _committed(office, f"/{LAMPS}/{OUT}302"), 15)
    office.forget()
    office.asterisk.kill(signal.SIGKILL)
    office.asterisk.start()
    assert _lit(office, "*45302")
    assert _rung(office) == {"303"}


def test_how_many_wait_is_said(office: Office) -> None:
    trace = Trace(office.asterisk.folder / "var/log/asterisk/trace")
    office.asterisk.console("logger add channel trace verbose(5)")
    office.asterisk.console("core set verbose 5")
    caller, one, two = office.phones("301", "302", "303")
    assert _says(office, trace, "304", "*47401") == ["0"]
    assert _lit(office, "*47401", "Idle")
    _known_to_the_queue(office)
    caller.dial("401")
    one.ringing()
    two.ringing()
    caller.answered()
    wait_for(lambda: _lit(office, "*47401", "Ringing"), 15)
    assert _says(office, trace, "304", "*47401") == ["1"]
    caller.hang_up()
    one.hung_up()
    two.hung_up()
    office.calls(1)
    wait_for(lambda: _lit(office, "*47401", "Idle"), 15)
    assert _says(office, trace, "302", "*47") == ["0"]
    assert _says(office, trace, "304", "*47") == []


def _says(office: Office, trace: Trace, who: str, code: str) -> list[str]:
    """The numbers that somebody hears; something is heard all the same."""
    trace.take()
    phone: Phone = office.phone(who)
    phone.dial(code)
    phone.answered()
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)
    phone.hung_up()
    wait_for(lambda: bool(office.take()), 15)
    return [step.arguments for step in trace.take() if step.application == "SayNumber"]
