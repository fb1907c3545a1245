"""Camp-on: who met somebody busy, or no free line, says so; Asterisk alone sees to the rest."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.call_files import SPOOL
from appliance.core.commands import AdoptCard
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.live_rules import check
from appliance.core.live_state import Family
from appliance.core.numbers import AreaCode
from appliance.core.people import Language
from appliance.core.scenario import (
    Does,
    FromTelephone,
    LinesAre,
    LiveValue,
    Moment,
    Scenario,
    TelephoneIs,
)
from appliance.core.test_calls import Ending
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import TDM800P, TE122, after, number, sip

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
MOBILE = "89161234567"
BUSY = TelephoneIs(number("201"), Does.BUSY)
NO_LINES = (LinesAre(1, does=Does.OFF_LINE), LinesAre(2, does=Does.OFF_LINE))


@cache
def office() -> Config:
    telephones = (sip("301", "x"), sip("302", "y"))
    config = after(AdoptCard(TE122), AdoptCard(TDM800P), *telephones)
    return replace(config, area=AreaCode("495"))


def dials(
    code: str,
    *live: LiveValue,
    who: str = "301",
    telephones: tuple[TelephoneIs, ...] = (BUSY,),
    lines: tuple[LinesAre, ...] = (),
) -> Story:
    origin = FromTelephone(number(who), code)
    scenario = Scenario(WORKDAY, origin, telephones=telephones, lines=lines, live=live)
    return simulate(Exchange(office()), scenario)


def last(dialled: str) -> LiveValue:
    return LiveValue(Family.LAST_DIALLED, "301", dialled)


def no_line_to(dialled: str, ways: str = "mobile") -> LiveValue:
    return LiveValue(Family.NO_LINE, "301", f"{dialled}+{ways}+-+NO")


def keeps(story: Story) -> list[str]:
    """What is waited for from now on."""
    begin = f"DB({Family.CAMP_ON}/301)="
    said = (step.arguments for step in story.steps if step.application == "Set")
    return [each.removeprefix(begin).partition("+")[0] for each in said if each.startswith(begin)]


def files(story: Story) -> list[str]:
    said = (step.arguments for step in story.steps if step.application == "Set")
    return [each for each in said if each.startswith(f"FILE({SPOOL}/camp-on-301-")]


@pytest.mark.parametrize("whom", ["201", "302"])
def test_who_was_busy_is_waited_for(whom: str) -> None:
    """An analogue telephone, and one of the office network."""
    story = dials("*37", last(whom), telephones=(TelephoneIs(number(whom), Does.BUSY),))
    assert (story.outcome.ending, story.outcome.rang) == (Ending.SERVED, ())
    assert keeps(story) == [whom]
    (file,) = files(story)
    assert "Channel: Local/301@camp-on-look/n" in file
    assert "Setvar: __WAYS=person" in file
    told = "\n".join(story_lines(story, Language.RU))
    assert f"Номер {whom} занят: телефон позвонит, когда он освободится." in told


@pytest.mark.parametrize(("who", "bell"), [("301", "PJSIP/301"), ("201", "DAHDI/32")])
def test_the_telephone_that_waits_is_the_one_that_rings(who: str, bell: str) -> None:
    live = LiveValue(Family.LAST_DIALLED, who, "302")
    story = dials("*37", live, who=who, telephones=(TelephoneIs(number("302"), Does.BUSY),))
    (file,) = [each.arguments for each in story.steps if each.arguments.startswith("FILE(")]
    assert f"Setvar: __BELL={bell}" in file.splitlines()


def test_who_is_free_by_now_is_called() -> None:
    story = dials("*37", last("201"), telephones=())
    assert story.outcome.by == "201"
    assert keeps(story) == []


def test_who_rests_is_waited_for_too() -> None:
    resting = LiveValue(Family.DO_NOT_DISTURB, "201", "YES")
    assert keeps(dials("*37", last("201"), resting, telephones=())) == ["201"]


def test_a_line_is_waited_for_where_there_was_none() -> None:
    story = dials("*37", last(MOBILE), no_line_to(MOBILE))
    assert keeps(story) == [MOBILE]
    assert "Setvar: __WAYS=mobile" in files(story)[0]


@pytest.mark.parametrize(
    "live",
    [
        (),
        (last("301"),),  # one's own number
        (last(MOBILE),),  # there was a line
        (last(MOBILE), no_line_to("89160000000")),  # of another call
        (last("299"),),
    ],
)
def test_there_may_be_nothing_to_wait_for(live: tuple[LiveValue, ...]) -> None:
    story = dials("*37", *live)
    assert (story.outcome.rang, keeps(story), files(story)) == ((), [], [])
    assert [s.arguments for s in story.steps if s.application == "Playback"] == ["pbx-invalid"]


@pytest.mark.parametrize(("dialled", "ways"), [(MOBILE, "mobile"), (f"#1{MOBILE}", "pick-1")])
def test_a_call_without_a_line_leaves_what_can_be_waited_for(dialled: str, ways: str) -> None:
    story = dials(dialled, lines=NO_LINES)
    entry = f"DB({Family.NO_LINE}/301)={dialled}+{ways}+-+NO"
    assert [s.arguments for s in story.steps if Family.NO_LINE in s.arguments] == [
        f"1?Set({entry})"
    ]


def test_what_is_waited_for_is_looked_at_by_the_directions_own_groups() -> None:
    text = compile_config(office())["asterisk/extensions.conf"]
    lines = text.partition("[camp-on-lines]")[2].partition("[camp-on-line]")[0]
    first = lines.partition("exten => mobile,1,")[2].splitlines()[0]
    groups = office().outbound.groups
    assert first == f"Gosub(camp-on-line,{groups[0]},1(${{ARG1}},${{ARG2}}))"


def test_it_can_be_switched_off() -> None:
    codes = (FeatureCode(Feature.CAMP_ON_ON, ""), FeatureCode(Feature.CAMP_ON_OFF, ""))
    text = compile_config(replace(office(), codes=codes))["asterisk/extensions.conf"]
    assert "camp-on" not in text
    assert Family.NO_LINE not in text


def test_from_afar_it_can_only_be_taken_back() -> None:
    check(office(), (Family.CAMP_ON, "301"), "")
    with pytest.raises(Invalid, match="at the telephone"):
        check(office(), (Family.CAMP_ON, "301"), "201+1764358000")
