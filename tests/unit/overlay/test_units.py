"""What a unit may and its user may not is out of that user's reach; which of them goes first."""

from __future__ import annotations

import re

from tests.unit.tree import TREE

_UNITS = TREE / "rootfs-overlay/usr/lib/systemd/system"
_NICE = {
    "asterisk.service": -5,
    "lineman-bans.service": -5,
    "lineman.service": 5,
    "lineman-snmp.service": 10,
    "lineman-speech@.service": 15,
    "lineman-syslog.service": 5,
    "lineman-web.service": 10,
    "nginx.service.d": 10,
}
"""Who goes before whom when the processor is short: calls, the supervisor, pages."""


def test_a_program_with_more_rights_than_its_user_runs_nothing_that_the_user_keeps() -> None:
    """Python runs `usercustomize` and `.pth` of its user's home, unless it is isolated."""
    privileged = {
        unit.name: started[1]
        for unit in _UNITS.rglob("*.service")
        if re.search(r"(?m)^AmbientCapabilities=CAP_", text := unit.read_text())
        and (started := re.search(r"(?m)^ExecStart=(.*python3.*)$", text))
    }
    assert "lineman-bans.service" in privileged
    assert {name for name, words in privileged.items() if " -I " not in words} == set()


def test_a_call_goes_before_the_supervisor_and_that_before_a_page() -> None:
    """Without a line of that a unit is in the middle, at 0."""
    found = {
        path.parent.name if path.suffix == ".conf" else path.name: int(nice[1])
        for path in (*_UNITS.rglob("*.service"), *_UNITS.rglob("*.conf"))
        if path.is_file() and (nice := re.search(r"(?m)^Nice=(-?\d+)$", path.read_text()))
    }
    assert found == _NICE
