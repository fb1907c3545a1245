"""What answers calls from outside, gone through step by step without an Asterisk."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.core.call_handling import HuntGroup, HuntStrategy, Queue
from appliance.core.commands import AdoptCard, Command, Put, SetOperator
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.numbers import AreaCode, Did
from appliance.core.people import Person
from appliance.core.roles import Rights, Role
from appliance.core.scenario import (
    Does,
    FromTelephone,
    FromTrunk,
    LiveValue,
    Moment,
    Scenario,
    TelephoneIs,
)
from appliance.core.schedules import WeekRange
from appliance.core.targets import (
    Hours,
    Target,
    ToHuntGroup,
    ToMailbox,
    ToMenu,
    ToNobody,
    ToPrompt,
    ToQueue,
)
from appliance.core.test_calls import Ending, Outcome, Rang
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    CityLine,
    DidRoute,
    LineRoute,
    Password,
    Recording,
    Registration,
    SipTrunk,
    TrunkGroup,
)
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import mailbox, menu, numbers, prompt, schedule, to, weekdays

WORKDAY, NIGHT = Moment("2026-03-03T12:00:00+03:00"), Moment("2026-03-03T23:00:00+03:00")
HOURS = Hours(Key("office"), ToPrompt(Key("closed")))
NOBODY_HOME = tuple(TelephoneIs(number(n), Does.NO_ANSWER) for n in ("301", "302", "303", "304"))

TARGETS: dict[str, tuple[Target, Ending, str]] = {
    "100": (to("302"), Ending.ANSWERED, "302"),
    "101": (ToHuntGroup(Key("all")), Ending.ANSWERED, "301"),
    "102": (ToQueue(Key("line")), Ending.ANSWERED, "303"),
    "103": (ToMenu(Key("main")), Ending.ANSWERED, "304"),
    "104": (ToMailbox(number("301")), Ending.VOICEMAIL, "301"),
    "105": (ToPrompt(Key("closed")), Ending.SERVED, ""),
    "106": (ToNobody(), Ending.REFUSED, ""),
}
"""A DID for each kind of target; the menu's caller presses nothing."""


@cache
def office() -> Config:
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        *(sip(digits, f"Person {digits}") for digits in ("301", "302", "303", "304")),
        sip("399", "x"),
        SetOperator(number("301")),
        schedule("office", "Офис", weekdays(9, 18), WeekRange((6,), 600, 900), code=3),
        mailbox("301", "Секретарь"),
        prompt("hello", "Здравствуйте"),
        prompt("closed", "Закрыто"),
        Put(HuntGroup(Key("all"), DisplayName("Все"), number("600"), numbers(301, 302))),
        Put(
            HuntGroup(
                Key("turn"),
                DisplayName("По очереди"),
                number("601"),
                numbers(301, 303),
                HuntStrategy.IN_TURN,
                ring_seconds=10,
                otherwise=ToMailbox(number("301")),
            )
        ),
        Put(
            Queue(
                Key("line"),
                DisplayName("Очередь"),
                number("610"),
                (number("303"),),
                longest_wait=60,
                otherwise=to("304"),
            )
        ),
        *_menus(),
        *(Put(DidRoute(Did(f"4957000{did}"), target)) for did, (target, _, _) in TARGETS.items()),
        Put(DidRoute(Did("4957000200"), to("302"), HOURS)),
        Put(DidRoute(Did("4957000201"), ToHuntGroup(Key("turn")))),
    )
    return replace(config, area=AreaCode("495"))


def _menus() -> tuple[Command, ...]:
    """Each leads to the other, so the inner one is put in again when both are there."""
    main, inner = Key("main"), Key("inner")
    choices: dict[str, Target] = {"1": to("302")}
    outer: dict[str, Target] = {"1": to("301"), "2": ToMenu(inner), "3": ToHuntGroup(Key("turn"))}
    return (
        menu("inner", "Внутри", "hello", choices, digits="621"),
        menu("main", "Главное", "hello", outer, digits="620", otherwise=to("304")),
        menu("inner", "Внутри", "hello", {**choices, "*": ToMenu(main)}, digits="621"),
    )


@cache
def exchange(config: Config) -> Exchange:
    return Exchange(config)


def called(
    config: Config,
    did: str,
    *presses: str,
    caller: str = "",
    moment: Moment = WORKDAY,
    telephones: tuple[TelephoneIs, ...] = (),
    live: tuple[LiveValue, ...] = (),
) -> Story:
    """A call over the E1, which is group 1; telephones answer unless they are said to do else."""
    origin = FromTrunk(1, did, caller)
    return simulate(exchange(config), Scenario(moment, origin, presses, telephones, (), live))


