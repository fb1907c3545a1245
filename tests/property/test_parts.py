"""The strategies themselves: every kind of part is made, alone and in whole configurations."""

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from appliance.core.parts import PLACES, parts
from tests.property.parts import PARTS
from tests.property.whole import whole_configs


def test_every_kind_has_a_strategy() -> None:
    assert PARTS.keys() == PLACES.keys()


@given(st.one_of(*PARTS.values()))
def test_a_part_is_told_from_others_by_a_name(part: object) -> None:
    name = PLACES[type(part)].name
    assert len({name(part), name(part)}) == 1


@pytest.mark.parametrize("kind", PLACES, ids=lambda kind: kind.__name__)
def test_some_whole_configuration_holds_it(kind: type) -> None:
    enough = settings(max_examples=400, phases=[Phase.generate])
    assert parts(
        find(whole_configs, lambda config: bool(parts(config, kind)), settings=enough), kind
    )
