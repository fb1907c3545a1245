"""A telephone of ours calls as from outside, and meets what callers meet."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.compile import compile_config
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_state import NIGHT, Family
from appliance.core.numbers import Did
from appliance.core.people import Language
from appliance.core.roles import Function, FunctionDiffers
from appliance.core.scenario import FromTelephone, FromTrunk, LiveValue, Moment, Scenario
from appliance.core.targets import Hours, Target, ToMenu, ToPrompt
from appliance.core.test_calls import Ending
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Admits, CityLine, DidRoute, LineRoute, SipTrunk, TrunkGroup
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import TDM800P, after, number, sip
from tests.machines.parts import menu, person, prompt, schedule, to, weekdays

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
NIGHTLY = Moment("2026-03-03T23:00:00+03:00")
MAIN, DIRECT = "74951234500", "74951234502"
CITY = 2  # the group of city lines that the card brings is the second


@cache
def office(*more: DidRoute, tail: int = 0) -> Config:
    """By day the main number leads to a menu, then to words; 302 has a number of his own.

    Of other numbers the last `tail` digits name an extension.
    """
    line = SipTrunk(Token("line"), "192.0.2.1")
    closed = Hours(Key("work"), ToPrompt(Key("closed")))
    made = after(
        sip("301", "Telephone 301"),
        sip("302", "Telephone 302"),
        person("301", "Анна", FunctionDiffers(Function.RECORD, allowed=True)),
        schedule("work", "Work", weekdays(9, 18), code=1),
        prompt("hello", "Hello"),
        prompt("closed", "Closed"),
        menu("main", "Main", "hello", {"1": to("302")}, otherwise=to("302")),
        Put(TrunkGroup(1, DisplayName("x"), (line,))),
        Put(DidRoute(Did(MAIN), ToMenu(Key("main")), closed)),
        *map(Put, more),
    )
    return replace(made, inbound=replace(made.inbound, did_tail=tail))


def two_numbers() -> Config:
    return office(DidRoute(Did(DIRECT), to("302")))


def city(*routed: Target) -> Config:
    """Two city lines, the first of which has a route of its own for each of `routed`."""
    config = after(AdoptCard(TDM800P), sip("301", "Telephone 301"))
    lines = [each for group in config.trunk_groups for each in group.lines]
    routes = tuple(
        LineRoute(line.socket, target)
        for line, target in zip(lines, routed, strict=False)
        if isinstance(line, CityLine)
    )
    return replace(config, inbound=replace(config.inbound, lines=routes))


def dials(
    config: Config, *presses: str, at: Moment = WORKDAY, live: tuple[LiveValue, ...] = ()
) -> Story:
    origin = FromTelephone(number("301"), config.code(Feature.SIMULATED_CALL))
    return simulate(Exchange(config), Scenario(at, origin, presses=presses, live=live))


def comes(config: Config, called: str, *presses: str, at: Moment = WORKDAY) -> Story:
    """The same from outside, by a caller who happens to show that telephone's number."""
    origin = FromTrunk(config.trunk_groups[0].number, called, "301")
    return simulate(Exchange(config), Scenario(at, origin, presses=presses))


def meets(story: Story, beside: Story) -> bool:
    """Whether all that `beside` goes through comes in `story`, which begins otherwise.

    But for the line that a call from outside takes.
    """
    ours, theirs = (
        [(s.application, s.arguments) for s in told.steps if "GROUP(" not in s.arguments]
        for told in (story, beside)
    )
    return len(theirs) > 1 and ours[-len(theirs) :] == theirs


@pytest.mark.parametrize("at", [WORKDAY, NIGHTLY])
@pytest.mark.parametrize("key", ["1", "", "7"])
def test_it_meets_what_a_call_to_the_only_number_meets(at: Moment, key: str) -> None:
    story = dials(office(), key, at=at)
    outside = comes(office(), MAIN, key, at=at)
    assert meets(story, outside)
    assert (story.outcome.ending, story.outcome.by) == (outside.outcome.ending, outside.outcome.by)


