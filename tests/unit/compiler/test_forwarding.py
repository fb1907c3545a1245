"""Where calls go that a telephone does not take, and codes that telephones set this by."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.core.commands import AdoptCard, Put, edit
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.live_state import Family
from appliance.core.numbers import AreaCode, Did
from appliance.core.roles import EVERY_DIRECTION, Function, FunctionDiffers, Rights
from appliance.core.scenario import (
    Does,
    FromTelephone,
    FromTrunk,
    LiveValue,
    Moment,
    Origin,
    Scenario,
    TelephoneIs,
)
from appliance.core.targets import ToExtension
from appliance.core.test_calls import Ending, Outcome
from appliance.core.trunks import DidRoute
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import mailbox, person, role, schedule, weekdays

WORKDAY, NIGHT = Moment("2026-03-03T12:00:00+03:00"), Moment("2026-03-03T23:00:00+03:00")
MOBILE, ABROAD = "89161234567", "8104930123456"
ALL, BUSY, UNANSWERED = Family.FORWARD_ALL, Family.FORWARD_BUSY, Family.FORWARD_NO_ANSWER


@cache
def office() -> Config:
    """301 may call anywhere, 302 nowhere outside and set nothing, 303 has a mailbox."""
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        *(sip(str(digits), f"Telephone {digits}") for digits in range(301, 306)),
        mailbox("303", "Секретарь"),
        schedule("office", "Офис", weekdays(9, 18), code=3),
        role("staff", "Сотрудник", Rights()),
        role("chief", "Начальник", Rights(EVERY_DIRECTION)),
        role("guest", "Гость", Rights((), functions=())),
        person("301", "Chief", role="chief"),
        person("302", "Guest", role="guest"),
        person("304", "Half", FunctionDiffers(Function.FORWARD, allowed=False), role="staff"),
    )
    return replace(config, area=AreaCode("495"))


def call(
    origin: Origin,
    *live: LiveValue,
    telephones: tuple[TelephoneIs, ...] = (),
    moment: Moment = WORKDAY,
    config: Config | None = None,
) -> Outcome:
    scenario = Scenario(moment, origin, telephones=telephones, live=live)
    return simulate(Exchange(config or office()), scenario).outcome


def dials(who: str, digits: str) -> FromTelephone:
    return FromTelephone(number(who), digits)


def is_(who: str, does: Does) -> tuple[TelephoneIs, ...]:
    return (TelephoneIs(number(who), does),)


@pytest.mark.parametrize(
    ("family", "does", "by"),
    [
        (ALL, Does.ANSWERS, "305"),
        (BUSY, Does.BUSY, "305"),
        (UNANSWERED, Does.NO_ANSWER, "305"),
        (UNANSWERED, Does.OFF_LINE, "305"),
        (BUSY, Does.NO_ANSWER, ""),
        (UNANSWERED, Does.BUSY, ""),
        (UNANSWERED, Does.ANSWERS, "301"),
    ],
)
def test_a_call_is_forwarded_as_its_telephone_has_set(family: Family, does: Does, by: str) -> None:
    outcome = call(
        dials("304", "301"), LiveValue(family, "301", "305"), telephones=is_("301", does)
    )
    assert outcome.by == by


@pytest.mark.parametrize("code", ["*72", "*90", "*52"])
def test_nothing_is_forwarded_to_what_is_no_number(code: str) -> None:
    """A slow hand's number ends after its first digit."""
    for wrong in ("3", "399", "*43"):
        outcome = call(dials("301", f"{code}{wrong}"))
        assert (outcome.ending, outcome.changed) == (Ending.REFUSED, ()), wrong
    assert call(dials("301", f"{code}302")).changed
    assert call(dials("301", f"{code}{ABROAD}")).changed


