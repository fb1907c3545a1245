"""Whatever the configuration and the call: the simulator has an answer, and always the same."""

from dataclasses import replace

from hypothesis import given

from appliance.core.config import Config
from appliance.core.people import Language
from appliance.core.scenario import FromTelephone, LinesAre, Scenario
from appliance.core.test_calls import Ending
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.telling import story_lines
from tests.property.scenarios import scenarios
from tests.property.strategies import configs
from tests.property.whole import whole_configs


@given(configs, scenarios)
def test_every_call_ends_and_is_told(config: Config, scenario: Scenario) -> None:
    _ends(Exchange(config), scenario)


@given(whole_configs, scenarios)
def test_so_it_is_with_all_that_can_be_configured(config: Config, scenario: Scenario) -> None:
    """Emergency calls reach a line where there is one, whatever rights and live state say."""
    exchange = Exchange(config)
    _ends(exchange, scenario)
    telephone = next((ext.number for ext in config.extensions if ext.devices), None)
    if telephone is not None:
        for dialled in config.national.emergency:
            _leads_out(exchange, replace(scenario, origin=FromTelephone(telephone, dialled)))


def _ends(exchange: Exchange, scenario: Scenario) -> None:
    story = simulate(exchange, scenario)
    assert story.outcome.ending is not Ending.ENDLESS
    assert simulate(exchange, scenario) == story
    for language in Language:
        lines = story_lines(story, language)
        assert lines
        assert not any("{" in line and "}" in line and "|" in line for line in lines)


def _leads_out(exchange: Exchange, scenario: Scenario) -> None:
    """Over the first group that has a line, when all of them work."""
    groups = [number for number, group in exchange.groups.items() if group.lines]
    free = replace(scenario, lines=tuple(LinesAre(number) for number in groups))
    outcome = simulate(exchange, free).outcome
    assert (outcome.ending is Ending.ANSWERED) is bool(groups)
    assert [sent.number for sent in outcome.sent] == [outcome.by] * bool(groups)
