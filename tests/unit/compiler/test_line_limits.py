"""Limits of a group of lines: calls at once, their length, minutes and dear calls of a day."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.live_state import CALLS_MET, DEAR_MET, MINUTES_MET, Family
from appliance.core.numbers import AreaCode
from appliance.core.people import Language
from appliance.core.roles import EVERY_DIRECTION, Rights
from appliance.core.scenario import FromTelephone, LinesAre, LiveValue, Moment, Scenario
from appliance.core.test_calls import Ending, Sent
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, SipTrunk, TrunkGroup
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import person, role

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
TODAY, YESTERDAY = "20260303", "20260302"
CITY, ABROAD, PREMIUM = "7000100", "8104930123456", "88091234567"
LIMITS: dict[str, Any] = {
    "calls_at_once": 3,
    "longest_minutes": 10,
    "minutes_a_day": 60,
    "dear_calls_a_day": 2,
}


@cache
def office(**limits: int) -> Config:
    """E1 is group 1 and has the limits, SIP group 3 takes what is left; city lines are group 2."""
    everything = Rights(directions=EVERY_DIRECTION)
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        sip("301", "x"),
        sip("302", "x"),
        role("staff", "Staff", everything),
        role("short", "Short", replace(everything, longest_minutes=5)),
        person("301", "Any"),
        person("302", "Short", role="short"),
        Put(TrunkGroup(3, DisplayName("SIP"), (SipTrunk(Token("line"), "192.0.2.1"),))),
    )
    first = replace(config.trunk_groups[0], **(limits or LIMITS))
    groups = (first, *config.trunk_groups[1:])
    return replace(
        config, area=AreaCode("495"), trunk_groups=groups, outbound=Outbound((first.number, 3))
    )


def dials(
    digits: str, *live: tuple[Family, str], in_use: int = 0, who: str = "301", **limits: int
) -> Story:
    """With `in_use` calls out up over group 1."""
    kept = tuple(LiveValue(family, "1", value) for family, value in live)
    scenario = Scenario(
        WORKDAY, FromTelephone(number(who), digits), lines=(LinesAre(1, in_use),), live=kept
    )
    return simulate(Exchange(office(**limits)), scenario)


def over(story: Story) -> list[int]:
    return [sent.group for sent in story.outcome.sent]


def told(story: Story) -> list[str]:
    """Which limit the owner is told of."""
    begin = f"DB({Family.LINES_MET}/1)={TODAY}"
    said = [step.arguments for step in story.steps if step.application == "Set"]
    return [each.removeprefix(begin) for each in said if each.startswith(begin)]


SPENT, DEAR = Family.LINES_SPENT, Family.LINES_DEAR


@pytest.mark.parametrize(
    ("digits", "live", "in_use", "met"),
    [
        (CITY, (), 2, ""),
        (CITY, (), 3, CALLS_MET),
        (CITY, ((SPENT, f"{TODAY}3599"),), 0, ""),
        (CITY, ((SPENT, f"{TODAY}3600"),), 0, MINUTES_MET),
        (CITY, ((SPENT, f"{TODAY}2400"),), 1, ""),
        (CITY, ((SPENT, f"{TODAY}2400"),), 2, MINUTES_MET),  # those two hold ten minutes each
        (CITY, ((SPENT, f"{YESTERDAY}3600"),), 0, ""),
        (ABROAD, ((DEAR, f"{TODAY}1"),), 0, ""),
        (ABROAD, ((DEAR, f"{TODAY}2"),), 0, DEAR_MET),
        (PREMIUM, ((DEAR, f"{TODAY}2"),), 0, DEAR_MET),
        (ABROAD, ((DEAR, f"{YESTERDAY}2"),), 0, ""),
        (CITY, ((DEAR, f"{TODAY}2"),), 0, ""),
    ],
)
def test_lines_at_a_limit_leave_the_call_to_the_next_and_the_owner_is_told(
    digits: str, live: tuple[tuple[Family, str], ...], in_use: int, met: str
) -> None:
    story = dials(digits, *live, in_use=in_use)
    assert over(story) == [3 if met else 1]
    assert told(story) == ([met] if met else [])


def test_the_lines_chosen_by_hand_and_no_others() -> None:
    story = dials(f"#1{CITY}", in_use=3)
    assert (story.outcome.ending, over(story)) == (Ending.REFUSED, [])
    assert told(story) == [CALLS_MET]
    lines = story_lines(story, Language.RU)
    assert any("уже столько звонков наружу, сколько можно сразу (3)." in each for each in lines)


def test_internal_and_emergency_calls_never_ask() -> None:
    live = ((SPENT, f"{TODAY}9999"), (DEAR, f"{TODAY}9"))
    assert dials("302", *live, in_use=5).outcome.by == "302"
    story = dials("112", *live, in_use=5)
    assert Sent(1, "112") in story.outcome.sent or Sent(2, "112") in story.outcome.sent
    emergency = next(each for each in contexts(office()) if each.name == "emergency")
    assert "limit" not in str(emergency)


def _dial(story: Story) -> str:
    return next(step.arguments for step in story.steps if step.application == "Dial")


def test_a_call_lasts_as_its_caller_and_its_lines_allow() -> None:
    assert ",iL(600000:60000)b(" in _dial(dials(CITY))
    assert ",iL(300000:60000)b(" in _dial(dials(CITY, who="302"))
    assert ",iL(100000:50000)b(" in _dial(dials(CITY, (SPENT, f"{TODAY}3500"), who="302"))
    assert ",iL(60000:30000)b(" in _dial(dials(CITY, who="302", longest_minutes=1))
    assert ",iL(300000:60000)b(" in _dial(dials(CITY, who="302", calls_at_once=9))
    assert ",ib(" in _dial(dials(CITY, calls_at_once=9))


def test_camp_on_waits_for_lines_at_a_limit() -> None:
    asked = "Gosub(sub-line-limits,1,1)"
    found = next(each for each in contexts(office()) if each.name == "camp-on-line")
    first, *others = ([str(step) for step in each.steps] for each in found.extens)
    assert first.index(asked) < first.index("ChanIsAvail(DAHDI/G1)")
    assert not any(asked in each for each in others)


def test_without_a_limit_nothing_is_counted() -> None:
    config = office()
    groups = tuple(
        replace(g, calls_at_once=0, longest_minutes=0, minutes_a_day=0, dear_calls_a_day=0)
        for g in config.trunk_groups
    )
    said = str(contexts(replace(config, trunk_groups=groups)))
    assert not any(
        word in said for word in ("sub-line-limits", "DEAR", "LASTS", "TRUNKSPENT", "TRUNKMET")
    )


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"calls_at_once": 501}, "calls at once"),
        ({"longest_minutes": 1441}, "longest call"),
        ({"minutes_a_day": 100_001, "longest_minutes": 1}, "minutes a day"),
        ({"dear_calls_a_day": -1}, "dear calls a day"),
        ({"minutes_a_day": 60}, "longest call"),
    ],
)
def test_what_cannot_be_a_limit_is_refused(limits: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        TrunkGroup(1, DisplayName("x"), **limits)
    assert refused.value.field == field
