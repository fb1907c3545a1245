"""Callers are turned away by a code, and no more, whatever the office's own list says."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.live_rules import belongs, check
from appliance.core.live_state import NO, UNKNOWN, YES, Family
from appliance.core.numbers import AreaCode, Did
from appliance.core.people import Language
from appliance.core.roles import Function, FunctionDiffers, Rights
from appliance.core.scenario import FromTelephone, FromTrunk, LiveValue, Moment, Scenario
from appliance.core.targets import ToExtension
from appliance.core.test_calls import Ending
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    Admits,
    AllowedCaller,
    BlockedCaller,
    CallerRoute,
    DidRoute,
    SipTrunk,
    TrunkGroup,
)
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import after, number, sip
from tests.machines.parts import person

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
OURS = "74951234500"
MOBILE, DIALLED = "79161234567", "89161234567"


@cache
def office() -> Config:
    """301 may block callers, 302 may not."""
    line = SipTrunk(Token("line"), "192.0.2.1")
    config = after(
        sip("301", "Telephone 301"),
        sip("302", "Telephone 302"),
        person("301", "Анна", FunctionDiffers(Function.BLOCK, allowed=True)),
        Put(TrunkGroup(1, DisplayName("x"), (line,), our_number=Did(OURS))),
        Put(DidRoute(Did(OURS), ToExtension(number("302")))),
    )
    return replace(config, area=AreaCode("495"))


def listed(*parts: BlockedCaller | AllowedCaller | CallerRoute) -> Config:
    return after_all(office(), *parts)


def after_all(config: Config, *parts: BlockedCaller | AllowedCaller | CallerRoute) -> Config:
    inbound = replace(
        config.inbound,
        blocked=tuple(each for each in parts if isinstance(each, BlockedCaller)),
        allowed=tuple(each for each in parts if isinstance(each, AllowedCaller)),
        callers=tuple(each for each in parts if isinstance(each, CallerRoute)),
    )
    return replace(config, inbound=inbound)


def dials(
    who: str,
    dialled: str,
    *live: LiveValue,
    presses: tuple[str, ...] = ("1",),
    config: Config | None = None,
) -> Story:
    origin = FromTelephone(number(who), dialled)
    scenario = Scenario(WORKDAY, origin, presses=presses, live=live)
    return simulate(Exchange(config or office()), scenario)


def comes(caller: str, *live: LiveValue, config: Config | None = None) -> Story:
    origin = FromTrunk(1, OURS, caller)
    return simulate(Exchange(config or office()), Scenario(WORKDAY, origin, live=live))


def said(of: str, value: str = YES) -> LiveValue:
    return LiveValue(Family.BLOCK_LIST, of, value)


def heard(story: Story) -> list[str]:
    return [s.arguments for s in story.steps if s.application in {"Playback", "SayDigits"}]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (DIALLED, MOBILE),
        ("84957654321", "74957654321"),
        ("7654321", "74957654321"),  # within the city
        ("810442071234567", "442071234567"),
    ],
)
def test_a_number_is_blocked_however_people_dial_it(typed: str, kept: str) -> None:
    story = dials("301", f"*30{typed}")
    assert story.outcome.changed == (said(kept),)
    assert heard(story) == [typed, "num-was-successfully&added"]
    asked = dials("301", "*30", presses=(f"{typed}#", "1"))
    assert asked.outcome.changed == (said(kept),)


def test_what_is_said_of_it_is_written_down() -> None:
    steps = dials("301", f"*30{DIALLED}").steps
    assert any(s.arguments.endswith(f"=BLACKLIST/{MOBILE}|YES|telephone|301") for s in steps)


@pytest.mark.parametrize("typed", ["302", "112", "060", "1234"])
def test_what_is_no_number_outside_is_not_blocked(typed: str) -> None:
    story = dials("301", f"*30{typed}")
    assert (story.outcome.changed, heard(story)) == ((), ["pbx-invalid"])


@pytest.mark.parametrize("key", ["2", ""])
def test_without_a_yes_nothing_is_changed(key: str) -> None:
    story = dials("301", f"*30{DIALLED}", presses=(key,))
    assert (story.outcome.changed, heard(story)) == ((), [DIALLED, "cancelled"])


@pytest.mark.parametrize("code", ["*30", f"*30{DIALLED}", f"*31{DIALLED}", "*32"])
def test_who_has_no_right_changes_nothing(code: str) -> None:
    assert Function.BLOCK not in Rights().functions
    story = dials("302", code, LiveValue(Family.LAST_CALLER, "302", DIALLED))
    assert (story.outcome.ending, story.outcome.changed) == (Ending.REFUSED, ())
    assert "чёрный список с телефона" in "\n".join(story_lines(story, Language.RU))


def test_who_is_blocked_is_refused_before_anything_rings() -> None:
    assert comes(DIALLED).outcome.by == "302"
    outcome = comes(DIALLED, said(MOBILE)).outcome
    assert (outcome.ending, outcome.cause, outcome.rang) == (Ending.REFUSED, 21, ())
    assert comes("89161234568", said(MOBILE)).outcome.by == "302"


def test_what_telephones_say_holds_before_every_list() -> None:
    config = listed(AllowedCaller(MOBILE))
    assert comes(DIALLED, config=config).outcome.by == "302"
    assert comes(DIALLED, said(MOBILE), config=config).outcome.ending is Ending.REFUSED
    routed = listed(CallerRoute(MOBILE, ToExtension(number("301"))))
    assert comes(DIALLED, config=routed).outcome.by == "301"
    assert comes(DIALLED, said(MOBILE), config=routed).outcome.ending is Ending.REFUSED


@pytest.mark.parametrize("blocked", [BlockedCaller(MOBILE), BlockedCaller("7916", prefix=True)])
def test_who_is_on_the_list_is_freed_by_a_code_too(blocked: BlockedCaller) -> None:
    config = listed(blocked)
    assert comes(DIALLED, config=config).outcome.ending is Ending.REFUSED
    story = dials("301", f"*31{DIALLED}", config=config)
    assert story.outcome.changed == (said(MOBILE, NO),)
    assert heard(story)[-1] == "num-was-successfully&removed"
    assert comes(DIALLED, said(MOBILE, NO), config=config).outcome.by == "302"
    assert dials("301", f"*30{DIALLED}", said(MOBILE, NO), config=config).outcome.changed == (
        said(MOBILE),
    )


def test_who_is_freed_is_a_caller_like_all_on_no_list() -> None:
    config = listed(BlockedCaller(MOBILE))
    inbound = replace(config.inbound, admits=Admits.LISTED)
    config = replace(config, inbound=inbound)
    assert comes(DIALLED, said(MOBILE, NO), config=config).outcome.ending is Ending.REFUSED


def test_what_only_a_telephone_said_is_forgotten() -> None:
    story = dials("301", f"*31{DIALLED}", said(MOBILE))
    assert story.outcome.changed == (said(MOBILE, ""),)


def test_the_last_caller_is_blocked_once_his_number_is_confirmed() -> None:
    last = LiveValue(Family.LAST_CALLER, "301", DIALLED)
    story = dials("301", "*32", last)
    assert story.outcome.changed == (said(MOBILE),)
    assert heard(story)[:2] == ["info-about-last-call&telephone-number", DIALLED]
    for nobody in ("", UNKNOWN):
        hidden = dials("301", "*32", replace(last, value=nobody))
        assert (hidden.outcome.changed, heard(hidden)) == ((), ["unidentified-no-callback"])
    colleague = dials("301", "*32", replace(last, value="302"))
    assert colleague.outcome.changed == ()


def test_an_office_without_lines_has_no_such_codes() -> None:
    config = after(
        sip("301", "x"), person("301", "Анна", FunctionDiffers(Function.BLOCK, allowed=True))
    )
    for code in ("*30", "*31", "*32"):
        assert dials("301", code, config=config).outcome.cause == 21


def test_a_code_can_be_another_and_clashes_are_told() -> None:
    config = replace(office(), codes=(FeatureCode(Feature.BLOCK, "*39"),))
    assert dials("301", f"*39{DIALLED}", config=config).outcome.changed == (said(MOBILE),)
    with pytest.raises(Invalid, match=r"\*30 takes a number after it, and \*305 is"):
        replace(office(), codes=(FeatureCode(Feature.ECHO_TEST, "*305"),))


def test_it_is_set_and_forgotten_from_afar_by_the_same_rules() -> None:
    entry = (Family.BLOCK_LIST, MOBILE)
    for value in (YES, NO, ""):
        check(office(), entry, value)
    assert belongs(office(), entry)
    with pytest.raises(Invalid, match="country code"):
        check(office(), (Family.BLOCK_LIST, DIALLED + "+"), YES)
    with pytest.raises(Invalid, match="neither YES nor NO"):
        check(office(), entry, "MAYBE")