def test_it_follows_the_switch_by_hand() -> None:
    shut = (LiveValue(Family.DAY_NIGHT, "1", NIGHT),)
    assert dials(office(), "1").outcome.by == "302"
    story = dials(office(), "1", live=shut)
    assert story.outcome.ending is Ending.SERVED
    assert story.steps[-2].arguments.endswith("/closed")


@pytest.mark.parametrize(("typed", "by"), [(MAIN, "302"), (DIRECT, "302")])
def test_of_several_numbers_it_is_asked_which(typed: str, by: str) -> None:
    story = dials(two_numbers(), f"{typed}#", "1")
    assert story.outcome.by == by
    plays = [each.application for each in story.steps if each.application == "BackGround"]
    assert bool(plays) is (typed == MAIN)
    assert meets(story, comes(two_numbers(), typed, "1"))


def test_no_number_is_a_call_to_the_operator_and_a_strange_one_too() -> None:
    config = two_numbers()
    config = replace(config, inbound=replace(config.inbound, operator=number("302")))
    assert meets(dials(config, "#"), comes(config, ""))
    assert meets(dials(config, "74950000000#"), comes(config, "74950000000"))
    story = dials(config, "*7#")
    assert story.steps[-2].arguments == "pbx-invalid"


def test_whoever_is_called_by_last_digits_can_be_tried() -> None:
    """As in an office whose lines bring a called number and of which nothing else was said."""
    config = office(tail=3)
    config = replace(config, inbound=replace(config.inbound, dids=()))
    assert dials(config, "74951234302#").outcome.by == "302"
    assert meets(dials(config, "74951234302#"), comes(config, "74951234302"))
    config = replace(config, inbound=replace(config.inbound, operator=number("301")))
    assert dials(config, "74951234302#").outcome.by == "302"


def test_the_operator_of_all_other_numbers_can_be_tried() -> None:
    config = office()
    config = replace(config, inbound=replace(config.inbound, operator=number("302")))
    assert meets(dials(config, "74950000000#"), comes(config, "74950000000"))
    assert meets(dials(config, f"{MAIN}#", "1"), comes(config, MAIN, "1"))


def test_city_lines_are_one_way_in_until_one_has_its_own() -> None:
    one = dials(city())
    assert one.outcome.by == "201"
    assert "Read" not in [each.application for each in one.steps]
    assert meets(one, comes(city(), ""))


def test_a_city_line_with_its_own_route_is_named_by_its_channel() -> None:
    config = city(to("202"))
    channel = config.sockets()[config.inbound.lines[0].line][0]
    assert dials(config, f"*{channel}#").outcome.by == "202"
    assert dials(config, "#").outcome.by == "201"


def test_a_refused_call_rings_on_as_on_the_line() -> None:
    config = city()
    config = replace(config, inbound=replace(config.inbound, admits=Admits.LISTED))
    assert "rings on" in {each.what for each in dials(config).happenings}


def test_whoever_calls_is_nobody_of_ours() -> None:
    """Else he could hand the call over by keys, and record it by his right."""
    (rings,) = [each for each in dials(office(), "1").steps if each.application == "Dial"]
    (usual,) = [each for each in comes(office(), MAIN, "1").steps if each.application == "Dial"]
    assert rings.arguments == usual.arguments
    story = dials(office(), "1")
    assert ("Set", "DYNAMIC_FEATURES=") in [(s.application, s.arguments) for s in story.steps]


def test_where_no_call_comes_in_there_is_no_code() -> None:
    begins = "exten => 7777,1,"
    assert begins not in compile_config(after(sip("301", "x")))["asterisk/extensions.conf"]
    assert begins in compile_config(city())["asterisk/extensions.conf"]


def test_the_code_gives_way_to_a_number_of_the_office() -> None:
    assert after(sip("7777", "x")).code(Feature.SIMULATED_CALL) == ""
    changed = after(sip("301", "x"), Put(FeatureCode(Feature.SIMULATED_CALL, "*44")))
    assert changed.code(Feature.SIMULATED_CALL) == "*44"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.RU, "Дальше — как звонок снаружи."),
        (Language.EN, "From here on it is as a call from outside."),
    ],
)
def test_it_is_told_in_words(language: Language, words: str) -> None:
    told = " ".join(map(str, story_lines(dials(two_numbers(), f"{MAIN}#", "1"), language)))
    assert words in told
