"""What a unit may and its user may not is out of that user's reach; which of them goes first.

By `appliance/decisions/0011` and `0078`.
"""

from __future__ import annotations

import re
from pathlib import Path

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

# Nothing of Debian's whole start is among it: that takes longer than all of this.
_BEFORE_DIAL_TONE = {
    "lineman-cards.service",
    "lineman-grow.service",
    "lineman-slot.service",
    "lineman-state.service",
    "lineman-virtual.service",
    "dev-lineman-data.device",
    "dev-lineman-disk.device",
    "dev-lineman-esp.device",
    "srv.mount",
    "systemd-fsck@dev-lineman-data.service",
    "systemd-fsck@dev-lineman-state.service",
    "var-lib-lineman.mount",
    "var.mount",
}
_OF_A_VIRTUAL_MACHINE = {"lineman-virtual-phones.service"}
_OF_A_PERSON = {"lineman-console@.service"}


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


def _said(unit: Path, setting: str) -> list[str]:
    """What a unit says in all lines of a setting, with those of its drop-ins."""
    beside = unit.with_name(f"{unit.name}.d").glob("*.conf")
    return [
        word
        for file in (unit, *beside)
        for line in re.findall(rf"(?m)^{setting}=(.*)$", file.read_text())
        for word in line.split()
    ]


def test_dial_tone_waits_for_no_more_than_it_needs() -> None:
    units = [path for path in _UNITS.iterdir() if path.suffix in {".service", ".mount", ".timer"}]
    earlier: dict[str, set[str]] = {unit.name: set(_said(unit, "After")) for unit in units}
    for unit in units:
        for later in _said(unit, "Before"):
            earlier.setdefault(later, set()).add(unit.name)
    waits: set[str] = set()
    more = {"asterisk.service"}
    while more := {each for name in more for each in earlier.get(name, ())} - waits:
        waits |= more
    assert waits == _BEFORE_DIAL_TONE
    for name in waits | {"asterisk.service"}:
        if name.startswith("lineman") or name == "asterisk.service":
            assert _said(_UNITS / name, "DefaultDependencies") == ["no"], name
            assert _said(_UNITS / name, "PrivateTmp") != ["yes"], f"{name}: all temporary files"


def test_where_memory_runs_short_calls_are_the_last_to_go() -> None:
    """All that stays up has a limit of its own, and the kernel takes the exchange last."""
    spared = {unit.name: _said(unit, "OOMScoreAdjust") for unit in _UNITS.glob("*.service")}
    assert {name: said for name, said in spared.items() if said} == {"asterisk.service": ["-900"]}
    unlimited = {
        unit.name
        for unit in _UNITS.glob("*.service")
        if _said(unit, "Type") != ["oneshot"] and not _said(unit, "MemoryMax")
    }
    assert unlimited == {"asterisk.service"} | _OF_A_VIRTUAL_MACHINE | _OF_A_PERSON
