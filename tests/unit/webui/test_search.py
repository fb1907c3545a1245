"""What fits what was typed into the search."""

from __future__ import annotations

import pytest

from webui.pages.search import Wanted


@pytest.mark.parametrize(
    ("typed", "texts", "fits"),
    [
        ("петр", ("Анна Петрова", "201"), True),
        ("ПЕТРОВА анна", ("Анна Петрова", "201"), True),
        ("petr", ("Анна Петрова", "201"), False),
        ("201", ("Анна Петрова", "201"), True),
        ("8 (495) 123", ("+7 495 123-45-67",), False),
        ("(495) 123-45", ("+7 495 123-45-67",), True),
        ("495 123", ("495", "123"), False),  # digits of one number
        ("00:15:65", ("Yealink", "00:15:65:aa:bb:cc"), True),
        ("час", ("Часовой пояс",), True),
    ],
)
def test_words_in_any_order_and_numbers_in_any_spelling(
    typed: str, texts: tuple[str, ...], fits: bool
) -> None:
    assert Wanted(typed).fits(*texts) is fits


@pytest.mark.parametrize(("typed", "enough"), [("", False), ("а", False), ("ан", True)])
def test_one_letter_is_not_enough(typed: str, enough: bool) -> None:
    assert Wanted(typed).enough is enough
