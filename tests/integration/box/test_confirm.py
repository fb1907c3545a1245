"""A change that can lock its admin out is kept only when he says so, whoever dies meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, Put, RemoveExtension
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Extension
from appliance.core.text import DisplayName
from appliance.wire.configuration import Confirm, Edit, GetPending
from build.lib.vm.waiting import wait_until
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained, committed_revision

_NUMBER = "399"
_SUPERVISOR, _TIMER = "lineman.service", "lineman-putback.timer"
# The box waits longer for a yes than a test has to, and its supervisor comes back when it dies.
_SOONER = b"[Timer]\nOnActiveSec=\nOnActiveSec=10s\n"
_STAYS_DEAD = b"[Service]\nRestart=no\n"
_BACK_WITHIN = 60.0  # seconds


@pytest.fixture(scope="module")
def box(box: Contained) -> Contained:
    """The box with a timer of little patience."""
    _drop_in(box, _TIMER, _SOONER)
    return box


def _drop_in(box: Contained, unit: str, content: bytes) -> None:
    folder = f"/run/systemd/system/{unit}.d"
    box.run(["mkdir", "-p", folder])
    box.write(f"{folder}/test.conf", content)
    box.run(["systemctl", "daemon-reload"])


def _try(box: Contained, command: Command) -> None:
    """Run it; it waits for a yes."""
    wanted = to_plain(command, Command)
    edit = Edit(base=Supervisor(box).revision, command=wanted, confirm=True)
    assert Supervisor(box).ask(edit).pending
    assert _links(box)[0] != _links(box)[1]


def _links(box: Contained) -> tuple[str, str]:
    """What runs, and what the next start uses."""
    active = box.run(["readlink", "/run/lineman/active"]).out.strip()
    committed = box.run(["readlink", "-f", "/run/lineman/slot/committed"]).out.strip()
    return active, committed


def _rings(box: Contained) -> bool:
    said = box.run(["asterisk", "-rx", f"dialplan show {_NUMBER}@ext-local"]).out
    return f"'{_NUMBER}'" in said


@contextmanager
def _killed(box: Contained) -> Iterator[None]:
    """The supervisor is killed and stays so."""
    _drop_in(box, _SUPERVISOR, _STAYS_DEAD)
    box.run(["systemctl", "kill", "--signal=KILL", _SUPERVISOR])
    try:
        yield
    finally:
        box.run(["rm", "-r", f"/run/systemd/system/{_SUPERVISOR}.d"])
        box.run(["systemctl", "daemon-reload"])
        box.run(["systemctl", "reset-failed", _SUPERVISOR])
        box.run(["systemctl", "start", _SUPERVISOR])
        wait_until(lambda: committed_revision(box), "the supervisor", seconds=60)


def _new() -> Command:
    return Put(Extension(ExtensionNumber(_NUMBER), DisplayName("New")))


def test_a_killed_supervisor_does_not_keep_what_nobody_confirmed(box: Contained) -> None:
    revision, (_, before) = Supervisor(box).revision, _links(box)
    _try(box, _new())
    assert _rings(box)
    with _killed(box):
        wait_until(lambda: _links(box) == (before, before), "back", seconds=_BACK_WITHIN)
        wait_until(lambda: not _rings(box), "the dialplan of before", seconds=_BACK_WITHIN)
    assert Supervisor(box).revision == revision
    assert Supervisor(box).ask(GetPending()).author == ""
    assert not _rings(box)


def test_a_supervisor_that_comes_back_at_once_puts_back(box: Contained) -> None:
    revision = Supervisor(box).revision
    _try(box, _new())
    box.run(["systemctl", "kill", "--signal=KILL", _SUPERVISOR])
    wait_until(lambda: not _rings(box), "the dialplan of before", seconds=_BACK_WITHIN)
    wait_until(lambda: committed_revision(box) == revision, "the supervisor", seconds=60)
    wait_until(lambda: len(set(_links(box))) == 1, "one generation", seconds=_BACK_WITHIN)


def test_what_is_confirmed_stays(box: Contained) -> None:
    revision = Supervisor(box).revision
    _try(box, _new())
    Supervisor(box).ask(Confirm())
    assert Supervisor(box).revision == revision + 1
    assert len(set(_links(box))) == 1
    armed = box.run(["systemctl", "is-active", "--quiet", _TIMER], check=False)
    assert armed.code != 0
    assert _rings(box)
    remove = to_plain(RemoveExtension(ExtensionNumber(_NUMBER)), Command)
    Supervisor(box).ask(Edit(base=revision + 1, command=remove))
    assert not _rings(box)
