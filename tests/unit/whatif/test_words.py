"""Every sentence in both languages, with the forms that numbers ask for."""

import re
from string import Formatter

import pytest

from appliance.core.people import Language
from appliance.core.saying import form
from appliance.core.test_calls import Ending
from appliance.whatif.story import Happening
from appliance.whatif.telling import said
from appliance.whatif.words import TERMS, WORDS


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("what", WORDS)
def test_both_languages_say_it_with_the_same_gaps(what: str) -> None:
    words = WORDS[what]
    assert bool(words.ru) is bool(words.en)
    assert _gaps(words.ru) == _gaps(words.en)
    if words.ru:
        assert re.search("[а-яё]", words.ru)
        assert not re.search("[а-яё]", words.en)
        assert words.ru.endswith(".")
        assert words.en.endswith(".")


@pytest.mark.parametrize("what", WORDS)
def test_a_number_has_three_forms_in_russian_and_two_in_english(what: str) -> None:
    for text, forms in ((WORDS[what].ru, 3), (WORDS[what].en, 2)):
        specs = [spec for _, _, spec, _ in Formatter().parse(text) if spec]
        assert all(len(spec.split("|")) == forms for spec in specs)


@pytest.mark.parametrize("term", TERMS)
def test_terms_are_in_both_languages(term: str) -> None:
    assert re.search("[а-яё]", TERMS[term].ru)
    assert TERMS[term].en.isascii()


def test_every_ending_has_its_sentence() -> None:
    assert {f"end: {ending}" for ending in Ending} <= WORDS.keys()


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, 2), (1, 0), (2, 1), (4, 1), (5, 2), (11, 2), (12, 2), (21, 0), (22, 1), (25, 2), (111, 2)],
)
def test_russian_forms(number: int, expected: int) -> None:
    assert form(number, Language.RU) == expected


def test_sentences() -> None:
    rings = Happening(3, "Dial: rings", ("201 (Анна)", "21"))
    assert said(rings, Language.RU) == "Звонит 201 (Анна), до 21 секунды."
    assert said(rings, Language.EN) == "201 (Анна) rings, up to 21 seconds."
    refused = Happening(3, "end: refused", ("", "cause 34"))
    assert said(refused, Language.RU) == "Итог: отказ, нет линии."
    assert said(refused, Language.EN) == "In the end: refused, no line."
