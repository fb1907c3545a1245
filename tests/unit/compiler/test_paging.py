"""Announcements: to all free telephones of a hunt group, by whoever has the right."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.asterisk import confbridge_conf
from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.conf import emit
from appliance.core.call_handling import HuntGroup
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_state import YES, Family
from appliance.core.people import Language
from appliance.core.roles import Function, FunctionDiffers, Rights
from appliance.core.scenario import Does, FromTelephone, LiveValue, Moment, Scenario, TelephoneIs
from appliance.core.test_calls import Ending
from appliance.core.text import DisplayName
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import TDM800P, after, number, sip
from tests.machines.parts import person

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
MEMBERS = ("201", "301", "302", "303")


@cache
def office() -> Config:
    """301 may speak to 600, which are an analogue telephone and all others; 302 may not."""
    return after(
        AdoptCard(TDM800P),
        *(sip(digits, f"Telephone {digits}") for digits in ("301", "302", "303")),
        person("301", "Анна", FunctionDiffers(Function.ANNOUNCE, allowed=True)),
        person("302", "Борис"),
        Put(HuntGroup(Key("all"), DisplayName("All"), number("600"), tuple(map(number, MEMBERS)))),
    )


def call(
    *live: LiveValue,
    who: str = "301",
    dialled: str = "*80600",
    away: tuple[str, ...] = (),
    busy: tuple[str, ...] = (),
    config: Config | None = None,
) -> Story:
    telephones = (
        *(TelephoneIs(number(each), Does.OFF_LINE) for each in away),
        *(TelephoneIs(number(each), Does.BUSY) for each in busy),
    )
    origin = FromTelephone(number(who), dialled)
    scenario = Scenario(WORKDAY, origin, telephones=telephones, live=live)
    return simulate(Exchange(config or office()), scenario)


def heard_at(story: Story) -> list[str]:
    """Whose telephones are called, by the files that call them."""
    files = [step.arguments for step in story.steps if step.arguments.startswith("FILE(")]
    return [each.partition(")")[0].rpartition("-")[2] for each in files]


def test_all_members_but_the_speaker_hear_it() -> None:
    story = call()
    assert heard_at(story) == ["201", "302", "303"]
    assert story.outcome.ending is Ending.SERVED
    lines = story_lines(story, Language.RU)
    assert any(each.endswith("Его услышат на телефоне 302.") for each in lines)


def test_nobody_may_until_it_is_opened() -> None:
    assert Function.ANNOUNCE not in Rights().functions
    for who in ("302", "303"):
        story = call(who=who)
        assert (story.outcome.ending, heard_at(story)) == (Ending.REFUSED, [])


@pytest.mark.parametrize("family", [Family.DO_NOT_DISTURB, Family.NO_INTERCOM])
def test_who_wants_none_or_cannot_be_reached_is_left_out(family: Family) -> None:
    assert heard_at(call(LiveValue(family, "302", YES), away=("303",))) == ["201"]


def test_who_talks_is_left_alone() -> None:
    assert heard_at(call(busy=("201", "303"))) == ["302"]


def test_where_nobody_is_free_the_speaker_is_told() -> None:
    resting = (LiveValue(Family.DO_NOT_DISTURB, each, YES) for each in MEMBERS)
    assert call(*resting).outcome.ending is Ending.BUSY


def test_a_file_calls_one_telephone_and_lets_it_listen() -> None:
    files = [step.arguments for step in call().steps if step.arguments.startswith("FILE(")]
    lines = files[1].partition("=")[2].splitlines()
    assert "Channel: Local/302@page-call/n" in lines
    assert "Context: page-listen" in lines
    assert "Setvar: __RING=PJSIP/302" in lines
    assert "MaxRetries: 0" in lines
    leg = next(each for each in contexts(office()) if each.name == "sub-page-leg")
    assert [str(step) for step in leg.extens[0].steps] == [
        'GotoIf($["${CHANNEL:0:5}"="PJSIP"]?sub-intercom,s,1)',
        "Goto(sub-leg,s,1)",
    ]
    profile = emit(confbridge_conf.render(office()))
    assert "[page-listener]\ntype = user\nquiet = yes\nstartmuted = yes\n" in profile


def test_without_the_code_or_a_group_with_a_number_there_is_none() -> None:
    silent = replace(office(), codes=(FeatureCode(Feature.INTERCOM, ""),))
    assert call(config=silent).outcome.ending is Ending.REFUSED
    (group,) = office().hunt_groups
    nameless = replace(office(), hunt_groups=(replace(group, number=None),))
    for config in (silent, nameless):
        assert not [each.name for each in contexts(config) if "page" in each.name]
        assert "page" not in emit(confbridge_conf.render(config))


def test_an_intercom_call_to_one_telephone_is_as_it_was() -> None:
    assert call(dialled="*80302").outcome.by == "302"
    assert call(dialled="*80699").outcome.ending is Ending.REFUSED
