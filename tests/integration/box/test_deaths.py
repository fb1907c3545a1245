"""What dies or hangs in the box is soon back, and no call drops with what carries none."""

from __future__ import annotations

import time

import pytest

from build.lib.vm.waiting import wait_until
from tests.image.exchange import keeper_of, process_of
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained, committed_revision
from tests.integration.box.deaths import (
    BACK_WITHIN,
    CALLS,
    PAGE,
    SUPERVISOR,
    called_often,
    channels_up,
    die,
    die_during_calls,
    wait_for_all,
)

_EXCHANGE = "asterisk.service"
_WATCHED = (SUPERVISOR, PAGE)
_HUNG_FOR = 30  # seconds that systemd's watchdog waits for each of them
_OFTEN = 7  # deaths after which systemd waits as long as it ever does
_WATCH = "lineman-exchange-watch.service"
_SOONER = b"""[Service]
ExecStart=
ExecStart=/usr/lib/lineman/libexec/exchange-watch 1 2
"""


@pytest.fixture(scope="module")
def box(box: Contained) -> Contained:
    """The box with its supervisor and its page up."""
    wait_for_all(box)
    return box


@pytest.fixture(scope="module")
def called(box: Contained) -> SipPhone:
    """A telephone at which many calls are up, and which takes more."""
    return called_often(box)


@pytest.mark.quiet
def test_no_call_drops_and_new_ones_work(box: Contained, called: SipPhone) -> None:
    late = SipPhone(box, Supervisor(box), "C")
    before = channels_up(box)
    assert len(before) == 2 * CALLS

    death = die_during_calls(box, late, called)
    if not death.in_time:  # others may have had this machine at that moment
        late.do("hang_up")
        death = die_during_calls(box, late, called)

    assert death.in_time, death
    assert set(before) <= set(channels_up(box))
    assert len(channels_up(box)) == 2 * CALLS + 2


@pytest.mark.quiet
def test_what_died_often_is_back_as_soon(box: Contained) -> None:
    """systemd waits longer after each death of an uptime: also then it is five seconds at most."""
    for _ in range(_OFTEN):
        for unit in _WATCHED:
            _wait_for_another(box, unit, "0", seconds=30)
            box.run(["systemctl", "kill", "--signal=KILL", unit])
    for unit in _WATCHED:
        box.wait(["systemctl", "is-active", unit], seconds=60)
        assert int(_shown(box, unit, "NRestarts")) >= _OFTEN
    away = [die(box) for _ in range(2)]
    # The better of two: others may have had this machine at that moment.
    assert min(max(each.values()) for each in away) <= BACK_WITHIN, away


@pytest.mark.usefixtures("called")
def test_a_supervisor_and_a_page_that_hang_are_started_anew(box: Contained) -> None:
    """Each by its own watchdog, with the patience that an office has. Calls go on."""
    before = channels_up(box)
    restarts = {unit: int(_shown(box, unit, "NRestarts")) for unit in _WATCHED}
    hung = {unit: _main_process(box, unit) for unit in _WATCHED}
    begun = time.monotonic()
    box.run(["kill", "-STOP", *hung.values()])
    for unit, process in hung.items():
        _wait_for_another(box, unit, process, seconds=3 * _HUNG_FOR)
        box.wait(["systemctl", "is-active", unit], seconds=60)
    wait_until(lambda: committed_revision(box), "the supervisor answers", seconds=60)
    print(f"both answer again {time.monotonic() - begun:.0f} s after they were stopped")
    for unit in _WATCHED:
        assert int(_shown(box, unit, "NRestarts")) == restarts[unit] + 1
    assert len(before) >= 2 * CALLS
    assert set(before) <= set(channels_up(box))


def test_an_exchange_that_hangs_is_started_anew(box: Contained) -> None:
    """The watch has less patience here than an office needs. Last: it ends the calls."""
    folder = f"/run/systemd/system/{_WATCH}.d"
    box.run(["mkdir", "-p", folder])
    box.write(f"{folder}/sooner.conf", _SOONER)
    box.run(["systemctl", "daemon-reload"])
    box.run(["systemctl", "restart", _WATCH])
    hung = process_of(box)
    box.run(["kill", "-STOP", hung])
    wait_until(lambda: process_of(box) not in {hung, ""}, "another exchange", seconds=60, every=0.5)
    box.wait(["asterisk", "-rx", "core waitfullybooted"], "fully booted", seconds=60)
    said = box.run(["journalctl", f"--unit={_WATCH}", "--output=cat"]).out
    assert "has not answered 3 times in a row" in said


def test_an_exchange_that_dies_is_started_anew_by_its_keeper(box: Contained) -> None:
    """In the same sandbox, and soon: nobody makes that anew."""
    keeper, died = keeper_of(box), process_of(box)
    box.run(["kill", "-KILL", died])
    box.wait(["asterisk", "-rx", "core waitfullybooted"], "fully booted", seconds=60)
    assert process_of(box) not in {died, ""}
    assert keeper_of(box) == keeper
    said = box.run(["journalctl", f"--unit={_EXCHANGE}", "--output=cat"]).out
    assert "died of signal 9" in said


def test_deaths_of_a_keeper_are_forgotten(box: Contained) -> None:
    """It takes its exchange along. systemd would add its deaths up until the box starts anew."""
    keeper, kept = keeper_of(box), process_of(box)
    box.run(["kill", "-KILL", keeper])
    _wait_for_another(box, _EXCHANGE, keeper, seconds=30)
    box.wait(["asterisk", "-rx", "core waitfullybooted"], "fully booted", seconds=60)
    assert process_of(box) != kept
    assert int(_shown(box, _EXCHANGE, "NRestarts")) > 0
    box.run(["systemctl", "start", "lineman-steady.service"])
    assert int(_shown(box, _EXCHANGE, "NRestarts")) == 0
    assert _shown(box, "lineman-steady.timer", "ActiveState") == "active"


def _wait_for_another(box: Contained, unit: str, hung: str, seconds: float) -> None:
    """Until `unit` runs as another process than the one that hung."""
    wait_until(
        lambda: _main_process(box, unit) not in {hung, "0"}, f"another {unit}",
        seconds=seconds, every=0.5,
    )  # fmt: skip


def _main_process(box: Contained, unit: str) -> str:
    return _shown(box, unit, "MainPID")


def _shown(box: Contained, unit: str, name: str) -> str:
    """A property of a unit."""
    return box.run(["systemctl", "show", f"--property={name}", "--value", unit]).out.strip()
