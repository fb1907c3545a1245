"""Speed dial: a key of the telephone calls a number, by the rights of whoever presses it."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.core.commands import AdoptCard
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.live_state import Family
from appliance.core.numbers import AreaCode
from appliance.core.people import Language
from appliance.core.scenario import FromTelephone, LiveValue, Moment, Scenario
from appliance.core.test_calls import Ending, Sent
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import TDM800P, TE122, after, number, sip

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
MOBILE = "89161234567"
ABROAD = "8104930123456"


@cache
def office() -> Config:
    config = after(AdoptCard(TE122), AdoptCard(TDM800P), sip("301", "x"), sip("302", "y"))
    return replace(config, area=AreaCode("495"))


def dials(
    code: str, *live: LiveValue, presses: tuple[str, ...] = (), config: Config | None = None
) -> Story:
    origin = FromTelephone(number("301"), code)
    scenario = Scenario(WORKDAY, origin, presses=presses, live=live)
    return simulate(Exchange(config or office()), scenario)


def kept(key: str, value: str = "") -> LiveValue:
    return LiveValue(Family.SPEED_DIAL, f"301-{key}", value)


def played(story: Story) -> list[str]:
    return [step.arguments for step in story.steps if step.application == "Playback"]


def test_a_key_calls_what_is_kept_behind_it() -> None:
    assert dials("*05", kept("5", "302")).outcome.by == "302"
    assert dials("*00", kept("0", MOBILE)).outcome.sent == (Sent(1, MOBILE),)
    assert "Быстрый набор 5: 302." in "\n".join(
        story_lines(dials("*05", kept("5", "302")), Language.RU)
    )


def test_after_the_bare_code_the_key_is_asked_for() -> None:
    assert dials("*0", kept("5", "302"), presses=("5",)).outcome.by == "302"
    assert dials("*0", kept("5", "302")).outcome.rang == ()


def test_what_it_calls_is_asked_for_the_same_rights() -> None:
    story = dials("*05", kept("5", ABROAD))
    assert (story.outcome.ending, story.outcome.sent) == (Ending.REFUSED, ())


def test_another_telephones_keys_are_not_ones_own() -> None:
    story = dials("*05", LiveValue(Family.SPEED_DIAL, "302-5", "302"))
    assert (story.outcome.ending, story.outcome.rang) == (Ending.SERVED, ())
    assert played(story) == ["speed-dial-empty"]


@pytest.mark.parametrize("circle", ["*05", "*06", "*67*05"])
def test_a_key_that_calls_a_key_is_refused(circle: str) -> None:
    story = dials("*05", kept("5", circle), kept("6", "*05"))
    assert story.outcome.ending is Ending.REFUSED


@pytest.mark.parametrize("called", ["302", MOBILE, "#1112233", "*67302"])
def test_a_number_is_kept_behind_a_key(called: str) -> None:
    story = dials(f"*755{called}")
    assert story.outcome.changed == (kept("5", called),)
    assert played(story) == ["speed-dial", "is-set-to"]


def test_a_key_is_free_again() -> None:
    story = dials("*755", kept("5", "302"))
    assert story.outcome.changed == (kept("5"),)
    assert played(story) == ["speed-dial", "removed"]


def test_no_more_is_kept_than_somebody_dials() -> None:
    story = dials("*755" + "1" * 31)
    assert (story.outcome.ending, story.outcome.changed) == (Ending.REFUSED, ())


@pytest.mark.parametrize(("feature", "code"), [("SPEED_DIAL", "*05"), ("SPEED_DIAL_SET", "*755")])
def test_a_code_that_is_off_is_refused(feature: str, code: str) -> None:
    config = replace(office(), codes=(FeatureCode(Feature[feature], ""),))
    assert dials(code, kept("5", "302"), config=config).outcome.ending is Ending.REFUSED
