"""What is asked about parts, and where a refusal belongs."""

from __future__ import annotations

import pytest

from appliance.core.canonical import to_plain
from appliance.core.commands import AdoptCard
from appliance.core.parts import PLACES, named_by, parts, spelled
from appliance.core.test_calls import StoredCall
from appliance.simulate.cards import office_cards
from tests.fakes.configured import COMMANDS
from tests.machines.offices import after
from webui.pages.start_phones import field_at
from webui.parts.asking import command_at, listed_name, name_of


def test_what_is_listed_has_the_name_that_it_has_everywhere() -> None:
    office = after(*(AdoptCard(card.found) for card in office_cards()), *COMMANDS)
    told = [(kind, part, to_plain(part, kind)) for kind in PLACES for part in parts(office, kind)]
    assert {kind for kind, _, _ in told} >= {kind for kind in PLACES if named_by(kind)} - {
        StoredCall
    }
    for kind, part, plain in told:
        assert listed_name(kind, plain) == name_of(kind, plain) == spelled(part)


@pytest.mark.parametrize(
    ("field", "place"),
    [("part.name", 0), ("commands[1].part.name", 1), ("commands[12].part.code", 12), ("draft", 0)],
)
def test_a_refusal_is_about_one_of_the_commands(field: str, place: int) -> None:
    assert command_at(field) == place


@pytest.mark.parametrize(
    ("refused", "field"),
    [
        ("part.name", "name-201"),
        ("commands[1].part.name", "name-203"),
        ("commands[2].part.name", "form"),
        ("draft", "form"),
        ("revision", "form"),
    ],
)
def test_only_a_name_is_refused_at_the_field_of_a_telephone(refused: str, field: str) -> None:
    assert field_at(["name-201", "name-203"], refused) == field
