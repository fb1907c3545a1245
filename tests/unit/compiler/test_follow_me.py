"""Follow me: a number outside rings along, by the rights of whose telephone it is."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.core.commands import AdoptCard, Put, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.live_rules import check
from appliance.core.live_state import Family
from appliance.core.numbers import AreaCode, Did
from appliance.core.roles import Function, FunctionDiffers, LimitDiffers, Rights
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
from appliance.core.test_calls import Ending, Sent
from appliance.core.trunks import DidRoute, Recording
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import mailbox, person, role

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
MOBILE, ABROAD = "89161234567", "8104930123456"


@cache
def office() -> Config:
    """301 and 302 may call mobile telephones, 303 nobody outside and may not forward."""
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        *(sip(str(digits), f"Telephone {digits}") for digits in range(301, 304)),
        mailbox("301", "Anna"),
        role("guest", "Guest", Rights(())),
        person("303", "Guest", FunctionDiffers(Function.FORWARD, allowed=False), role="guest"),
        Put(DidRoute(Did("1001"), ToExtension(number("301")))),
    )
    return replace(config, area=AreaCode("495"))


def dials(who: str, digits: str) -> FromTelephone:
    return FromTelephone(number(who), digits)


def follows(who: str, to: str = MOBILE) -> LiveValue:
    return LiveValue(Family.FOLLOW_ME, who, to)


def call(
    origin: Origin, *live: LiveValue, does: Does = Does.NO_ANSWER, config: Config | None = None
) -> Story:
    telephones = tuple(TelephoneIs(number(who), does) for who in ("301", "302", "303"))
    scenario = Scenario(WORKDAY, origin, telephones=telephones, live=live)
    return simulate(Exchange(config or office()), scenario)


@pytest.mark.parametrize("origin", [dials("302", "301"), FromTrunk(1, "1001", "79031112233")])
def test_a_number_outside_rings_along(origin: Origin) -> None:
    outcome = call(origin, follows("301")).outcome
    assert outcome.sent == (Sent(1, MOBILE),)
    assert (outcome.ending, outcome.by) == (Ending.ANSWERED, "301")
    assert call(origin).outcome.ending is Ending.VOICEMAIL, "without it nobody answers"


def test_who_is_busy_at_his_telephone_is_reached_outside() -> None:
    assert call(dials("302", "301"), follows("301"), does=Does.BUSY).outcome.by == "301"


def test_who_wants_no_calls_wants_none_outside() -> None:
    rests = LiveValue(Family.DO_NOT_DISTURB, "301", "YES")
    assert call(dials("302", "301"), follows("301"), rests).outcome.sent == ()


@pytest.mark.parametrize("to", [ABROAD, "112", "302"])
def test_it_leads_nowhere_that_its_owner_may_not_call(to: str) -> None:
    outcome = call(dials("302", "301"), follows("301", to), does=Does.ANSWERS).outcome
    assert (outcome.by, outcome.sent) == ("301", ())
    assert {each.who for each in outcome.rang} == {"301"}


def test_whose_right_went_is_followed_no_more() -> None:
    assert call(dials("302", "303"), follows("303")).outcome.sent == ()


def test_who_answers_outside_is_asked_for_a_key() -> None:
    known = {each.name: each for each in contexts(office())}
    (line,) = (step for step in known["trunk-1"].extens[0].steps if step.application == "Dial")
    assert line.arguments.endswith("${ACCEPT}")
    leg = [str(step) for step in known["follow-me"].extens[0].steps]
    assert "Set(ACCEPT=U(sub-accept))" in leg
    asked = [str(step) for step in known["sub-accept"].extens[0].steps]
    assert asked[0].startswith("Read(KEY,followme/options,1,")
    assert asked[2:] == ["Return()", "Set(GOSUB_RESULT=ABORT)", "Return()"]


def test_the_longest_call_of_whom_one_follows_begins_with_the_key() -> None:
    config = edit(office(), person("302", "Brief", LimitDiffers(5)))
    known = {each.name: each for each in contexts(config)}
    (line,) = (step for step in known["trunk-1"].extens[0].steps if step.application == "Dial")
    begins = '${IF($["${ACCEPT}"=""]?U(sub-limited-talk):${ACCEPT})}'
    assert line.arguments.endswith(begins)
    asked = [str(step) for step in known["sub-accept"].extens[0].steps]
    assert asked[2:4] == ["Gosub(sub-limited-talk,s,1)", "Return()"]
    (sent,) = call(dials("301", "302"), follows("302"), config=config).outcome.sent
    assert sent == Sent(1, MOBILE)


def test_the_talk_is_not_recorded_twice() -> None:
    config = replace(office(), recording=Recording.ALL)
    story = call(dials("302", "301"), follows("301"), config=config)
    begun = [step for step in story.steps if step.application == "MixMonitor"]
    assert (len(begun), story.outcome.recorded) == (1, True)
    (leg,) = (each for each in contexts(config) if each.name == "follow-me")
    assert "Set(MIXMONITOR_FILENAME=as the call)" in [str(step) for step in leg.extens[0].steps]


def test_the_code_sets_it_and_another_takes_it_away() -> None:
    assert call(dials("301", f"*21{MOBILE}")).outcome.changed == (follows("301"),)
    assert call(dials("301", "*22"), follows("301")).outcome.changed == (follows("301", ""),)
    for who, to in (("301", "302"), ("303", MOBILE)):
        story = call(dials(who, f"*21{to}"))
        assert (story.outcome.changed, story.outcome.ending) == ((), Ending.REFUSED)


def test_without_the_code_nothing_of_it_is_there() -> None:
    config = replace(office(), codes=(FeatureCode(Feature.FOLLOW_ME_ON, ""),))
    assert call(dials("302", "301"), follows("301"), config=config).outcome.sent == ()
    assert not [each for each in contexts(config) if each.name.startswith("follow-me")]


@pytest.mark.parametrize(
    ("who", "to", "field", "reason"),
    [
        ("301", "302", "to", "only a number outside rings along"),
        ("301", ABROAD, "to", "may not call"),
        ("301", "112", "to", "emergency"),
        ("303", MOBILE, "number", "may not use"),
        ("999", MOBILE, "extension", "there is no extension"),
    ],
)
def test_what_may_not_be_set(who: str, to: str, field: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        check(office(), (Family.FOLLOW_ME, who), to)
    assert refused.value.field == field
