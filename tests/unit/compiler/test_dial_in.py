"""Dial-in: number and PIN open the office's lines to its people outside, and to nobody else."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.live_state import PINS_MET, Family, met_today
from appliance.core.numbers import AreaCode, Did
from appliance.core.people import Language
from appliance.core.roles import Function, FunctionDiffers, Rights
from appliance.core.scenario import FromTrunk, LiveValue, Moment, Scenario
from appliance.core.targets import ToDialIn
from appliance.core.test_calls import Ending, Sent
from appliance.core.trunks import DidRoute
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import TE122, after, sip
from tests.machines.parts import person

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
NOW = 1772528400  # the same in seconds since the epoch
MOBILE, ABROAD = "89161234567", "8104930123456"
PIN, WRONG = "481516#", "481517#"
_MAY = FunctionDiffers(Function.DIAL_IN, allowed=True)


@cache
def office() -> Config:
    config = after(
        AdoptCard(TE122),
        *(sip(digits, "x") for digits in ("301", "302", "303")),
        person("301", "Анна", _MAY, pin="481516"),
        person("302", "Борис", pin="481516"),
        person("303", "Вера", _MAY),
        Put(DidRoute(Did("4957000100"), ToDialIn())),
    )
    return replace(config, area=AreaCode("495"))


def comes_in(*presses: str, live: tuple[LiveValue, ...] = ()) -> Story:
    origin = FromTrunk(1, called="4957000100", caller="89031234567")
    scenario = Scenario(WORKDAY, origin, presses=presses, live=live)
    return simulate(Exchange(office()), scenario)


def counted(story: Story, number: str = "301") -> list[str]:
    begin = f"DB({Family.WRONG_PINS}/{number})="
    said = [step.arguments for step in story.steps if step.application == "Set"]
    return [each.removeprefix(begin) for each in said if each.startswith(begin)]


def locked(count: int, seconds_ago: int) -> LiveValue:
    return LiveValue(Family.WRONG_PINS, "301", f"{count}+{NOW - seconds_ago}")


def test_nobody_may_until_it_is_opened() -> None:
    assert Function.DIAL_IN not in Rights().functions
    story = comes_in("302#", PIN, "302#", PIN, "302#", PIN)
    assert story.outcome.ending is Ending.REFUSED
    assert counted(story, "302") == []


def test_with_the_pin_one_calls_by_ones_own_rights() -> None:
    assert comes_in("301#", PIN, f"{MOBILE}#").outcome.sent == (Sent(1, MOBILE),)
    assert comes_in("301#", PIN, "302#").outcome.by == "302"
    abroad = comes_in("301#", PIN, f"{ABROAD}#").outcome
    assert (abroad.ending, abroad.sent) == (Ending.REFUSED, ())
    told = "\n".join(story_lines(comes_in("301#", PIN, "302#"), Language.RU))
    assert "Дальше звонок идёт по правам номера 301." in told


@pytest.mark.parametrize("dialled", ["112#", "*72301#", "*97#", "*555302#"])
def test_no_help_is_sent_to_the_office_and_no_code_is_taken(dialled: str) -> None:
    outcome = comes_in("301#", PIN, dialled).outcome
    assert (outcome.ending, outcome.rang, outcome.sent) == (Ending.REFUSED, (), ())


@pytest.mark.parametrize("who", ["301#", "302#", "303#", "399#", "#"])
def test_who_is_wrong_is_told_alike(who: str) -> None:
    story = comes_in(*(who, WRONG) * 3)
    assert (story.outcome.ending, story.outcome.sent) == (Ending.REFUSED, ())
    heard = [s.arguments for s in story.steps if s.application in {"Playback", "Wait", "Hangup"}]
    slower = ("2", "conf-invalidpin", "4", "conf-invalidpin", "6", "conf-invalidpin")
    assert heard == ["1", *slower, "21"]


def test_guesses_are_counted_and_the_right_pin_ends_the_count() -> None:
    assert [each.partition("+")[0] for each in counted(comes_in(*("301#", WRONG) * 3))] == list(
        "123"
    )
    story = comes_in("301#", PIN, "302#", live=(locked(4, 10),))
    assert story.outcome.by == "302"
    dropped = f"DB_DELETE({Family.WRONG_PINS}/301)="
    assert dropped in [step.arguments for step in story.steps]


def test_a_locked_number_takes_its_own_pin_no_more_until_it_is_over() -> None:
    story = comes_in(*("301#", PIN) * 3, live=(locked(5, 1700),))
    assert (story.outcome.ending, counted(story)) == (Ending.REFUSED, [])
    assert comes_in("301#", PIN, "302#", live=(locked(5, 1800),)).outcome.by == "302"


def test_the_owner_is_told_of_a_lock() -> None:
    story = comes_in("301#", WRONG, live=(locked(4, 60),))
    entry = f"DB({Family.LIMIT_MET}/301)=20260303{PINS_MET}"
    assert f"1?Set({entry})" in [step.arguments for step in story.steps]
    assert met_today({"301": f"20260303{PINS_MET}"}, date(2026, 3, 3)) == {"301": PINS_MET}
