"""Sets of numbers hold what the metadata's expressions fit, and their patterns fit the same."""

import random
import re

import pytest
from phonenumbers import PhoneMetadata

from appliance.core.countries import CountryCode
from appliance.core.numbering.expression import numbers_of
from appliance.core.numbering.language import (
    ANY,
    EMPTY,
    NOTHING,
    cut,
    openings,
    patterns,
    word,
    words,
)
from appliance.core.pattern import Match, exten_match

KINDS = ("general_desc", "fixed_line", "mobile", "toll_free", "premium_rate", "voicemail")


def _expressions() -> list[str]:
    found = []
    for country in CountryCode:
        data = PhoneMetadata.metadata_for_region(country.upper())
        for kind in KINDS:
            expression = getattr(getattr(data, kind), "national_number_pattern", None)
            found += [expression] if expression else []
    return found


def _near(draw: random.Random, number: str) -> str:
    """The number, or one that differs from it by a digit."""
    place = draw.randrange(len(number))
    changed = draw.choice(["", "0", "5", "9", number[place], number[place] * 2])
    return number[:place] + changed + number[place + 1 :]


@pytest.mark.parametrize("expression", _expressions())
def test_a_set_holds_what_its_expression_fits(expression: str) -> None:
    """Python's own expressions and our patterns agree on numbers within and near."""
    numbers, draw = numbers_of(expression), random.Random(expression)  # noqa: S311  # no secret
    found = patterns(numbers)
    for _ in range(60):
        pattern = draw.choice(found)
        within = re.sub(r"\[(.)[^]]*\]", r"\1", pattern).translate(str.maketrans("XZN", "372"))
        number = _near(draw, within)
        fits = re.fullmatch(expression, number) is not None
        assert (number in numbers) == fits
        matching = [each for each in found if exten_match(f"_{each}", number) is not Match.NO]
        assert len(matching) == fits


@pytest.mark.parametrize("expression", ["1+", "1.", "(?=1)2", "[^1]", "(12", "1)", "\\w", "1*"])
def test_another_kind_of_expression_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|ends no group"):
        numbers_of(expression)


def test_sets_are_equal_when_they_hold_the_same() -> None:
    assert words(["12", "13"]) is (words(["13"]) | words(["12"]))
    assert words(["12"]) - words(["12"]) is NOTHING
    assert words(["12", "345"]) & ANY is words(["345", "12"])
    assert word("12") + word("3") is word("123")
    assert numbers_of("1[23]?") is words(["1", "12", "13"])


def test_parts_of_sets() -> None:
    some = words(["12", "127", "345"])
    assert some.after("12") is words(["", "7"])
    assert some.after("9") is NOTHING
    assert openings(some) is words(["", "1", "12", "127", "3", "34", "345"])
    assert cut(some, 2) is words(["12", "34"])
    assert cut(some, 0) is EMPTY


def test_patterns_are_written_short() -> None:
    assert patterns(words(f"{n}5" for n in "0123789")) == ("[0-37-9]5",)
    assert patterns(words(["12", "127"])) == ("12", "127")
    assert patterns(words("0123456789")) == ("X",)
    assert patterns(words("123456789")) == ("Z",)
    assert patterns(words("23456789")) == ("N",)
    assert patterns(words("2468")) == ("[2468]",)
