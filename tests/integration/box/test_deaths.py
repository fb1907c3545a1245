"""What dies or hangs in the box is soon back, and no call drops with what carries none."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from build.lib.vm.waiting import wait_until
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained, committed_revision

CALLS = 20
BACK_WITHIN = 5.0  # seconds
_EXCHANGE, _SUPERVISOR = "asterisk.service", "lineman.service"
_NOT_THE_EXCHANGE = (_SUPERVISOR, "lineman-web.service", "nginx.service")
_DEAD = "/run/all-but-the-exchange-dead"
_HUNG_FOR = 30  # seconds that the supervisor's watchdog waits
_WATCH = "lineman-exchange-watch.service"
_SOONER = b"""[Service]
ExecStart=
ExecStart=/usr/lib/lineman/libexec/exchange-watch 1 2
"""
_DEATHS = Path(__file__).parents[2] / "image" / "inside" / "deaths.py"


@pytest.fixture(scope="module")
def box(box: Contained) -> Contained:
    """The box with its supervisor and its page up."""
    for unit in _NOT_THE_EXCHANGE:
        box.wait(["systemctl", "is-active", unit], seconds=60)
    return box


def _channels(box: Contained) -> list[str]:
    """The channels that are up, each by the name that it alone has."""
    said = box.run(["asterisk", "-rx", "core show channels concise"]).out
    rows = [line.split("!") for line in said.splitlines()]
    return sorted(row[0] for row in rows if len(row) > 4 and row[4] == "Up")


def _die(box: Contained, caller: SipPhone, called: SipPhone) -> dict[str, float]:
    """Kill all but the exchange, call while they are dead; seconds until each was back."""
    box.run(["rm", "-f", _DEAD])
    # What died before waits longer each time; an office's box has not died before.
    box.run(["systemctl", "reset-failed", *_NOT_THE_EXCHANGE])
    argv = ["python3", "-IBc", _DEATHS.read_text(), _DEAD, *_NOT_THE_EXCHANGE]
    dying = box.start(argv, seconds=400)
    box.wait(["test", "-e", _DEAD])
    caller.do("dial", number=called.extension)
    caller.do("answered")
    early = dying.running
    away: dict[str, float] = json.loads(dying.wait(400).require().out)
    print(f"back after {away} s; the new call was up {'before' if early else 'after'} that")
    return away


def test_no_call_drops_and_new_ones_work(box: Contained) -> None:
    supervisor = Supervisor(box)
    many, called, late = (SipPhone(box, supervisor, name) for name in ("A", "B", "C"))
    called.do("answer_all")
    many.do("dial_often", number=called.extension, count=CALLS)
    before = _channels(box)
    assert len(before) == 2 * CALLS

    away = _die(box, late, called)
    if max(away.values()) > BACK_WITHIN:  # others may have had this machine at that moment
        late.do("hang_up")
        away = _die(box, late, called)

    assert all(seconds <= BACK_WITHIN for seconds in away.values()), away
    assert set(before) <= set(_channels(box))
    assert len(_channels(box)) == 2 * CALLS + 2


def test_a_supervisor_that_hangs_is_started_anew(box: Contained) -> None:
    """By its watchdog, with the patience that an office has. Calls go on."""
    before, restarts = _channels(box), _shown(box, _SUPERVISOR, "NRestarts")
    hung = _main_process(box, _SUPERVISOR)
    begun = time.monotonic()
    box.run(["kill", "-STOP", hung])
    wait_until(
        lambda: _main_process(box, _SUPERVISOR) not in {hung, "0"}, "another supervisor",
        seconds=3 * _HUNG_FOR, every=0.5,
    )  # fmt: skip
    wait_until(lambda: committed_revision(box), "the supervisor answers", seconds=60)
    print(f"answers again {time.monotonic() - begun:.0f} s after it was stopped")
    assert int(_shown(box, _SUPERVISOR, "NRestarts")) == int(restarts) + 1
    assert set(before) <= set(_channels(box))


def test_an_exchange_that_hangs_is_started_anew(box: Contained) -> None:
    """The watch has less patience here than an office needs. Last: it ends the calls."""
    folder = f"/run/systemd/system/{_WATCH}.d"
    box.run(["mkdir", "-p", folder]).require()
    box.write(f"{folder}/sooner.conf", _SOONER)
    box.run(["systemctl", "daemon-reload"]).require()
    box.run(["systemctl", "restart", _WATCH]).require()
    hung = _main_process(box, _EXCHANGE)
    box.run(["kill", "-STOP", hung]).require()
    wait_until(
        lambda: _main_process(box, _EXCHANGE) not in {hung, "0"}, "another Asterisk", seconds=60
    )
    box.wait(["asterisk", "-rx", "core waitfullybooted"], "fully booted", seconds=60)
    said = box.run(["journalctl", f"--unit={_WATCH}", "--output=cat"]).out
    assert "has not answered 3 times in a row" in said


def _main_process(box: Contained, unit: str) -> str:
    return _shown(box, unit, "MainPID")


def _shown(box: Contained, unit: str, name: str) -> str:
    """A property of a unit."""
    return box.run(["systemctl", "show", f"--property={name}", "--value", unit]).out.strip()