def dialled(config: Config, digits: str, *presses: str) -> Outcome:
    scenario = Scenario(WORKDAY, FromTelephone(number("399"), digits), presses)
    return simulate(exchange(config), scenario).outcome


@pytest.mark.parametrize("did", TARGETS)
def test_every_kind_of_target_is_reached(did: str) -> None:
    _, ending, by = TARGETS[did]
    outcome = called(office(), f"4957000{did}").outcome
    assert (outcome.ending, outcome.by) == (ending, by)


@pytest.mark.parametrize(
    ("digits", "by"),
    [("600", "301"), ("610", "303"), ("620", "304"), ("601", "301")],
)
def test_what_has_a_number_is_reached_from_inside(digits: str, by: str) -> None:
    assert dialled(office(), digits).by == by


def test_few_steps_lie_between_a_call_and_the_ringing() -> None:
    def steps(config: Config, did: str) -> int:
        return len(called(config, did, caller="89031234567").steps)

    assert steps(office(), "4957000100") <= 10
    assert steps(office(), "4957000200") <= 19  # by the hour


def test_last_digits_and_the_operator() -> None:
    assert called(office(), "4959999303").outcome.by == "303"
    assert called(office(), "4959999888").outcome.by == "301"
    assert called(office(), "+74957000100").outcome.by == "301"  # no DID of ours is written so
    nobody = after(AdoptCard(TE122), SetOperator(None))
    assert called(nobody, "4959999888").outcome.cause == 1


@pytest.mark.parametrize(
    ("moment", "switch", "by"),
    [
        (WORKDAY, "", "302"),
        (NIGHT, "", ""),
        (WORKDAY, "NIGHT", ""),
        (NIGHT, "DAY", "302"),
    ],
)
def test_closed_hours_send_a_call_elsewhere(moment: Moment, switch: str, by: str) -> None:
    live = (LiveValue(Family.DAY_NIGHT, "3", switch),)
    assert called(office(), "4957000200", moment=moment, live=live).outcome.by == by


def test_the_operator_has_hours_too() -> None:
    config = office()
    config = replace(config, inbound=replace(config.inbound, hours=HOURS))
    assert called(config, "4959999888").outcome.by == "301"
    assert called(config, "4959999888", moment=NIGHT).outcome.ending is Ending.SERVED


@pytest.mark.parametrize(
    ("presses", "by"),
    [
        (("1",), "301"),
        (("2", "1"), "302"),
        (("2", "*", "1"), "301"),  # back to where one came from
        (("303",), "303"),  # an extension, dialled directly
        (("9", "1"), "301"),  # a wrong key, once
        (("9", "9", "9"), "304"),
        (("", "", "1"), "301"),
        (("", "", ""), "304"),
        (("600",), "304"),  # only extensions can be dialled directly: three wrong keys
        (("*60",), "304"),
        (("84959",), "304"),
        (("112",), "301"),  # no emergency number here, but the choice 1
    ],
)
def test_a_menu(presses: tuple[str, ...], by: str) -> None:
    outcome = called(office(), "4957000103", *presses).outcome
    assert outcome.by == by
    assert outcome.sent == ()


def test_a_menu_without_direct_dialling_takes_its_choices_alone() -> None:
    config = office()
    menus = tuple(replace(each, direct_dial=False) for each in config.menus)
    shut = replace(config, menus=menus)
    assert called(shut, "4957000103", "302").outcome.by == "301"  # the choice 3, a group
    assert called(shut, "4957000103", "1").outcome.by == "301"


def test_a_group_rings_all_that_want_calls() -> None:
    outcome = called(office(), "4957000101", telephones=NOBODY_HOME).outcome
    assert set(outcome.rang) == {Rang("301", 25), Rang("302", 25)}
    resting = (LiveValue(Family.DO_NOT_DISTURB, "301", "YES"),)
    outcome = called(office(), "4957000101", live=resting).outcome
    assert (outcome.by, {each.who for each in outcome.rang}) == ("302", {"302"})
    both = (*resting, LiveValue(Family.DO_NOT_DISTURB, "302", "YES"))
    assert called(office(), "4957000101", live=both).outcome.rang == ()


