"""Groups that ring who has been without a call the longest, and those that ring more each time."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.compile import compile_config
from appliance.core.call_handling import HuntGroup, HuntStrategy
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.scenario import (
    Does,
    FromTelephone,
    LiveValue,
    Moment,
    Scenario,
    TelephoneIs,
)
from appliance.core.targets import ToMailbox
from appliance.core.test_calls import Ending, Outcome, Rang
from appliance.core.text import DisplayName
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.machines.offices import TDM800P, after, number, sip
from tests.machines.parts import mailbox

NOON = Moment("2026-03-03T12:00:00+03:00")
MEMBERS = ("301", "302", "303", "304")
IDLE, MEMORY = HuntStrategy.LONGEST_IDLE, HuntStrategy.MEMORY
MANY = tuple(str(each) for each in range(401, 461))


@cache
def exchange(strategy: HuntStrategy, members: tuple[str, ...] = MEMBERS) -> Exchange:
    return Exchange(_office(strategy, members))


def _office(strategy: HuntStrategy, members: tuple[str, ...]) -> Config:
    group = HuntGroup(
        Key("all"), DisplayName("All"), number("600"), tuple(map(number, members)), strategy, 10,
        ToMailbox(number("390")),
    )  # fmt: skip
    telephones = (sip(digits, digits) for digits in (*members, "390"))
    return after(AdoptCard(TDM800P), *telephones, mailbox("390", "Box"), Put(group))


def rings(
    strategy: HuntStrategy,
    live: dict[tuple[Family, str], str] | None = None,
    does: dict[str, Does] | None = None,
    members: tuple[str, ...] = MEMBERS,
) -> Outcome:
    """What comes of a call of 390's; who is not in `does` lets his telephone ring."""
    given = tuple(LiveValue(*entry, value) for entry, value in (live or {}).items())
    acts = dict.fromkeys(members, Does.NO_ANSWER) | (does or {})
    telephones = tuple(TelephoneIs(number(digits), each) for digits, each in acts.items())
    origin = FromTelephone(number("390"), "600")
    asked = exchange(strategy, members)
    return simulate(asked, Scenario(NOON, origin, (), telephones, (), given)).outcome


def order(outcome: Outcome) -> list[str]:
    return [each.who for each in outcome.rang]


def since(**seconds: int) -> dict[tuple[Family, str], str]:
    return {(Family.IDLE_SINCE, digits[1:]): str(each) for digits, each in seconds.items()}


def test_who_has_been_without_a_call_the_longest_is_rung_first() -> None:
    calls = since(n301=1_790_000_300, n302=1_790_000_100, n303=1_790_000_200, n304=1_790_000_400)
    outcome = rings(IDLE, calls)
    assert outcome.rang == tuple(Rang(digits, 10) for digits in ("302", "303", "301", "304"))
    assert (outcome.ending, outcome.by) == (Ending.VOICEMAIL, "390")
    assert rings(IDLE, calls, {"303": Does.ANSWERS}).by == "303"


def test_who_never_had_a_call_comes_before_and_the_list_decides_between_equals() -> None:
    assert order(rings(IDLE)) == list(MEMBERS)
    assert order(rings(IDLE, since(n301=5, n303=5))) == ["302", "304", "301", "303"]


@pytest.mark.parametrize("does", [Does.BUSY, Does.OFF_LINE])
def test_who_talks_or_is_off_is_not_rung_as_idle(does: Does) -> None:
    assert order(rings(IDLE, does={"301": does})) == ["302", "303", "304"]


@pytest.mark.parametrize("strategy", [IDLE, MEMORY])
def test_who_rests_is_left_out_and_who_is_forwarded_rings_at_his_own(
    strategy: HuntStrategy,
) -> None:
    live = {(Family.DO_NOT_DISTURB, "302"): "YES", (Family.FORWARD_ALL, "303"): "390"}
    assert dict.fromkeys(order(rings(strategy, live))) == dict.fromkeys(["301", "303", "304"])
    everybody = {(Family.DO_NOT_DISTURB, digits): "YES" for digits in MEMBERS}
    outcome = rings(strategy, everybody)
    assert (outcome.rang, outcome.ending) == ((), Ending.VOICEMAIL)


def test_the_first_rings_then_the_first_two_then_the_first_three() -> None:
    assert order(rings(MEMORY)) == [
        *("301",), *("301", "302"), *("301", "302", "303"), *MEMBERS,
    ]  # fmt: skip


def test_who_wants_no_calls_adds_no_time() -> None:
    live = {(Family.DO_NOT_DISTURB, digits): "YES" for digits in ("301", "303")}
    assert rings(MEMORY, live).rang == tuple(Rang(digits, 10) for digits in ("302", "302", "304"))


@pytest.mark.parametrize("strategy", [IDLE, MEMORY])
def test_sixty_members_are_gone_through_to_the_end(strategy: HuntStrategy) -> None:
    outcome = rings(strategy, members=MANY)
    assert list(dict.fromkeys(order(outcome))) == list(MANY)
    assert outcome.ending is Ending.VOICEMAIL


@pytest.mark.parametrize("strategy", [IDLE, MEMORY])
def test_a_group_of_members_without_telephones_goes_on_at_once(strategy: HuntStrategy) -> None:
    config = _office(strategy, MEMBERS)
    bare = tuple(
        each if each.number.digits == "390" else replace(each, devices=())
        for each in config.extensions
    )
    origin = FromTelephone(number("390"), "600")
    story = simulate(Exchange(replace(config, extensions=bare)), Scenario(NOON, origin))
    assert (story.outcome.rang, story.outcome.ending) == ((), Ending.VOICEMAIL)


def test_only_a_group_that_asks_for_it_has_calls_counted() -> None:
    dialplan = compile_config(_office(IDLE, MEMBERS))["asterisk/extensions.conf"]
    assert dialplan.count("DIALPLAN_EXISTS(sub-idle,${ME},1)") >= 4  # called, within, outside, leg
    assert "exten => 304,1,Goto(s,1)" in dialplan
    assert "exten => 390,1,Goto(s,1)" not in dialplan
    for strategy in set(HuntStrategy) - {IDLE}:
        files = compile_config(_office(strategy, MEMBERS))
        assert "sub-idle" not in files["asterisk/extensions.conf"]
