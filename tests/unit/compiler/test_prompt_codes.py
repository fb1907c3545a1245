"""What callers hear is recorded by a code, and heard by another."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.prompts import SOUNDS, TAKES
from appliance.core.call_handling import Prompt
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_state import Family, Noted, Where, noted
from appliance.core.people import Language
from appliance.core.roles import Function, FunctionDiffers, Rights
from appliance.core.scenario import FromTelephone, Moment, Scenario
from appliance.core.test_calls import Ending
from appliance.core.text import DisplayName
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import after, number, sip
from tests.machines.parts import menu, person, to

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
HELLO = Prompt(Key("hello"), DisplayName("Greeting"), code=12)
OTHER = Prompt(Key("closed"), DisplayName("Closed"))
KEEPS = ("#", "1")


@cache
def office() -> Config:
    """301 may record announcements, 302 may not; one announcement has a code."""
    return after(
        sip("301", "Telephone 301"),
        sip("302", "Telephone 302"),
        person("301", "Анна", FunctionDiffers(Function.PROMPTS, allowed=True)),
        Put(HELLO),
        Put(OTHER),
        menu("main", "Main", "hello", {"1": to("302")}, digits="600", otherwise=to("302")),
        menu("night", "Night", "closed", {"1": to("302")}, digits="601", otherwise=to("302")),
    )


def dials(who: str, code: str, *presses: str, config: Config | None = None) -> Story:
    scenario = Scenario(WORKDAY, FromTelephone(number(who), code), presses=presses)
    return simulate(Exchange(config or office()), scenario)


def steps(story: Story, application: str) -> list[str]:
    return [each.arguments for each in story.steps if each.application == application]


def named(story: Story) -> list[str]:
    """What AstDB is made to name as the announcement."""
    begins = f"DB({Family.PROMPT}/hello)="
    return [each for each in steps(story, "Set") if each.startswith(begins)]


def journal(story: Story) -> list[Noted | None]:
    lines = (each.partition("=") for each in steps(story, "Set") if each.startswith("DB(CHANGED/"))
    return [noted("1-1", text) for _, _, text in lines]


def test_it_is_named_only_once_it_is_whole_and_kept() -> None:
    story = dials("301", "*7712", *KEEPS)
    (take,) = {each.partition("=")[2] for each in named(story)}
    order = [each.application for each in story.steps]
    assert steps(story, "MixMonitor") == [f",r({TAKES}/{take}.wav)"]
    assert order.index("MixMonitor") < order.index("StopMixMonitor")
    last = len(order) - 1 - order[::-1].index("StopMixMonitor")
    assert last < [each.arguments for each in story.steps].index(named(story)[0])
    assert steps(story, "Playback") == ["beep", "vm-msgsaved"]
    assert steps(story, "Read")[-1] == f"KEY,{TAKES}/{take}&vm-review,1,,1,10"
    (line,) = journal(story)
    assert line is not None
    assert (line.entry, line.value) == ((Family.PROMPT, "hello"), take)
    assert (line.who, line.where) == ("301", Where.TELEPHONE)
    assert story.outcome.ending is Ending.SERVED
    assert not story.outcome.recorded


@pytest.mark.parametrize("key", ["", "9", "*"])
def test_without_a_yes_nothing_is_changed(key: str) -> None:
    story = dials("301", "*7712", "#", key)
    assert (named(story), journal(story)) == ([], [])
    assert steps(story, "Playback")[-1] == "cancelled"


def test_it_can_be_heard_again_and_made_anew() -> None:
    story = dials("301", "*7712", "#", "2", "3", "#", "1")
    assert len(steps(story, "MixMonitor")) == 2
    assert len([each for each in steps(story, "Read") if "vm-review" in each]) == 3
    assert len(named(story)) == 1


def test_who_has_no_right_records_nothing_but_may_hear() -> None:
    story = dials("302", "*7712", *KEEPS)
    assert steps(story, "MixMonitor") == []
    assert story.outcome.ending is Ending.REFUSED
    assert steps(dials("302", "*9912"), "Playback") == [f"{SOUNDS}/hello"]


def test_it_is_nobodys_right_by_itself() -> None:
    assert Function.PROMPTS not in Rights().functions


@pytest.mark.parametrize("code", ["*77", "*7713", "*99", "*9913", "*771"])
def test_what_has_no_code_is_neither_recorded_nor_heard(code: str) -> None:
    assert dials("301", code, *KEEPS).outcome.ending is Ending.REFUSED


def test_everything_that_plays_it_looks_for_what_was_just_recorded() -> None:
    text = compile_config(office())["asterisk/extensions.conf"]
    take = f"{TAKES}/${{DB(PROMPT/hello)}}"
    wanted = f"${{IF($[${{STAT(e,{take}.wav)}}=1]?{take}:{SOUNDS}/hello)}}"
    assert f"BackGround({wanted})" in text
    assert text.count(f"Playback({wanted})") == 2  # as a target, and by *99
    assert f"BackGround({SOUNDS}/closed)" in text  # that one can only be uploaded


def test_until_then_the_menu_says_what_it_said() -> None:
    assert steps(dials("301", "600", "1"), "BackGround") == [f"{SOUNDS}/hello"]


@pytest.mark.parametrize("feature", [Feature.RECORD_PROMPT, Feature.HEAR_PROMPT])
def test_each_code_can_be_switched_off(feature: Feature) -> None:
    config = replace(office(), codes=(FeatureCode(feature, ""),))
    on = {"*7712": bool(config.code(Feature.RECORD_PROMPT))}
    on["*9912"] = bool(config.code(Feature.HEAR_PROMPT))
    for code, there in on.items():
        story = dials("301", code, *KEEPS, config=config)
        assert (story.outcome.ending is Ending.SERVED) is there


@pytest.mark.parametrize("code", [0, 1000, -1])
def test_a_code_is_of_few_digits(code: int) -> None:
    with pytest.raises(Invalid, match="code"):
        Prompt(Key("x"), DisplayName("x"), code=code)


def test_two_announcements_have_no_code_together() -> None:
    with pytest.raises(Invalid) as told:
        after(Put(HELLO), Put(replace(OTHER, code=12)))
    assert told.value.field == "prompts"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.RU, ("Записывается фраза «Greeting»", "Запись оставлена")),
        (Language.EN, ("The announcement Greeting is recorded", "The recording is kept")),
    ],
)
def test_it_is_told_in_words(language: Language, words: tuple[str, ...]) -> None:
    told = " ".join(map(str, story_lines(dials("301", "*7712", *KEEPS), language)))
    assert all(each in told for each in words)
    assert TAKES not in told
