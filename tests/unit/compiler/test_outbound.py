"""Calls to the outside: which groups, in which order, with which number, shown or hidden."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.numbers import AreaCode, Did
from appliance.core.scenario import Does, FromTelephone, LinesAre, Moment, Scenario
from appliance.core.test_calls import Ending, Outcome, Sent
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    NumberFormat,
    OutboundRoute,
    Presentation,
    SipTrunk,
    TrunkGroup,
)
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.machines.offices import TDM800P, TE122, after, number, sip

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
CITY, MOBILE = "7000100", "89161234567"
FIRST, SECOND = (
    SipTrunk(Token("first"), "192.0.2.1", channels=2),
    SipTrunk(Token("second"), "192.0.2.2"),
)


@cache
def office() -> Config:
    """E1 is group 1, two city lines group 2, two SIP lines group 3, which writes +7."""
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        sip("301", "x"),
        Put(TrunkGroup(3, DisplayName("SIP"), (FIRST, SECOND), sends=NumberFormat.PLUS)),
        Put(OutboundRoute(Direction.MOBILE, (3, 1))),
    )
    return replace(config, area=AreaCode("495"))


def dialled(digits: str, *lines: LinesAre, config: Config | None = None) -> Outcome:
    scenario = Scenario(WORKDAY, FromTelephone(number("301"), digits), lines=lines)
    return simulate(Exchange(config or office()), scenario).outcome


def steps(config: Config, context: str, exten: str = "_[0-9*#]!") -> list[str]:
    found = next(each for each in contexts(config) if each.name == context)
    return [str(step) for each in found.extens if each.pattern == exten for step in each.steps]


@pytest.mark.parametrize(
    ("digits", "sent"),
    [
        (CITY, Sent(1, CITY)),
        (MOBILE, Sent(3, "+79161234567")),
        ("+79161234567", Sent(3, "+79161234567")),
        (f"#2{MOBILE}", Sent(2, MOBILE)),
        (f"#3{CITY}", Sent(3, "+74957000100")),
        ("112", Sent(2, "112")),
        ("#3112", Sent(2, "112")),
    ],
)
def test_a_number_goes_over_its_directions_first_group_as_that_writes_it(
    digits: str, sent: Sent
) -> None:
    outcome = dialled(digits)
    assert outcome.sent == (sent,)
    assert outcome.ending is Ending.ANSWERED


@pytest.mark.parametrize(
    ("first", "groups"),
    [
        (LinesAre(1, in_use=30), (2,)),
        (LinesAre(1, does=Does.OFF_LINE), (2,)),
        (LinesAre(1, does=Does.BUSY), (1,)),
        (LinesAre(1, does=Does.NO_ANSWER), (1,)),
    ],
)
def test_the_next_group_is_tried_only_when_the_first_has_no_line(
    first: LinesAre, groups: tuple[int, ...]
) -> None:
    assert tuple(each.group for each in dialled(CITY, first).sent) == groups
    assert dialled(CITY, first).ending is {
        Does.BUSY: Ending.BUSY,
        Does.NO_ANSWER: Ending.NO_ANSWER,
    }.get(first.does, Ending.ANSWERED)


def test_no_line_at_all_is_congestion() -> None:
    outcome = dialled(CITY, LinesAre(1, in_use=30), LinesAre(2, in_use=2))
    assert (outcome.ending, outcome.cause, outcome.sent) == (Ending.REFUSED, 34, ())
    bare = after(sip("301", "x"))
    assert dialled(CITY, config=replace(bare, area=AreaCode("495"))).ending is Ending.REFUSED


def test_a_group_chosen_by_hand_has_no_other_behind_it() -> None:
    assert dialled(f"#1{CITY}", LinesAre(1, in_use=30)).ending is Ending.REFUSED
    assert dialled("#4" + CITY).ending is Ending.REFUSED


def test_emergency_calls_try_every_group_city_lines_first_and_sip_last() -> None:
    assert steps(office(), "emergency", "112")[2:] == [  # after that nobody listens
        "Dial(DAHDI/G2/ww${EXTEN},90)",
        "Dial(DAHDI/G1/${EXTEN},90)",
        "Dial(PJSIP/${EXTEN}@first,90)",
        "Dial(PJSIP/${EXTEN}@second,90)",
        "Congestion(20)",
    ]


def test_who_is_called_in_an_emergency_sees_our_number_where_it_may_be_shown() -> None:
    shown = _group(office(), 0, our_number=Did("74957654321"))
    calls_out = steps(shown, "emergency", "112")[2:]
    assert calls_out[0].startswith("Dial(DAHDI/G2/")
    assert calls_out[1] == "Set(CALLERID(num)=74957654321)"
    assert calls_out[2].startswith("Dial(DAHDI/G1/")
    hidden = _group(shown, 0, presentation=Presentation.HIDDEN)
    assert "CALLERID" not in str(steps(hidden, "emergency", "112"))


def test_a_sip_line_takes_so_many_calls_and_then_the_next_does() -> None:
    assert steps(office(), "trunk-3")[0] == "GotoIf($[${GROUP_COUNT(first@lines)}>=2]?line2)"
    assert steps(office(), "trunk-3", "leg1") == [
        "Set(GROUP(trunks)=3)",
        "Set(GROUP(lines)=first)",
        "Return()",
    ]
    assert dialled(MOBILE, LinesAre(3, in_use=2)).sent == (Sent(3, "+79161234567"),)
    assert [each.group for each in dialled(MOBILE, LinesAre(3, in_use=12)).sent] == [1]


def _group(config: Config, place: int, **changed: object) -> Config:
    groups = list(config.trunk_groups)
    groups[place] = replace(groups[place], **changed)  # type: ignore[arg-type]
    return replace(config, trunk_groups=tuple(groups))


def test_our_own_number_is_shown_where_the_line_lets_us() -> None:
    config = _group(office(), 0, our_number=Did("74957654321"))
    assert "Set(CALLERID(num)=74957654321)" in steps(config, "trunk-1")
    assert "CALLERID" not in str(steps(config, "trunk-2"))


def _presented(usually: str) -> str:
    """Unless the caller has chosen for this one call."""
    return f'Set(CALLERID(pres)=${{IF($["${{SHOWN}}"=""]?{usually}:${{SHOWN}})}})'


def test_what_one_group_hides_the_next_shows_again() -> None:
    config = _group(office(), 0, presentation=Presentation.HIDDEN)
    assert _presented("prohib") in steps(config, "trunk-1")
    assert _presented("allowed_not_screened") in steps(config, "trunk-2")
    assert "CALLERID(pres)" not in str(steps(office(), "trunk-1"))


def test_city_lines_get_a_pause_before_the_digits() -> None:
    assert any("DAHDI/G2/ww" in step for step in steps(office(), "trunk-2"))
    assert any("DAHDI/G1/$" in step for step in steps(office(), "trunk-1"))


def test_lines_in_reserve_are_counted_for_as_long_as_they_are_taken() -> None:
    config = _group(office(), 0, reserve=3)
    assert '$["${TAKES_RESERVE}"="" & ${GROUP_COUNT(1@trunks)}>=27]' in str(
        steps(config, "trunk-1")
    )
    assert any("b(trunk-1^leg^1)" in step for step in steps(config, "trunk-1"))
    assert steps(config, "trunk-1", "leg") == ["Set(GROUP(trunks)=1)", "Return()"]
    assert steps(office(), "trunk-1", "leg") == []


def test_who_makes_a_call_goes_along_with_the_line() -> None:
    """A trunk's channel that is handed on by transfer has no rights but his."""
    assert steps(office(), "out-city")[2].startswith("Set(__ACTOR=")


def test_calls_that_come_in_take_lines_too() -> None:
    config = _group(office(), 0, reserve=3)
    came_in = 'ExecIf($["${TRUNK}"!=""]?Set(GROUP(trunks)=${TRUNK}))'
    assert came_in in steps(config, "from-pstn-routes", "_X!")
    assert came_in in steps(config, "from-pstn-line", "s")
    assert came_in not in steps(office(), "from-pstn-routes", "_X!")
    on_line = 'ExecIf($["${LINE}"!=""]?Set(GROUP(lines)=${LINE}))'
    assert on_line in steps(office(), "from-pstn-routes", "_X!")
    assert (
        "set_var = LINE=first\nset_var = TRUNK=3\n"
        in compile_config(office())["asterisk/pjsip.conf"]
    )
