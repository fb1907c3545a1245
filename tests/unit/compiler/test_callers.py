"""Callers from outside: their own ways, the lists, and how their numbers are read."""

from dataclasses import replace

import pytest

from appliance.core.config import Config
from appliance.core.test_calls import Ending
from appliance.core.trunks import (
    Admits,
    AllowedCaller,
    BlockedCaller,
    CallerRoute,
    NumberFormat,
)
from tests.machines.parts import to
from tests.unit.compiler.test_answering import called, office


def with_callers(
    *routes: CallerRoute | BlockedCaller | AllowedCaller, admits: Admits = Admits.EVERYBODY
) -> Config:
    config = office()
    inbound = replace(
        config.inbound,
        callers=tuple(each for each in routes if isinstance(each, CallerRoute)),
        blocked=tuple(each for each in routes if isinstance(each, BlockedCaller)),
        allowed=tuple(each for each in routes if isinstance(each, AllowedCaller)),
        admits=admits,
    )
    return replace(config, inbound=inbound)


@pytest.mark.parametrize(
    ("caller", "by"),
    [
        ("89161234567", "303"),  # the whole number
        ("89161234568", "302"),  # the longest prefix
        ("89169999999", "301"),
        ("89031234567", "304"),  # no route: the DID's own menu
        ("+79161234567", "303"),
        ("", "304"),
        ("2234567", "302"),  # a number within our city
    ],
)
def test_a_caller_goes_his_own_way_by_the_longest_fit(caller: str, by: str) -> None:
    config = with_callers(
        CallerRoute("79161234567", to("303")),
        CallerRoute("7916", to("301"), prefix=True),
        CallerRoute("7916123", to("302"), prefix=True),
        CallerRoute("74952234567", to("302")),
    )
    assert called(config, "4957000103", caller=caller).outcome.by == by


def test_a_blocked_caller_is_refused_whatever_route_he_has() -> None:
    config = with_callers(
        BlockedCaller("79161234567"), CallerRoute("79161234567", to("303")), BlockedCaller("7916")
    )
    outcome = called(config, "4957000100", caller="89161234567").outcome
    assert (outcome.ending, outcome.cause, outcome.rang) == (Ending.REFUSED, 21, ())
    assert called(config, "4957000100", caller="89161234568").outcome.by == "302"


LISTS = (
    BlockedCaller("7495", prefix=True),
    AllowedCaller("74951234567"),
    AllowedCaller("749522", prefix=True),
    BlockedCaller("74952233333"),
    CallerRoute("79161234567", to("303")),
)


@pytest.mark.parametrize(
    ("admits", "caller", "taken"),
    [
        (Admits.EVERYBODY, "84957654321", False),  # all that begin so
        (Admits.EVERYBODY, "84951234567", True),
        (Admits.EVERYBODY, "84952234567", True),  # the longer beginning
        (Admits.EVERYBODY, "84952233333", False),  # the whole number
        (Admits.EVERYBODY, "89169999999", True),
        (Admits.EVERYBODY, "", True),
        (Admits.SHOWN, "89169999999", True),
        (Admits.SHOWN, "", False),
        (Admits.SHOWN, "84957654321", False),
        (Admits.LISTED, "89169999999", False),
        (Admits.LISTED, "", False),
        (Admits.LISTED, "84951234567", True),
        (Admits.LISTED, "84952234567", True),
        (Admits.LISTED, "89161234567", True),  # a route of his own
        (Admits.LISTED, "84952233333", False),
    ],
)
def test_of_lists_the_longest_fit_decides(admits: Admits, caller: str, taken: bool) -> None:
    outcome = called(with_callers(*LISTS, admits=admits), "4957000100", caller=caller).outcome
    refused = (outcome.ending, outcome.cause, outcome.rang) == (Ending.REFUSED, 21, ())
    assert refused is not taken
    if taken:
        assert outcome.by == ("303" if caller == "89161234567" else "302")


def test_who_hides_his_number_is_refused_without_any_list() -> None:
    config = with_callers(admits=Admits.SHOWN)
    assert called(config, "4957000100").outcome.ending is Ending.REFUSED
    assert called(config, "4957000100", caller="89169999999").outcome.by == "302"


@pytest.mark.parametrize(
    ("brings", "caller"),
    [
        (NumberFormat.NATIONAL, "89161234567"),
        (NumberFormat.SIGNIFICANT, "9161234567"),
        (NumberFormat.E164, "79161234567"),
        (NumberFormat.PLUS, "+79161234567"),
    ],
)
def test_numbers_are_read_as_each_group_of_lines_writes_them(
    brings: NumberFormat, caller: str
) -> None:
    config = with_callers(BlockedCaller("79161234567"))
    groups = tuple(
        replace(group, brings=brings) if group.number == 1 else group
        for group in config.trunk_groups
    )
    config = replace(config, trunk_groups=groups)
    assert called(config, "4957000100", caller=caller).outcome.ending is Ending.REFUSED
    assert called(config, "4957000100", caller=caller[:-1] + "0").outcome.by == "302"


def test_few_steps_look_a_caller_up() -> None:
    known = with_callers(CallerRoute("7916", to("301"), prefix=True), BlockedCaller("79160000000"))
    story = called(known, "4957000100", caller="89031234567")
    assert len(story.steps) <= 28  # of them 10 read the number, 6 look it up
