"""Waits at the web page's door, lifted from an administrator's telephone and from no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.core.live_state import Family, LiveChange, Where
from appliance.daemon.let_in import LetIn
from appliance.facts import LiveStateChanged
from appliance.wire.delays import FREE, Places
from appliance.wire.passwords import Guard
from appliance.wire.roles import Role
from tests.fakes.door import PASSWORD, Box
from tests.unit.daemon.test_call_rights import CLERK, HEAD, OFFICE, SELLER

_PLACES = Places("address 10.0.0.7", "user anna")


@pytest.fixture
def door(tmp_path: Path) -> Box:
    """The head is an administrator, and so is the seller, who is locked; the clerk is none."""
    made = Box(tmp_path)
    users = made.admission.door.users
    users.set("anna", PASSWORD, Role.ADMIN, HEAD)
    users.set("boris", PASSWORD, Role.ADMIN, SELLER)
    users.guard("boris", Guard(locked=True))
    users.set("clerk", PASSWORD, Role.OPERATOR, CLERK)
    for _ in range(FREE + 3):
        made.admission.door.delays.wrong(_PLACES)
    return made


async def _dialled(door: Box, number: str, **other: object) -> float:
    """How long one waits then."""
    where, family = other.get("where", Where.TELEPHONE), other.get("family", Family.DOOR)
    assert isinstance(where, Where)
    assert isinstance(family, Family)
    change = LiveChange(1.0, (family, number), "", "YES", number, where)
    await LetIn(door.admission.door, lambda: OFFICE).changed(LiveStateChanged((change,)))
    return door.admission.door.delays.wait(_PLACES)


async def test_an_administrators_telephone_lifts_them_and_it_is_written_down(door: Box) -> None:
    assert door.admission.door.delays.wait(_PLACES) > 0
    assert await _dialled(door, "301") == 0
    (entry, *_), _more = door.admission.door.log.entries(0, 10)
    assert (entry.who, entry.what, entry.origin) == ("anna", "delays", "telephone 301")


@pytest.mark.parametrize("number", ["302", "303", "999"], ids=["locked", "operator", "nobody's"])
async def test_no_other_telephone_does(door: Box, number: str) -> None:
    assert await _dialled(door, number) > 0
    entries, _ = door.admission.door.log.entries(0, 10)
    assert "delays" not in {entry.what for entry in entries}


async def test_only_that_code_at_a_telephone_does(door: Box) -> None:
    assert await _dialled(door, "301", where=Where.ADMIN) > 0
    assert await _dialled(door, "301", where=Where.ELSEWHERE) > 0
    assert await _dialled(door, "301", family=Family.DO_NOT_DISTURB) > 0
