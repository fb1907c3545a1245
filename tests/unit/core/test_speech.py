"""What may be spoken, and in which language."""

from __future__ import annotations

import pytest

from appliance.core.errors import Invalid
from appliance.core.people import Language
from appliance.core.speech import LONGEST, language_of, speakable


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Здравствуйте! Вы позвонили в Acme.", Language.RU),
        ("Ёлка", Language.RU),
        ("Welcome to the company", Language.EN),
        ("8 800 555-35-35", Language.EN),
    ],
)
def test_letters_tell_the_language(text: str, language: Language) -> None:
    assert language_of(text, Language.EN) is language


def test_digits_are_in_the_language_of_the_office() -> None:
    assert language_of("8 800", Language.RU) is Language.RU


def test_lines_become_one() -> None:
    assert speakable(" Нажмите 1.\r\n\tИли  2. ") == "Нажмите 1. Или 2."


@pytest.mark.parametrize("text", ["", " \n", "?!…", "a" * (LONGEST + 1), "Раз\x1b[31m", "a\0b"])
def test_what_is_no_sentence_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        speakable(text)
    assert refused.value.field == "text"


def test_the_longest_is_spoken() -> None:
    assert len(speakable("я" * LONGEST)) == LONGEST
