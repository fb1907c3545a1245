"""A card is taken on whatever the office has called its things before."""

from dataclasses import replace

import pytest

from appliance.core.call_handling import HuntGroup
from appliance.core.cards import DriverParameter
from appliance.core.commands import AdoptCard, ForgetCard, Put, SetOffice, edit
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.drivers import driver_settings
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.office import office_of
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import CityLine, DigitalLine, SipTrunk, TrunkGroup
from tests.machines.offices import A400P, TDM400P, TDM800P, TE122, after, number, sip
from tests.machines.parts import numbers


def _kinds(config: Config) -> dict[int, list[type]]:
    return {group.number: [type(line) for line in group.lines] for group in config.trunk_groups}


def _with_groups(*taken: int) -> Config:
    lines = {n: SipTrunk(Token(f"carrier-{n}"), f"192.0.2.{n}") for n in taken}
    groups = (TrunkGroup(n, DisplayName(f"G{n}"), (line,)) for n, line in lines.items())
    return after(*map(Put, groups))


@pytest.mark.parametrize(
    ("taken", "digital"), [((), 1), ((2,), 1), ((1,), 3), ((1, 2, 3), 4), ((1, 3, 4), 5)]
)
def test_digital_lines_stand_beside_sip_lines(taken: tuple[int, ...], digital: int) -> None:
    config = edit(_with_groups(*taken), AdoptCard(TE122))
    assert _kinds(config) == {n: [SipTrunk] for n in taken} | {digital: [DigitalLine]}
    assert digital in config.outbound.groups


def test_city_lines_join_the_group_that_has_such() -> None:
    config = edit(edit(_with_groups(1, 2), AdoptCard(TDM400P)), AdoptCard(TDM800P))
    assert _kinds(config) == {1: [SipTrunk], 2: [SipTrunk], 3: [CityLine] * 4}


def test_a_group_that_is_left_empty_takes_lines_again() -> None:
    config = edit(after(AdoptCard(TE122), ForgetCard(TE122.key)), AdoptCard(TE122))
    assert _kinds(config) == {1: [DigitalLine]}


def test_telephones_get_numbers_that_nothing_else_has() -> None:
    group = HuntGroup(Key("hunt"), DisplayName("Hunt"), number("201"), numbers(301, 301))
    config = after(sip("301", "Somebody"), Put(group), Put(FeatureCode(Feature.CLOCK, "203")))
    adopted = edit(config, AdoptCard(A400P))
    found = [extension.number.digits for extension in adopted.extensions]
    assert found == ["301", "202", "204", "205", "206"]


def test_a_driver_is_told_of_the_country_where_the_box_stands_now() -> None:
    """Also of a card that was taken on when its own settings said what the country said."""
    config = after(AdoptCard(TDM400P))
    assert config.cards[0].parameters == ()
    own = (DriverParameter("opermode", "RUSSIA"), DriverParameter("boostringer", "1"))
    as_before = replace(config, cards=(replace(config.cards[0], parameters=own),))
    for each, more in ((config, {}), (as_before, {"boostringer": "1"})):
        there = edit(each, SetOffice(replace(office_of(each), country=CountryCode.DE)))
        found = driver_settings(there).items()
        wctdm = {name: value for (driver, name), value in found if driver == "wctdm"}
        assert wctdm == {"opermode": "TBR21", **more}
    same = edit(as_before, SetOffice(replace(office_of(as_before), did_tail=2)))
    assert same.cards == as_before.cards
