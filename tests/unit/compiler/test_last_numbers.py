"""Calling back, calling again, and one's number hidden or shown for one call."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.core.call_handling import HuntGroup
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_state import UNKNOWN, Family
from appliance.core.numbers import AreaCode
from appliance.core.scenario import FromTelephone, LiveValue, Moment, Scenario
from appliance.core.test_calls import Ending, Sent
from appliance.core.text import DisplayName
from appliance.core.trunks import Presentation
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import numbers

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
MOBILE = "89161234567"
CALLER, DIALLED = Family.LAST_CALLER, Family.LAST_DIALLED


@cache
def office() -> Config:
    group = HuntGroup(Key("sales"), DisplayName("Sales"), number("600"), numbers(301, 302))
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        *(sip(str(digits), f"Telephone {digits}") for digits in range(301, 304)),
        Put(group),
    )
    return replace(config, area=AreaCode("495"))


def calls(
    dialled: str, *live: LiveValue, presses: tuple[str, ...] = (), config: Config | None = None
) -> Story:
    origin = FromTelephone(number("301"), dialled)
    scenario = Scenario(WORKDAY, origin, presses=presses, live=live)
    return simulate(Exchange(config or office()), scenario)


def steps(story: Story) -> list[str]:
    return [f"{step.application}({step.arguments})" for step in story.steps]


def last(family: Family, value: str) -> LiveValue:
    return LiveValue(family, "301", value)


def test_who_called_last_is_told_and_called_at_a_key() -> None:
    story = calls("*69", last(CALLER, "302"), presses=("1",))
    assert story.outcome.by == "302"
    assert "SayDigits(302)" in steps(story)


def test_a_call_back_leads_outside_too() -> None:
    story = calls("*69", last(CALLER, MOBILE), presses=("1",))
    assert story.outcome.sent == (Sent(1, MOBILE),)


@pytest.mark.parametrize("written", ["*281", "*34", "#2"])
def test_no_code_is_called_back(written: str) -> None:
    """A stranger's line may bring one as his number."""
    story = calls("*69", last(CALLER, written), presses=("1",))
    assert not [step for step in steps(story) if step.startswith(f"Goto(from-internal,{written}")]
    assert story.outcome.changed == ()


@pytest.mark.parametrize("presses", [(), ("2",)])
def test_without_the_key_nobody_is_called(presses: tuple[str, ...]) -> None:
    story = calls("*69", last(CALLER, "302"), presses=presses)
    assert (story.outcome.ending, story.outcome.rang) == (Ending.SERVED, ())


@pytest.mark.parametrize("live", [(), (last(CALLER, UNKNOWN),)])
def test_who_hid_his_number_cannot_be_called_back(live: tuple[LiveValue, ...]) -> None:
    story = calls("*69", *live, presses=("1",))
    assert "Playback(unidentified-no-callback)" in steps(story)
    assert story.outcome.rang == ()


def test_the_last_number_is_dialled_again_by_the_same_rights() -> None:
    assert calls("*66", last(DIALLED, "302")).outcome.by == "302"
    assert calls("*66", last(DIALLED, MOBILE)).outcome.sent == (Sent(1, MOBILE),)
    abroad = calls("*66", last(DIALLED, "8104930123456"))
    assert (abroad.outcome.ending, abroad.outcome.sent) == (Ending.REFUSED, ())
    assert "Playback(pbx-invalid)" in steps(calls("*66"))


@pytest.mark.parametrize("dialled", ["302", MOBILE, f"#2{MOBILE}", "600"])
def test_what_a_telephone_dials_is_kept(dialled: str) -> None:
    kept = [step for step in steps(calls(dialled)) if f"DB({DIALLED}/" in step]
    assert kept[0] == f"ExecIf(1?Set(DB({DIALLED}/301)={dialled}))"
    assert not [step for step in kept[1:] if step.startswith("ExecIf(1?")]


def test_who_is_sent_on_has_not_dialled_that() -> None:
    story = calls("302", LiveValue(Family.FORWARD_ALL, "302", "303"))
    kept = [step for step in steps(story) if step.startswith("ExecIf(1?")]
    assert kept == [f"ExecIf(1?Set(DB({DIALLED}/301)=302))"]


def test_what_calls_change_by_themselves_is_no_outcome_of_a_call() -> None:
    assert calls("302").outcome.changed == ()


@pytest.mark.parametrize(
    ("code", "presented"), [("*67", "prohib"), ("*82", "allowed_not_screened")]
)
def test_a_number_is_hidden_or_shown_for_one_call(code: str, presented: str) -> None:
    groups = tuple(
        replace(each, presentation=Presentation.HIDDEN) for each in office().trunk_groups
    )
    config = replace(office(), trunk_groups=groups)
    story = calls(f"{code}{MOBILE}", config=config)
    assert story.outcome.sent == (Sent(1, MOBILE),)
    assert f"Set(CALLERID(pres)={presented})" in steps(story)
    assert f"Set(CALLERID(pres)={presented})" not in steps(calls(MOBILE)), "and not the next"
    assert calls(f"{code}302").outcome.by == "302"


def test_after_the_bare_code_there_is_dial_tone_again() -> None:
    story = calls("*67", presses=("302",))
    assert story.outcome.by == "302"
    assert "ExecIf(1?Set(CALLERID(pres)=prohib))" in steps(story)


def test_from_whoever_comes_to_help_nobody_hides() -> None:
    story = calls("*67112")
    assert story.outcome.sent[0].number == "112"
    assert "ExecIf(0?Set(CALLERID(pres)=prohib))" in steps(story)


@pytest.mark.parametrize("feature", [Feature.HIDE_NUMBER, Feature.LAST_CALLER, Feature.REDIAL])
def test_a_code_that_is_off_is_refused(feature: Feature) -> None:
    config = replace(office(), codes=(FeatureCode(feature, ""),))
    code = {Feature.HIDE_NUMBER: "*67", Feature.LAST_CALLER: "*69", Feature.REDIAL: "*66"}[feature]
    assert calls(code, last(DIALLED, "302"), config=config).outcome.ending is Ending.REFUSED


def test_a_telephone_that_rings_keeps_who_calls_but_not_who_hides() -> None:
    leg = next(each for each in contexts(office()) if each.name == "sub-leg")
    kept = [str(step) for step in leg.extens[0].steps if f"DB({CALLER}/" in str(step)]
    assert len(kept) == 1
    assert "num-pres" in kept[0]
