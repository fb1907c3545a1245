"""The directory by name: what people spell, whom they are told of, and where a menu can lead."""

from functools import cache

import pytest

from appliance.compiler.dialplan import directory
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.keypad import spelt
from appliance.core.numbers import Did
from appliance.core.people import Language
from appliance.core.scenario import FromTelephone, FromTrunk, Moment, Scenario
from appliance.core.targets import ToDirectory
from appliance.core.test_calls import Ending
from appliance.core.trunks import DidRoute
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import TE122, after, number, sip

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
PETROV, PETERSON, JULIA = "301", "302", "303"


@cache
def office() -> Config:
    staff = (
        sip(PETROV, "Пётр Петров"),
        sip(PETERSON, "Peterson Jr."),
        sip(JULIA, "Юлия Ли"),
        sip("304", "4"),
    )
    return after(AdoptCard(TE122), *staff, Put(DidRoute(Did("4957000100"), ToDirectory())))


def spells(*presses: str, code: str = "411", config: Config | None = None) -> Story:
    scenario = Scenario(WORKDAY, FromTelephone(number("304"), code), presses=presses)
    return simulate(Exchange(config or office()), scenario)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Петров", ("536",)),
        ("Peterson", ("738",)),
        ("Анна Ёлкина", ("255", "344")),
        ("Ли", ("44",)),
        ("Ж", ()),
        ("O'Neill", ("634",)),
        ("Müller", ("685",)),
        ("Отдел 5", ("563",)),
        ("王", ()),
    ],
)
def test_how_a_name_is_spelt(name: str, keys: tuple[str, ...]) -> None:
    assert spelt(name) == keys


def test_a_name_is_found_by_either_alphabet() -> None:
    rows = {row[0]: row[1] for row in directory.table(office()).rows}
    assert rows["536"] == PETROV  # петров, пётр
    assert rows["738"] == f"{PETROV}-{PETERSON}"  # petrov, petr, peterson
    assert rows["944"] == rows["485"] == JULIA  # юли, iul
    assert rows["44"] == JULIA
    assert "304" not in "-".join(rows.values())


def test_whoever_is_found_is_called_at_the_key() -> None:
    assert spells("536", "1").outcome.by == PETROV
    assert spells("738", "*", "1").outcome.by == PETERSON
    told = "\n".join(story_lines(spells("536", "1"), Language.RU))
    assert "Нашёлся номер 301; клавиша 1 вызывает." in told


@pytest.mark.parametrize(
    "presses", [("999", "999", "999"), ("536", "*", "536", "*", "536", "*"), ("536",), ()]
)
def test_else_the_call_ends_after_three_tries(presses: tuple[str, ...]) -> None:
    outcome = spells(*presses).outcome
    assert (outcome.ending, outcome.rang) == (Ending.SERVED, ())


def test_a_caller_from_outside_can_be_led_there() -> None:
    origin = FromTrunk(1, called="4957000100", caller="89161234567")
    story = simulate(Exchange(office()), Scenario(WORKDAY, origin, presses=("44#", "1")))
    assert story.outcome.by == JULIA


def test_the_usual_code_gives_way_to_a_number_of_the_office() -> None:
    config = after(sip("304", "x"), sip("411", "Петров"))
    assert config.code(Feature.DIRECTORY) == ""
    assert spells(config=config).outcome.by == "411"
