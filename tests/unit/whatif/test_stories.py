"""Calls in whole offices, from their begin to their end."""

import pytest

from appliance.core.config import Config
from appliance.core.live_state import Family
from appliance.core.people import Language
from appliance.core.scenario import (
    Does,
    FromTelephone,
    FromTrunk,
    LinesAre,
    LiveValue,
    Moment,
    Origin,
    Scenario,
    TelephoneIs,
)
from appliance.core.test_calls import Ending, Outcome, Rang, Sent
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.telling import story_lines
from tests.machines.known import OFFICES
from tests.machines.offices import number
from tests.unit.whatif.calls import MONDAY, MONDAY_NIGHT

_HOLIDAY = Moment("2026-03-09T10:15:00+03:00")  # 8 March is a Sunday: the day off is moved


@pytest.fixture(scope="module")
def exchanges() -> dict[str, Exchange]:
    wanted = ("shop", "clinic", "law-firm", "hotel", "car-dealer")
    return {name: Exchange(OFFICES[name]()) for name in wanted}


def _from(telephone: str, dialled: str) -> FromTelephone:
    return FromTelephone(number(telephone), dialled)


def _is(telephone: str, does: Does) -> dict[str, object]:
    return {"telephones": (TelephoneIs(number(telephone), does),)}


def _kept(family: Family, key: str, value: str) -> dict[str, object]:
    return {"live": (LiveValue(family, key, value),)}


_CALLS: tuple[tuple[str, Origin, dict[str, object], Outcome], ...] = (
    ("shop", _from("201", "202"), {}, Outcome(Ending.ANSWERED, "202", rang=(Rang("202", 5),))),
    ("shop", _from("201", "*43"), {}, Outcome(Ending.SERVED)),
    ("shop", _from("201", "99"), {}, Outcome(Ending.REFUSED, cause=1)),
    ("shop", _from("301", "999"), {}, Outcome(Ending.REFUSED, cause=28)),
    (
        "shop",
        _from("201", "*78"),
        {},
        Outcome(Ending.SERVED, changed=(LiveValue(Family.DO_NOT_DISTURB, "201", "YES"),)),
    ),
    (
        "shop",
        _from("201", "*79"),
        _kept(Family.DO_NOT_DISTURB, "201", "YES"),
        Outcome(Ending.SERVED, changed=(LiveValue(Family.DO_NOT_DISTURB, "201"),)),
    ),
    (
        "shop",
        _from("301", "201"),
        _kept(Family.DO_NOT_DISTURB, "201", "YES"),
        Outcome(Ending.BUSY, cause=17),
    ),
    (
        "shop",
        _from("301", "201"),
        _kept(Family.FORWARD_ALL, "201", "202"),
        Outcome(Ending.ANSWERED, "202", rang=(Rang("202", 5),)),
    ),
    ("shop", _from("301", "201"), _is("201", Does.BUSY), Outcome(Ending.BUSY, cause=17)),
    (
        "shop",
        _from("301", "201"),
        _is("201", Does.NO_ANSWER),
        Outcome(Ending.NO_ANSWER, cause=19, rang=(Rang("201", 25),)),
    ),
    (
        "shop",
        _from("201", "301"),
        _is("301", Does.OFF_LINE),
        Outcome(Ending.REFUSED, cause=34),
    ),
    (
        "shop",
        _from("301", "112"),
        {},
        Outcome(Ending.ANSWERED, "112", rang=(Rang("112", 0),), sent=(Sent(2, "112"),)),
    ),
    (
        "shop",
        _from("301", "84951234567"),
        {"lines": (LinesAre(2, in_use=2),)},
        Outcome(Ending.REFUSED, cause=34),
    ),
    (
        "shop",
        FromTrunk(2, caller="84957654321"),
        {},
        Outcome(Ending.ANSWERED, "201", rang=(Rang("201", 5),), recorded=True),
    ),
    ("clinic", FromTrunk(9, "9999"), {}, Outcome(Ending.REFUSED)),
    (
        "clinic",
        FromTrunk(1, "74951234500", "89161112233"),
        {"presses": ("7", "2")},
        Outcome(Ending.ANSWERED, "205", rang=(Rang("205", 5),)),
    ),
    (
        "clinic",
        FromTrunk(1, "74951234500", "89161112233"),
        {"moment": MONDAY_NIGHT},
        Outcome(Ending.VOICEMAIL, "201"),
    ),
    (
        "clinic",
        FromTrunk(1, "74951234500", "89161112233"),
        {"moment": _HOLIDAY},
        Outcome(Ending.VOICEMAIL, "201"),
    ),
    ("hotel", _from("201", "89161234567"), {}, Outcome(Ending.REFUSED, cause=34)),
    ("hotel", _from("1101", "89161234567"), {}, Outcome(Ending.REFUSED, cause=21)),
    (
        "hotel",
        _from("201", "112"),
        {},
        Outcome(Ending.ANSWERED, "112", rang=(Rang("112", 5),), sent=(Sent(1, "112"),)),
    ),
    (
        "car-dealer",
        _from("301", "*281"),
        {},
        Outcome(Ending.SERVED, changed=(LiveValue(Family.DAY_NIGHT, "1", "NIGHT"),)),
    ),
    (
        "car-dealer",
        FromTrunk(1, "73431234567", "89161112233"),
        _kept(Family.DAY_NIGHT, "1", "NIGHT"),
        Outcome(Ending.SERVED),
    ),
)