def test_what_is_forwarded_outside_goes_by_the_rights_of_who_forwards() -> None:
    for origin in (dials("302", "301"), FromTrunk(1, "4957000301")):
        assert call(origin, LiveValue(ALL, "301", ABROAD)).sent[0].number == ABROAD
    for origin in (dials("301", "303"), FromTrunk(1, "4957000303")):
        left = call(origin, LiveValue(ALL, "303", ABROAD))
        assert (left.ending, left.by, left.sent) == (Ending.VOICEMAIL, "303", ())
        without = replace(office(), mailboxes=())
        refused = call(origin, LiveValue(ALL, "303", ABROAD), config=without)
        assert (refused.ending, refused.cause, refused.sent) == (Ending.REFUSED, 21, ())


@pytest.mark.parametrize(
    ("family", "does"),
    [
        (ALL, Does.ANSWERS),
        (BUSY, Does.BUSY),
        (UNANSWERED, Does.NO_ANSWER),
    ],
)
def test_who_may_forward_no_more_is_called_himself(family: Family, does: Does) -> None:
    """302 and 304 had set it before the right was taken away."""
    for who in ("302", "304"):
        there = call(dials("301", who), LiveValue(family, who, "305"), telephones=is_(who, does))
        assert there.by == (who if does is Does.ANSWERS else "")
        assert "305" not in [each.who for each in there.rang]


@pytest.mark.parametrize("target", ["112", "01", "302*", "99"])
def test_nothing_is_forwarded_to_an_emergency_number_or_to_none(target: str) -> None:
    outcome = call(dials("304", "301"), LiveValue(ALL, "301", target))
    assert (outcome.ending, outcome.sent) == (Ending.REFUSED, ())


@pytest.mark.parametrize("ours", ["84957000301", "7000301", "81074957000301"])
def test_a_number_of_ours_is_reached_without_a_line(ours: str) -> None:
    route = Put(DidRoute(Did("4957000301"), ToExtension(number("301"))))
    config = edit(office(), route)
    for who in ("302", "304"):
        there = call(dials(who, ours), config=config)
        assert (there.by, there.sent) == ("301", ())
    forwarded = call(dials("304", "303"), LiveValue(ALL, "303", ours), config=config)
    assert (forwarded.by, forwarded.sent) == ("301", ())
    circle = call(dials("304", "301"), LiveValue(ALL, "301", ours), config=config)
    assert (circle.ending, circle.sent) == (Ending.REFUSED, ())
    assert call(dials("304", f"#1{ours}"), config=config).sent[0].group == 1


def test_the_number_that_a_group_shows_is_answered_as_from_outside() -> None:
    groups = office().trunk_groups
    shown = replace(groups[0], our_number=Did("74957000303"))
    config = replace(office(), trunk_groups=(shown, *groups[1:]))
    there = call(dials("304", "7000303"), config=config)
    assert (there.by, there.sent) == ("303", ())


def test_forwarding_in_a_circle_ends() -> None:
    circle = (LiveValue(ALL, "301", "305"), LiveValue(ALL, "305", "301"))
    assert call(dials("304", "301"), *circle).ending is Ending.REFUSED
    assert call(dials("304", "301"), LiveValue(ALL, "301", "301")).ending is Ending.REFUSED
    chain = (LiveValue(ALL, "301", "305"), LiveValue(ALL, "305", "304"))
    assert call(dials("303", "301"), *chain).by == "304"


def test_do_not_disturb_is_busy() -> None:
    resting = LiveValue(Family.DO_NOT_DISTURB, "301", "YES")
    assert call(dials("304", "301"), resting).ending is Ending.BUSY
    assert call(dials("304", "301"), resting, LiveValue(BUSY, "301", "305")).by == "305"
    assert call(dials("304", "301"), resting, LiveValue(ALL, "301", "305")).by == "305"


