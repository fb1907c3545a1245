"""`#` and a trunk group's number stand before what is called; nothing else may begin so."""

import pytest

from appliance.core.commands import Put
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.text import DisplayName
from appliance.core.trunks import TrunkGroup
from tests.machines.offices import after

NAME = DisplayName("Lines")


@pytest.mark.parametrize(("one", "other"), [(1, 10), (1, 19), (2, 20), (6, 60)])
def test_no_group_s_number_begins_another_s(one: int, other: int) -> None:
    first, second = Put(TrunkGroup(one, NAME)), Put(TrunkGroup(other, NAME))
    for commands in ((first, second), (second, first)):
        with pytest.raises(Invalid) as refused:
            after(*commands)
        assert refused.value.field == "trunk group"


def test_others_stand_side_by_side() -> None:
    config = after(*(Put(TrunkGroup(number, NAME)) for number in (2, 3, 9, 10, 11, 19)))
    assert len(config.trunk_groups) == 6


@pytest.mark.parametrize(
    ("code", "group"), [("#12", 1), ("#1", 1), ("#1", 12), ("#34", 3), ("#3*1", 3)]
)
def test_no_code_begins_like_a_group_that_is_chosen(code: str, group: int) -> None:
    lines, coded = Put(TrunkGroup(group, NAME)), Put(FeatureCode(Feature.ECHO_TEST, code))
    for commands in ((lines, coded), (coded, lines)):
        with pytest.raises(Invalid) as refused:
            after(*commands)
        assert refused.value.field == "codes"
    assert after(Put(TrunkGroup(4, NAME)), coded).code(Feature.ECHO_TEST) == code
