"""What dies or hangs in the box is soon back, and no call drops with what carries none."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.wire.protocol import GetStatus
from build.lib.vm.waiting import wait_until
from tests.image.harness import GuestFault
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained

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
def box() -> Iterator[Contained]:
    """The box of this commit, with its supervisor and its page up."""
    tree = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with (
        tempfile.TemporaryDirectory(prefix="lm-", dir="/tmp") as folder,
        Contained(tree, Path(folder)) as box,
    ):
        wait_until(lambda: _settled(box), "the first settings", seconds=60)
        for unit in _NOT_THE_EXCHANGE:
            box.wait(["systemctl", "is-active", unit], seconds=60)
        yield box


def _settled(box: Contained) -> bool:
    """Whether the supervisor answers and has made the first settings."""
    try:
        supervisor = Supervisor(box)
        return supervisor.ask(GetStatus()).exchange_up and supervisor.revision > 0
    except GuestFault:  # it has not started yet
        return False


def _channels(box: Contained) -> list[str]:
    """The channels that are up, each by the name that it alone has."""
    said = box.run(["asterisk", "-rx", "core show channels concise"]).out
    rows = [line.split("!") for line in said.splitlines()]
    return sorted(row[0] for row in rows if len(row) > 4 and row[4] == "Up")


def test_no_call_drops_and_new_ones_work(box: Contained) -> None:
    supervisor = Supervisor(box)
    many, called, late = (SipPhone(box, supervisor, name) for name in ("A", "B", "C"))
    called.do("answer_all")
    many.do("dial_often", number=called.extension, count=CALLS)
    before = _channels(box)
    assert len(before) == 2 * CALLS

    argv = ["python3", "-IBc", _DEATHS.read_text(), _DEAD, *_NOT_THE_EXCHANGE]
    dying = box.start(argv, seconds=400)
    box.wait(["test", "-e", _DEAD])
    late.do("dial", number=called.extension)
    late.do("answered")
    away = json.loads(dying.wait(400).require().out)

    print(f"back after {away} s")
    assert all(seconds <= BACK_WITHIN for seconds in away.values()), away
    assert set(before) <= set(_channels(box))
    assert len(_channels(box)) == 2 * CALLS + 2


def test_a_supervisor_that_hangs_is_started_anew(box: Contained) -> None:
    """By its watchdog, with the patience that an office has. Calls go on."""
    before = _channels(box)
    hung = _main_process(box, _SUPERVISOR)
    begun = time.monotonic()
    box.run(["kill", "-STOP", hung])
    wait_until(
        lambda: _main_process(box, _SUPERVISOR) not in {hung, "0"}, "another supervisor",
        seconds=3 * _HUNG_FOR, every=0.5,
    )  # fmt: skip
    wait_until(lambda: _settled(box), "the supervisor answers", seconds=60)
    print(f"answers again {time.monotonic() - begun:.0f} s after it was stopped")
    said = box.run(["journalctl", f"--unit={_SUPERVISOR}", "--output=cat"]).out
    assert "Watchdog timeout" in said
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
    shown = ["systemctl", "show", "--property=MainPID", "--value", unit]
    return box.run(shown).out.strip()
