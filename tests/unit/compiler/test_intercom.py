"""Intercom: a telephone answers by itself, unless it talks, rests or has said no."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.core.commands import AdoptCard
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.live_state import YES, Family
from appliance.core.people import SipPhone
from appliance.core.scenario import Does, FromTelephone, LiveValue, Moment, Scenario, TelephoneIs
from appliance.core.secret import Secret
from appliance.core.test_calls import Ending
from appliance.core.text import Token
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.machines.offices import TDM800P, after, number, sip

WORKDAY = Moment("2026-03-03T12:00:00+03:00")


@cache
def office() -> Config:
    """302 has a second telephone of the network; 201 is an analogue one."""
    config = after(AdoptCard(TDM800P), *(sip(str(n), f"Telephone {n}") for n in (301, 302, 303)))
    second = SipPhone(Token("302b"), Secret("a" * 24))
    extensions = tuple(
        replace(each, devices=(*each.devices, second)) if each.number.digits == "302" else each
        for each in config.extensions
    )
    return replace(config, extensions=extensions)


def call(
    dialled: str, *live: LiveValue, does: Does = Does.ANSWERS, config: Config | None = None
) -> Story:
    telephones = (TelephoneIs(number("302"), does),)
    origin = FromTelephone(number("301"), dialled)
    scenario = Scenario(WORKDAY, origin, telephones=telephones, live=live)
    return simulate(Exchange(config or office()), scenario)


def dialled(story: Story) -> list[str]:
    return [step.arguments for step in story.steps if step.application == "Dial"]


def test_all_telephones_of_the_network_answer_by_themselves() -> None:
    story = call("*80302")
    (dial,) = dialled(story)
    assert dial.startswith("PJSIP/302&PJSIP/302b,15,ib(sub-intercom^s^1)A(beep)")
    assert story.outcome.by == "302"
    leg = next(each for each in contexts(office()) if each.name == "sub-intercom")
    told = [str(step) for step in leg.extens[0].steps][:2]
    assert told == [
        "Set(PJSIP_HEADER(add,Alert-Info)=Auto Answer)",
        "Set(PJSIP_HEADER(add,Call-Info)=<sip:127.0.0.1>;answer-after=0)",
    ]


@pytest.mark.parametrize("number_", ["201", "999", "112"])
def test_what_cannot_answer_by_itself_is_not_called(number_: str) -> None:
    story = call(f"*80{number_}")
    assert (dialled(story), story.outcome.rang) == ([], ())


@pytest.mark.parametrize("family", [Family.DO_NOT_DISTURB, Family.NO_INTERCOM])
def test_who_wants_none_is_busy(family: Family) -> None:
    story = call("*80302", LiveValue(family, "302", YES))
    assert (dialled(story), story.outcome.ending) == ([], Ending.BUSY)


def test_who_talks_is_left_alone() -> None:
    story = call("*80302", does=Does.BUSY)
    assert (dialled(story), story.outcome.ending) == ([], Ending.BUSY)


def test_it_is_never_forwarded() -> None:
    away = LiveValue(Family.FORWARD_ALL, "302", "303")
    assert call("*80302", away).outcome.by == "302"
    assert call("302", away).outcome.by == "303"


def test_who_denied_it_is_called_as_ever() -> None:
    assert call("302", LiveValue(Family.NO_INTERCOM, "302", YES)).outcome.by == "302"


def test_codes_deny_and_allow_it() -> None:
    denied = LiveValue(Family.NO_INTERCOM, "301", YES)
    assert call("*55").outcome.changed == (denied,)
    assert call("*54", denied).outcome.changed == (replace(denied, value=""),)


def test_without_the_code_no_call_asks_for_it() -> None:
    config = replace(office(), codes=(FeatureCode(Feature.INTERCOM, ""),))
    assert call("*80302", config=config).outcome.ending is Ending.REFUSED
    text = [str(step) for each in contexts(config) for x in each.extens for step in x.steps]
    assert not [step for step in text if "INTERCOM}" in step]