def test_a_group_in_turn_passes_on_and_does_not_follow_forwarding() -> None:
    forwarded = (
        LiveValue(Family.FORWARD_ALL, "301", "399"),
        LiveValue(Family.DO_NOT_DISTURB, "302", "YES"),
    )
    outcome = called(office(), "4957000201", telephones=NOBODY_HOME, live=forwarded).outcome
    assert outcome.rang == (Rang("301", 10), Rang("303", 10))
    assert (outcome.ending, outcome.by) == (Ending.VOICEMAIL, "301")


def test_a_queue_that_nobody_answers_gives_the_call_on() -> None:
    home = tuple(each for each in NOBODY_HOME if each.number != number("304"))
    outcome = called(office(), "4957000102", telephones=home).outcome
    assert outcome.by == "304"
    assert "303" in {each.who for each in outcome.rang}
    resting = (LiveValue(Family.DO_NOT_DISTURB, "303", "YES"),)
    assert "303" not in {
        each.who for each in called(office(), "4957000102", live=resting).outcome.rang
    }


def test_a_city_line_has_its_route_and_rings_on_for_nobody() -> None:
    config = office()
    group = next(each for each in config.trunk_groups if not each.digital)
    line = group.lines[0]
    assert isinstance(line, CityLine)

    def ends(target: Target, *telephones: TelephoneIs) -> Story:
        scenario = Scenario(WORKDAY, FromTrunk(group.number), telephones=telephones)
        routed = replace(config.inbound, lines=(LineRoute(line.socket, target),))
        return simulate(exchange(replace(config, inbound=routed)), scenario)

    assert ends(to("303")).outcome.by == "303"
    assert ends(ToMenu(Key("main"))).outcome.by == "304"
    refused = ends(ToNobody())
    assert "rings on" in {each.what for each in refused.happenings}
    assert max(each.second for each in refused.happenings) >= 300
    for does in (Does.NO_ANSWER, Does.BUSY, Does.OFF_LINE):
        silent = ends(to("303"), TelephoneIs(number("303"), does))
        assert "rings on" in {each.what for each in silent.happenings}, does
    answered = called(config, "4957000106")
    assert "rings on" not in {each.what for each in answered.happenings}


def test_an_operator_that_rings_our_account_says_the_number_in_a_header() -> None:
    trunk = SipTrunk(
        Token("operator"), "sip.example.com", registration=Registration("user", Password("secret"))
    )
    config = office()
    group = TrunkGroup(9, DisplayName("SIP"), (trunk,))
    config = replace(config, trunk_groups=(*config.trunk_groups, group))
    scenario = Scenario(WORKDAY, FromTrunk(9, "4957000100"))
    assert simulate(exchange(config), scenario).outcome.by == "302"
    unknown = replace(scenario, origin=FromTrunk(9, ""))
    assert simulate(exchange(config), unknown).outcome.by == "301"


@pytest.mark.parametrize("rule", Recording)
def test_calls_to_groups_and_queues_are_recorded_by_the_offices_rule(rule: Recording) -> None:
    config = office()
    config = replace(config, recording=rule)
    for did, inside in (("101", "600"), ("102", "610")):
        assert called(config, f"4957000{did}").outcome.recorded is (rule is not Recording.NONE)
        assert dialled(config, inside).recorded is (rule is Recording.ALL)


def test_a_group_of_members_without_telephones_goes_on_at_once() -> None:
    config = office()
    bare = tuple(replace(each, devices=()) for each in config.extensions)
    config = replace(config, extensions=bare)
    assert called(config, "4957000201").outcome.ending is Ending.VOICEMAIL
    assert called(config, "4957000101").outcome.ending is Ending.REFUSED


def test_who_answers_for_a_group_is_recorded_by_his_own_rule() -> None:
    config = replace(
        office(), roles=(_role("loud", Recording.ALL), _role("out", Recording.OUTSIDE))
    )
    people = (_person("302", "loud"), _person("303", "out"))
    config = replace(config, people=people, recording=Recording.NONE)
    rests = (LiveValue(Family.DO_NOT_DISTURB, "301", "YES"),)
    assert called(config, "4957000101", live=rests).outcome.recorded  # 302, in a group
    assert not called(config, "4957000101").outcome.recorded  # 301, who has no rule
    assert called(config, "4957000102").outcome.recorded  # 303, in a queue
    assert not dialled(config, "610").recorded


def _role(key: str, recording: Recording) -> Role:
    return Role(Key(key), DisplayName(key), Rights(recording=recording))


def _person(digits: str, role: str) -> Person:
    return Person(Key(f"p{digits}"), DisplayName(digits), number=number(digits), role=Key(role))