def _scenario(origin: Origin, more: dict[str, object]) -> Scenario:
    return Scenario(**{"moment": MONDAY, "origin": origin, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("office", "origin", "more", "outcome"), _CALLS, ids=[str(n) for n in range(len(_CALLS))]
)
def test_a_call_ends(
    exchanges: dict[str, Exchange],
    office: str,
    origin: Origin,
    more: dict[str, object],
    outcome: Outcome,
) -> None:
    assert simulate(exchanges[office], _scenario(origin, more)).outcome == outcome


def test_a_story_is_told(exchanges: dict[str, Exchange]) -> None:
    scenario = _scenario(FromTrunk(1, "74951234500", "89161112233"), {"presses": ("7", "2")})
    story = simulate(exchanges["clinic"], scenario)
    assert story_lines(story, Language.RU)[:4] == (
        "0:00  Звонок снаружи по «E1»: звонит 89161112233, вызван 74951234500.",
        "0:00  «Приём»: рабочее время.",
        "0:01  Меню «Главное меню».",
        "0:01  Звучит «Приветствие», можно нажимать.",
    )
    assert story_lines(story, Language.EN)[-1] == "0:09  In the end: 205 answers."


@pytest.mark.parametrize(
    ("office", "telephone", "dialled", "why"),
    [
        ("shop", "201", "810442079460000", "the caller may not"),
        ("shop", "201", "99", "no such number"),
    ],
)
def test_a_refusal_says_what_the_office_decided_else_the_cause(
    exchanges: dict[str, Exchange], office: str, telephone: str, dialled: str, why: str
) -> None:
    story = simulate(exchanges[office], _scenario(_from(telephone, dialled), {}))
    assert story_lines(story, Language.EN)[-1].endswith(f"In the end: refused, {why}.")


def test_who_waits_in_a_queue_is_told_once_who_rings(exchanges: dict[str, Exchange]) -> None:
    members = exchanges["clinic"].config.queues[0].members
    nobody = tuple(TelephoneIs(member, Does.NO_ANSWER) for member in members)
    scenario = _scenario(_from("201", "290"), {"telephones": nobody})
    story = simulate(exchanges["clinic"], scenario)
    assert len(story_lines(story, Language.EN)) < 12
    assert sum(each.seconds for each in story.outcome.rang) > 500


def test_steps_are_kept_as_the_console_shows_them(exchanges: dict[str, Exchange]) -> None:
    story = simulate(exchanges["shop"], _scenario(_from("201", "*43"), {}))
    assert [str(step) for step in story.steps] == [
        "[*43@from-internal:1] Answer()",
        "[*43@from-internal:2] Wait(1)",
        "[*43@from-internal:3] Echo()",
    ]


def test_an_empty_office_has_nothing_to_call_from() -> None:
    story = simulate(Exchange(Config()), _scenario(_from("201", "202"), {}))
    assert story.outcome == Outcome(Ending.REFUSED)
    assert len(story_lines(story, Language.RU)) == 3