@pytest.mark.parametrize("does", [Does.BUSY, Does.NO_ANSWER, Does.OFF_LINE])
def test_a_mailbox_takes_what_is_not_forwarded(does: Does) -> None:
    assert call(dials("304", "303"), telephones=is_("303", does)).ending is Ending.VOICEMAIL
    forwarded = (LiveValue(BUSY, "303", "301"), LiveValue(UNANSWERED, "303", "301"))
    assert call(dials("304", "303"), *forwarded, telephones=is_("303", does)).by == "301"


@pytest.mark.parametrize(
    ("digits", "before", "after_"),
    [
        ("*72305", (), (LiveValue(ALL, "301", "305"),)),
        (f"*90{MOBILE}", (), (LiveValue(BUSY, "301", MOBILE),)),
        ("*52305", (LiveValue(UNANSWERED, "301", "302"),), (LiveValue(UNANSWERED, "301", "305"),)),
        ("*73", (LiveValue(ALL, "301", "305"),), (LiveValue(ALL, "301"),)),
        ("*91", (LiveValue(BUSY, "301", "305"),), (LiveValue(BUSY, "301"),)),
        ("*53", (LiveValue(UNANSWERED, "301", "305"),), (LiveValue(UNANSWERED, "301"),)),
        ("*73", (), ()),
        ("*78", (), (LiveValue(Family.DO_NOT_DISTURB, "301", "YES"),)),
        (
            "*79",
            (LiveValue(Family.DO_NOT_DISTURB, "301", "YES"),),
            (LiveValue(Family.DO_NOT_DISTURB, "301"),),
        ),
        ("*76", (), (LiveValue(Family.DO_NOT_DISTURB, "301", "YES"),)),
        (
            "*76",
            (LiveValue(Family.DO_NOT_DISTURB, "301", "YES"),),
            (LiveValue(Family.DO_NOT_DISTURB, "301"),),
        ),
        ("*76301", (), (LiveValue(Family.DO_NOT_DISTURB, "301", "YES"),)),
    ],
)
def test_codes_change_live_state(
    digits: str, before: tuple[LiveValue, ...], after_: tuple[LiveValue, ...]
) -> None:
    outcome = call(dials("301", digits), *before)
    assert (outcome.ending, outcome.changed) == (Ending.SERVED, after_)


@pytest.mark.parametrize(
    ("who", "digits"),
    [
        ("302", "*72305"),
        ("302", "*78"),
        ("302", "*76"),
        ("302", "*283"),
        ("304", "*72305"),
        ("304", "*73"),
        ("301", "*72301"),  # to oneself
        ("301", "*76305"),  # somebody else's
    ],
)
def test_codes_ask_for_rights(who: str, digits: str) -> None:
    outcome = call(dials(who, digits))
    assert (outcome.ending, outcome.cause, outcome.changed) == (Ending.REFUSED, 21, ())


@pytest.mark.parametrize(
    ("moment", "before", "then"),
    [(WORKDAY, "", "NIGHT"), (NIGHT, "", "DAY"), (WORKDAY, "NIGHT", ""), (NIGHT, "DAY", "")],
)
def test_day_and_night_by_hand_and_back_to_the_schedule(
    moment: Moment, before: str, then: str
) -> None:
    outcome = call(dials("301", "*283"), LiveValue(Family.DAY_NIGHT, "3", before), moment=moment)
    assert outcome.changed == (LiveValue(Family.DAY_NIGHT, "3", then),)


def test_a_code_can_be_changed_and_switched_off() -> None:
    config = after(
        AdoptCard(TDM800P),
        sip("301", "x"),
        Put(FeatureCode(Feature.CLOCK, "*61")),
        Put(FeatureCode(Feature.ECHO_TEST, "")),
        Put(FeatureCode(Feature.FORWARD_ALL_ON, "")),
    )
    assert call(dials("301", "*61"), config=config).ending is Ending.SERVED
    for off in ("*60", "*43", "*72305", "*0"):
        assert call(dials("301", off), config=config).ending is Ending.REFUSED
