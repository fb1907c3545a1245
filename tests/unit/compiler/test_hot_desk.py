"""Hot desk: who logs in at a telephone calls from it as himself, and is called there."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan import desks
from appliance.core.call_handling import HuntGroup, HuntStrategy, Queue
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_rules import check
from appliance.core.live_state import YES, Family
from appliance.core.numbers import AreaCode
from appliance.core.people import Language
from appliance.core.roles import Function, FunctionDiffers, Rights
from appliance.core.scenario import Does, FromTelephone, LiveValue, Moment, Scenario, TelephoneIs
from appliance.core.test_calls import Ending, Outcome, Sent
from appliance.core.text import DisplayName
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import mailbox, person, role

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
NOW = 1772528400  # the same in seconds since the epoch
CITY = "84957654321"
PIN, WRONG = "481516#", "481517#"
STRATEGIES = tuple(HuntStrategy)


@cache
def office() -> Config:
    """Anna, 301, and Vera, 303, have a PIN, Boris, 302, has none and calls nobody outside."""
    members = (number("301"), number("304"))
    name = DisplayName("x")
    groups = (
        Put(HuntGroup(Key(f"g{at}"), name, number(f"60{at}"), members, strategy))
        for at, strategy in enumerate(STRATEGIES)
    )
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        *(sip(str(digits), f"Telephone {digits}") for digits in range(301, 305)),
        role("inside", "Inside", Rights(())),
        person("301", "Анна", FunctionDiffers(Function.ANNOUNCE, allowed=True), pin="481516"),
        person("302", "Борис", role="inside"),
        person("303", "Вера", role="inside", pin="481516"),
        mailbox("302", "Boris"),
        *groups,
        Put(Queue(Key("q"), name, number("610"), members)),
    )
    return replace(config, area=AreaCode("495"))


def at(telephone: str, who: str) -> tuple[LiveValue, ...]:
    """He is logged in there."""
    return (LiveValue(Family.DESK, telephone, who), LiveValue(Family.AT_DESK, who, telephone))


def call(
    who: str,
    dialled: str,
    *live: LiveValue,
    presses: tuple[str, ...] = (),
    busy: str = "",
    config: Config | None = None,
) -> Story:
    telephones = (TelephoneIs(number(busy), Does.BUSY),) if busy else ()
    origin = FromTelephone(number(who), dialled)
    scenario = Scenario(WORKDAY, origin, telephones=telephones, presses=presses, live=live)
    return simulate(Exchange(config or office()), scenario)


def changed(story: Story) -> set[tuple[str, str]]:
    """Who is at which telephone now, where that is not as before."""
    return {(each.key, each.value) for each in story.outcome.changed if each.family is Family.DESK}


def written(story: Story, begins: str) -> list[str]:
    said = [each.arguments for each in story.steps if each.application in {"Set", "ExecIf"}]
    return [each for each in said if begins in each]


def told(story: Story) -> str:
    return "\n".join(story_lines(story, Language.RU))


def test_number_and_pin_make_a_telephone_ones_own() -> None:
    story = call("302", "*11", presses=("301#", PIN))
    assert (story.outcome.ending, changed(story)) == (Ending.SERVED, {("302", "301")})
    assert written(story, "DB(ATDESK/") == ["DB(ATDESK/301)=302"]
    (noted,) = written(story, "DB(CHANGED/")
    assert noted.endswith("-in)=DESK/302|301|telephone|302")
    heard = [s.arguments for s in story.steps if s.application in {"Playback", "SayDigits"}]
    assert heard == ["agent-loginok", "301"]
    assert "301 садится за телефон 302." in told(story)


@pytest.mark.parametrize("who", ["301#", "302#", "399#", "#"])
def test_who_is_wrong_is_told_alike_and_nothing_is_changed(who: str) -> None:
    story = call("304", "*11", presses=(who, WRONG) * 3)
    assert (story.outcome.ending, changed(story)) == (Ending.REFUSED, set())
    heard = [s.arguments for s in story.steps if s.application in {"Playback", "Wait", "Hangup"}]
    slower = ("2", "conf-invalidpin", "4", "conf-invalidpin", "6", "conf-invalidpin")
    assert heard == ["1", *slower, "21"]
    counted = written(story, f"DB({Family.WRONG_PINS}/")
    assert len(counted) == (3 if who == "301#" else 0)


def test_a_number_that_was_guessed_too_often_is_locked_here_too() -> None:
    locked = LiveValue(Family.WRONG_PINS, "301", f"5+{NOW - 60}")
    story = call("304", "*11", locked, presses=("301#", PIN) * 3)
    assert (story.outcome.ending, changed(story)) == (Ending.REFUSED, set())


def test_the_next_one_takes_the_place_and_the_first_is_at_his_own_again() -> None:
    story = call("304", "*11", *at("304", "303"), presses=("301#", PIN))
    assert changed(story) == {("304", "301")}
    assert written(story, "DB_DELETE(ATDESK/") == ["1?Set(DB_DELETE(ATDESK/303)=)"]


def test_who_logs_in_elsewhere_leaves_where_he_was() -> None:
    story = call("304", "*11", *at("302", "301"), presses=("301#", PIN))
    assert changed(story) == {("302", ""), ("304", "301")}
    assert len({each.partition("=")[0] for each in written(story, "DB(CHANGED/")}) == 2


def test_at_his_own_telephone_he_comes_home_and_sends_away_who_is_there() -> None:
    live = (*at("304", "301"), *at("301", "303"))
    story = call("301", "*11", *live, presses=("301#", PIN))
    assert changed(story) == {("304", ""), ("301", "")}
    assert "DB_DELETE(ATDESK/301)=" in written(story, "DB_DELETE(ATDESK/")


def test_who_logs_out_needs_no_pin() -> None:
    story = call("304", "*12", *at("304", "301"))
    assert changed(story) == {("304", "")}
    assert written(story, "DB_DELETE(ATDESK/") == ["1?Set(DB_DELETE(ATDESK/301)=)"]
    nobody = call("304", "*12")
    assert (nobody.outcome.changed, nobody.outcome.ending) == ((), Ending.SERVED)
    assert "За телефоном 304 чужих нет." in told(nobody)


def test_a_call_goes_by_the_rights_and_under_the_number_of_who_is_there() -> None:
    assert call("302", CITY).outcome.ending is Ending.REFUSED
    story = call("302", CITY, *at("302", "301"))
    assert story.outcome.sent == (Sent(1, CITY[4:]),)
    assert "CALLERID(num)=301" in written(story, "CALLERID(num)")
    assert call("304", CITY, *at("304", "303")).outcome.ending is Ending.REFUSED
    assert call("304", f"#1{CITY}", *at("304", "303")).outcome.ending is Ending.REFUSED
    assert "CALLERID(name)=Анна" in written(call("302", "304", *at("302", "301")), "CALLERID(name)")


@pytest.mark.parametrize("dialled", ["304", CITY, "600", "610"])
def test_what_he_dialled_is_kept_as_his(dialled: str) -> None:
    story = call("302", dialled, *at("302", "301"))
    assert any(f"DB(REDIAL/301)={dialled}" in each for each in written(story, "DB(REDIAL/"))
    assert not written(story, "DB(REDIAL/302)")


def test_codes_are_about_who_is_there() -> None:
    story = call("302", "*78", *at("302", "301"))
    assert story.outcome.changed == (LiveValue(Family.DO_NOT_DISTURB, "301", YES),)
    said = [s.arguments for s in call("302", "*65", *at("302", "301")).steps]
    assert "301" in said
    key = LiveValue(Family.SPEED_DIAL, "301-5", "*12")
    assert changed(call("302", "*05", *at("302", "301"), key)) == {("302", "")}


@pytest.mark.parametrize("dialled", ["301", "600", "601", "602", "603", "*80301"])
def test_he_is_rung_where_he_is_and_not_at_his_own(dialled: str) -> None:
    outcome = call("303", dialled, *at("302", "301"), busy="304").outcome
    assert (outcome.ending, outcome.by) == (Ending.ANSWERED, "302")
    assert {each.who for each in outcome.rang} == {"302"}


@pytest.mark.parametrize("dialled", ["600", "601", "602", "603"])
def test_an_analogue_telephone_at_which_he_talks_is_left_alone(dialled: str) -> None:
    outcome = call("303", dialled, *at("201", "301"), busy="201").outcome
    assert "304" in {each.who for each in outcome.rang}
    assert "201" not in {each.who for each in outcome.rang}


def test_a_queue_rings_its_member_where_he_is() -> None:
    """The simulator knows him by his number, wherever he is."""
    assert call("303", "610", *at("302", "301"), busy="304").outcome.by == "301"
    member = next(each for each in contexts(office()) if each.name == "ext-members").extens[0]
    asked = str(member.steps)
    assert "?sub-member,301,1(PJSIP/301)" in asked
    assert '"${DB(DND/301)}${DB(ATDESK/301)}${DB(DESK/301)}"=""' in asked


def test_whose_telephone_it_is_has_none_meanwhile() -> None:
    outcome = call("303", "302", *at("302", "301")).outcome
    assert (outcome.ending, outcome.rang) == (Ending.VOICEMAIL, ())
    without = call("303", "304", *at("304", "301")).outcome
    assert (without.ending, without.rang) == (Ending.REFUSED, ())
    both = call("303", "302", *at("302", "301"), *at("304", "302")).outcome
    assert both.by == "304"


def test_his_forwarding_and_rest_go_along_with_him() -> None:
    rests = LiveValue(Family.DO_NOT_DISTURB, "301", YES)
    assert call("303", "301", *at("302", "301"), rests).outcome.ending is Ending.BUSY
    forwards = LiveValue(Family.FORWARD_BUSY, "301", "304")
    assert call("303", "301", *at("302", "301"), forwards, busy="302").outcome.by == "304"


def test_a_group_is_announced_to_where_its_members_are() -> None:
    story = call("301", "*80600", *at("302", "304"))
    files = [each for each in written(story, "FILE(") if "page-" in each]
    assert files
    assert any("RING=PJSIP/302" in each for each in files)


@pytest.mark.parametrize("stale", [at("302", "301")[:1], at("302", "301")[1:]])
def test_half_of_what_is_kept_means_nothing(stale: tuple[LiveValue, ...]) -> None:
    """Of whom the box forgot the one, such as a number that went, the other is left."""
    assert call("303", "301", *stale).outcome.by == "301"
    assert call("303", "302", *stale).outcome.by == "302"
    assert call("303", "600", *stale, busy="304").outcome.by == "301"
    assert call("302", CITY, *stale).outcome.ending is Ending.REFUSED


def test_help_is_called_as_from_the_telephone_itself() -> None:
    story = call("304", "112", *at("304", "303"))
    assert story.outcome.ending is Ending.ANSWERED
    assert not written(story, "CALLERID(num)=303")
    plain = call("304", "112")
    assert len(plain.steps) == len(story.steps)


def test_nobody_listens_to_a_telephone_by_its_owners_relations() -> None:
    asked = next(each for each in contexts(office()) if each.name == "sub-open").extens[0]
    steps = [str(step) for step in asked.steps]
    looks = next(place for place, step in enumerate(steps) if "sub-where" in step)
    assert "DEVICES=" in steps[looks - 1]
    assert '"${DEVICES}"=""]?no' in steps[looks + 1]
    rows = {row[0]: row for row in desks.table(office()).rows}
    assert rows["302"][:3] == ("302", "PJSIP/302", "PJSIP/302-")


def test_only_the_telephone_logs_in_and_the_page_may_end_it() -> None:
    check(office(), (Family.DESK, "302"), "")
    with pytest.raises(Invalid, match="by the code and his PIN"):
        check(office(), (Family.DESK, "302"), "301")
    with pytest.raises(Invalid, match="no extension"):
        check(office(), (Family.DESK, "399"), "")
    with pytest.raises(Invalid, match="set by the box alone"):
        check(office(), (Family.AT_DESK, "301"), "")


def test_without_the_code_nothing_of_it_is_there() -> None:
    config = replace(office(), codes=(FeatureCode(Feature.HOT_DESK_ON, ""),))
    text = compile_config(config)["asterisk/extensions.conf"]
    assert not [each for each in ("DB(DESK/", "Custom:DESK", "sub-desk") if each in text]
    assert desks.table(config).rows == ()
    assert call("302", CITY, *at("302", "301"), config=config).outcome.ending is Ending.REFUSED
    assert call("303", "301", *at("302", "301"), config=config).outcome.by == "301"


def test_the_outcome_is_one_of_the_box() -> None:
    assert call("304", "*11", presses=("301#", PIN)).outcome == Outcome(
        Ending.SERVED, changed=(LiveValue(Family.DESK, "304", "301"),)
    )
