"""What net-snmp's agent is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.apply.impact import FIREWALL_UNIT
from appliance.core.snmp import SnmpReader
from appliance.host.ports import UnitSeen
from appliance.host.snmp_agent import PROGRAM, READERS, SETTINGS, SOCKET, UNIT, SnmpAgent, written
from tests.unit.tree import TREE

_UNITS = TREE / "rootfs-overlay/usr/lib/systemd/system"
_RULES = TREE / "rootfs-overlay/usr/share/polkit-1/rules.d/50-lineman.rules"
_READER = SnmpReader(("192.168.1.10", "10.0.0.0/8"), b"\x80engine", b"p" * 32, b"c" * 16)


@dataclass
class _Units:
    asked: list[str] = field(default_factory=list)
    runs: bool = False

    async def restart(self, unit: str) -> None:
        self.asked.append(f"restart {unit}")
        self.runs = self.runs or unit == UNIT

    async def stop(self, unit: str) -> None:
        self.asked.append(f"stop {unit}")
        self.runs = False

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        return tuple(UnitSeen(name, "active" if self.runs else "inactive", "") for name in names)


def _agent(folder: Path, units: _Units) -> SnmpAgent:
    return SnmpAgent(folder, units, ("lineman", "1.2"))


def test_nobody_reads_by_a_community_and_nobody_writes() -> None:
    text = written(_READER, "lineman", "1.2")
    first = {line.split()[0] for line in text.splitlines()}
    of_access = {each for each in first if re.search("com|user|group|access", each, re.IGNORECASE)}
    assert of_access == {"createUser", "rouser"}
    assert "rouser lineman priv -V seen\n" in text
    assert f"SHA-256 -l 0x{b'p'.hex() * 32} AES -l 0x{b'c'.hex() * 16}\n" in text


def test_no_name_of_the_box_says_more_than_a_name() -> None:
    text = written(_READER, "a\nrwcommunity public", "1")
    assert "sysName a-rwcommunity-public\n" in text


async def test_it_answers_from_now_on_and_undisturbed_until_it_is_switched_off(
    tmp_path: Path,
) -> None:
    units = _Units()
    agent = _agent(tmp_path, units)
    await agent.answer(None)
    assert units.asked == []
    await agent.answer(_READER)
    assert units.asked == [f"restart {FIREWALL_UNIT}", f"restart {UNIT}"]
    assert (tmp_path / SETTINGS).stat().st_mode & 0o777 == 0o640
    assert (tmp_path / SETTINGS).parent.stat().st_mode & 0o007 == 0, "keys stand in it"
    assert (tmp_path / READERS).stat().st_mode & 0o777 == 0o644
    assert (tmp_path / READERS).read_text() == "readers 192.168.1.10\nreaders 10.0.0.0/8\n"
    await agent.answer(_READER)
    assert len(units.asked) == 2
    await agent.answer(None)
    assert units.asked[2:] == [f"stop {SOCKET}", f"stop {UNIT}", f"restart {FIREWALL_UNIT}"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_what_keeps_it_from_its_settings_is_said(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="Nothing is told over SNMP: No such file"):
        await _agent(tmp_path / "away", _Units()).answer(_READER)


def test_the_unit_finds_all_that_and_may_nothing_else() -> None:
    unit = (_UNITS / UNIT).read_text()
    assert f"ConditionPathExists=/run/lineman/{SETTINGS}\n" in unit
    folder = str(Path("/run/lineman", SETTINGS).parent)
    assert f"Environment=SNMPCONFPATH={folder}:" in unit
    made = (TREE / "rootfs-overlay/usr/lib/tmpfiles.d/lineman.conf").read_text()
    assert re.search(rf"(?m)^d {folder} +2750 lineman +lineman-snmp -$", made)
    assert "CapabilityBoundingSet=\n" in unit
    assert "PrivateUsers=yes\n" in unit
    assert f"Requires={SOCKET}\n" in unit
    assert "ListenDatagram=0.0.0.0:161\n" in (_UNITS / SOCKET).read_text()
    assert PROGRAM.split()[1] == "-I", "nothing of its user's home is run"
    rules = _RULES.read_text()
    assert f'"{UNIT}": ["restart", "stop"]' in rules
    assert f'"{SOCKET}": ["stop"]' in rules
    program = (TREE / "rootfs-overlay/usr/lib/lineman/libexec/firewall").read_text()
    assert f"/run/lineman/{READERS}" in program
