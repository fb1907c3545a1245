"""A configuration that nobody confirms is undone, with the supervisor dead since the switch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.wire.protocol import GetExtensions
from build.lib.vm.waiting import wait_until
from tests.image.exchange import process_of
from tests.image.harness import Guest
from tests.image.harness.boxes import wait_for_dial_tone
from tests.image.supervisor import Supervisor

_ACTIVE = "/run/lineman/active"
_SUPERVISOR, _TIMER = "lineman.service", "lineman-putback.timer"
_FORGED = "999999"
_BACK_WITHIN = 300.0  # seconds: the timer's, and an exchange that starts anew
# The box waits longer for a change to be confirmed than a test has to.
_SOONER = "[Timer]\nOnActiveSec=\nOnActiveSec=8s\n"

# What the supervisor does until it dies: it stages, arms the timer and switches by one rename.
_SWITCH = f"""
set -eu
old=$(readlink {_ACTIVE})
new=${{old%/*}}/{_FORGED}
cp -rL "$old" "$new"
printf '\\n[forged]\\nexten => 1,1,NoOp()\\n' >>"$new/asterisk/extensions.conf"
[ -z "$1" ] || printf '\\n; forged\\n' >>"$new/$1"
systemctl start {_TIMER}
ln -s "$new" {_ACTIVE}.forged
mv -T {_ACTIVE}.forged {_ACTIVE}
"""

pytestmark = [pytest.mark.timeout(1800), pytest.mark.bios_box]


@pytest.fixture(scope="module")
def settled(bios_box: Guest) -> Iterator[Guest]:
    """A box whose first settings are committed and whose timer has little patience."""
    folder = f"/run/systemd/system/{_TIMER}.d"
    bios_box.run(["mkdir", "-p", folder])
    bios_box.write(f"{folder}/sooner.conf", _SOONER)
    bios_box.run(["systemctl", "daemon-reload"], seconds=120)
    yield bios_box
    bios_box.run(["rm", "-r", folder])
    bios_box.run(["systemctl", "daemon-reload"], seconds=120)


def _active(guest: Guest) -> str:
    return guest.run(["readlink", _ACTIVE]).out.strip()


def _committed(guest: Guest) -> str:
    return guest.run(["readlink", "-f", "/run/lineman/slot/committed"]).out.strip()


def _at_rest(guest: Guest) -> bool:
    """Whether no change is under way."""
    armed = guest.run(["systemctl", "is-active", "--quiet", _TIMER], check=False).code == 0
    return not armed and _active(guest) == _committed(guest)


def _knows(guest: Guest, context: str) -> bool | None:
    """Whether the exchange has `context` in its dialplan; None while it does not answer."""
    said = guest.run(["asterisk", "-rx", f"dialplan show {context}"], check=False)
    return None if said.code != 0 else f"[ Context '{context}'" in said.out


@contextmanager
def _without_supervisor(guest: Guest) -> Iterator[None]:
    """It neither confirms nor puts back; what it has never made is gone when it comes again."""
    guest.run(["systemctl", "stop", _SUPERVISOR], seconds=120)
    try:
        yield
    finally:
        guest.run(["systemctl", "stop", _TIMER])
        forged = str(Path(_committed(guest)).with_name(_FORGED))
        guest.run(["rm", "-rf", forged])
        guest.run(["systemctl", "start", _SUPERVISOR], seconds=300)


@pytest.mark.parametrize(
    ("file", "restarts"),
    [("", False), ("asterisk/chan_dahdi.conf", True)],
    ids=["a dialplan", "channels"],
)
def test_what_nobody_confirms_is_undone(settled: Guest, file: str, restarts: bool) -> None:
    wait_until(lambda: _at_rest(settled), "no change under way", seconds=120, every=1)
    before, process = _committed(settled), process_of(settled)
    with _without_supervisor(settled):
        settled.run(["/bin/sh", "-c", _SWITCH, "switch", file], user="lineman")
        assert _active(settled).endswith(_FORGED)
        settled.run(["asterisk", "-rx", "dialplan reload"])
        wait_until(lambda: _knows(settled, "forged"), "the forged dialplan", every=1)

        wait_until(lambda: _active(settled) == before, "back", seconds=_BACK_WITHIN, every=1)
        wait_until(
            lambda: _knows(settled, "forged") is False, "the committed dialplan",
            seconds=_BACK_WITHIN, every=1,
        )  # fmt: skip
        wait_until(lambda: _knows(settled, "from-internal"), "all of it", every=1)
        assert (process_of(settled) != process) == restarts
        said = settled.run(["journalctl", "--unit=lineman-putback.service", "--output=cat"]).out
        assert f"configuration {_FORGED} was not confirmed: back on {Path(before).name}" in said
        wait_for_dial_tone(settled)
    _changes_again(settled, before)


def _changes_again(guest: Guest, before: str) -> None:
    """The supervisor takes it up where it was, and the next change holds."""
    supervisor = Supervisor(guest)
    supervisor.wait_for_settings()
    name = f"After {Path(before).name}"
    supervisor.rename("201", name)
    wait_until(lambda: _at_rest(guest), "the change is committed", seconds=120, every=1)
    assert _committed(guest) != before
    extensions = supervisor.ask(GetExtensions()).extensions
    assert next(e.name for e in extensions if e.number == "201") == name
