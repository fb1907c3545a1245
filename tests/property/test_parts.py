"""The strategies themselves: every kind of part is made, alone and in whole configurations."""

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.config import Config
from appliance.core.parts import PLACES, parts
from tests.property.parts import PARTS
from tests.property.whole import whole_configs


def test_every_kind_has_a_strategy() -> None:
    assert PARTS.keys() == PLACES.keys()


@given(st.one_of(*PARTS.values()))
def test_a_part_is_told_from_others_by_a_name(part: object) -> None:
    name = PLACES[type(part)].name
    assert len({name(part), name(part)}) == 1


def test_whole_configurations_hold_every_kind() -> None:
    held: set[type] = set()

    @settings(max_examples=60)
    @given(whole_configs)
    def look(config: Config) -> None:
        held.update(kind for kind in PLACES if parts(config, kind))

    look()
    assert held == PLACES.keys()
