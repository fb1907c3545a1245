"""Bans shown and lifted over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.bans import kept
from appliance.core.bans import Ban
from appliance.core.errors import Fault, Invalid
from appliance.daemon import bans as daemon_bans
from appliance.daemon.bans import Bans
from appliance.wire.bans import GetBans, Unban

_OLD, _NEW = Ban("192.0.2.9", 10, 4000, 6, "301"), Ban("192.0.2.10", 20, 4010, 6)
_NOBODY: Any = None


@dataclass
class _Unit:
    """The unit that bans, as far as its file."""

    place: Path
    works: bool = True
    asked: list[str] = field(default_factory=list)

    async def lift(self, address: str) -> None:
        self.asked.append(address)
        left = [ban for ban in kept.read(self.place) if address and ban.address != address]
        if self.works:
            kept.write(self.place, left)


@pytest.fixture
def unit(tmp_path: Path) -> _Unit:
    made = _Unit(tmp_path / "bans.json")
    kept.write(made.place, (_OLD, _NEW))
    return made


def _bans(unit: _Unit) -> Bans:
    return Bans(unit.lift, unit.place, lambda: 100.0)


async def _ask(bans: Bans, request: GetBans | Unban) -> list[str]:
    answer: Any = await bans.answering[type(request)](request, _NOBODY)
    return [ban.address for ban in answer.bans]


async def test_bans_are_listed_and_lifted_one_or_all(unit: _Unit) -> None:
    bans = _bans(unit)
    assert await _ask(bans, GetBans()) == [_NEW.address, _OLD.address]
    assert await _ask(bans, Unban(_OLD.address)) == [_NEW.address]
    assert await _ask(bans, Unban()) == []
    assert unit.asked == [_OLD.address, ""]
    assert await _ask(bans, Unban()) == []
    assert len(unit.asked) == 2, "there was nothing to lift"


@pytest.mark.parametrize("address", ["192.0.2.11", "operator", "::1", "192.0.2.9\r\nAction: x"])
async def test_what_is_not_banned_is_refused(unit: _Unit, address: str) -> None:
    with pytest.raises(Invalid):
        await _ask(_bans(unit), Unban(address))
    assert unit.asked == []


async def test_a_unit_that_is_away_is_told_of(unit: _Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon_bans, "_PATIENCE", 0.1)
    unit.works = False
    with pytest.raises(Fault):
        await _ask(_bans(unit), Unban())
