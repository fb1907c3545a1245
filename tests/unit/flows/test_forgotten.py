"""A number that goes takes along what its telephone had set; the others keep it."""

import asyncio

import pytest

from appliance.core.commands import RemoveExtension
from appliance.core.errors import Fault
from appliance.core.live_state import FAMILIES, LAMPS, OF_EXTENSIONS
from tests.fakes.apply_world import Steps
from tests.fakes.changing_box import Box
from tests.machines.offices import named, number, sip

_STAYS = {
    **{f"{family}/301": "201" for family in OF_EXTENSIONS},
    f"{LAMPS}/DND301": "INUSE",
    f"{LAMPS}/DAYNIGHT1": "INUSE",
    "DAYNIGHT/1": "NIGHT",
    "CF/somebody": "201",  # no number: another's
    "CLOCK/box": "LOST",
}
_GOES = {
    **{f"{family}/302": "201" for family in OF_EXTENSIONS},
    f"{LAMPS}/DND302": "INUSE",
}


@pytest.fixture
def used(box: Box) -> Box:
    """Both telephones have everything set."""
    box.world.astdb = {**_STAYS, **_GOES}
    return box


def _remove(box: Box, revision: int = 1) -> None:
    asyncio.run(box.changes.change(RemoveExtension(number("302")), revision, "anna", "Ivan went"))


def test_families_are_of_extensions_or_not() -> None:
    assert set(OF_EXTENSIONS) == {"CF", "CFB", "CFU", "DND"}
    assert set(FAMILIES) - set(OF_EXTENSIONS) == {"DAYNIGHT", "CLOCK"}


def test_a_number_that_goes_leaves_nothing_to_the_next_owner(used: Box) -> None:
    _remove(used)
    assert used.world.astdb == _STAYS
    assert "devstate change Custom:DND302 NOT_INUSE" in used.world.steps.done
    asyncio.run(used.changes.change(sip("302", "Olga"), 2, "anna", "x"))
    assert used.world.astdb == _STAYS


def test_another_change_asks_nothing_about_it(used: Box) -> None:
    asyncio.run(used.changes.recover())
    used.world.steps = Steps()
    asyncio.run(used.changes.change(named("301", "Olga"), 1, "anna", "x"))
    assert not [line for line in used.world.steps.done if line.startswith("database")]
    assert used.world.astdb == {**_STAYS, **_GOES}


def test_a_change_that_did_not_hold_takes_nothing(used: Box) -> None:
    used.world.sabotage = frozenset({"301"})
    with pytest.raises(Fault):
        _remove(used)
    assert used.world.astdb == {**_STAYS, **_GOES}


@pytest.mark.parametrize("word", ["database show CFB", "database del DND 302", "devstate change"])
def test_what_an_exchange_did_not_take_is_taken_at_the_next_start(used: Box, word: str) -> None:
    class Silent(Steps):
        def step(self, name: str) -> None:
            super().step(name)
            if name.startswith(word):
                raise Fault("Asterisk does not answer.")

    used.world.steps = Silent()
    _remove(used)
    assert used.changes.revision == 2, "the change itself holds"
    assert used.world.astdb != _STAYS
    used.world.steps = Steps()
    used.start()
    asyncio.run(used.changes.recover())
    assert used.world.astdb == _STAYS
