"""What is asked about parts, and where a refusal belongs."""

from __future__ import annotations

import pytest

from webui.pages.start_phones import field_at
from webui.parts.asking import command_at


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
