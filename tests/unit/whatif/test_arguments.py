"""Arguments as Asterisk takes them apart."""

import pytest

from appliance.whatif.arguments import choice, named, separated, true


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("a", ["a"]),
        ("a,b,", ["a", "b", ""]),
        (",a", ["", "a"]),
        ("f(a,b),c", ["f(a,b)", "c"]),
        ("[1,2],3", ["[1,2]", "3"]),
        ('"a,b",c', ["a,b", "c"]),
        (r"a\,b,c", ["a,b", "c"]),
        ("a),b", ["a)", "b"]),
    ],
)
def test_commas_part_but_not_within_brackets_and_quotes(text: str, parts: list[str]) -> None:
    assert separated(text) == parts


def test_raw_parts_keep_quotes_and_backslashes() -> None:
    assert separated(r'"a,b",\,c', raw=True) == ['"a,b"', r"\,c"]


def test_arguments_that_are_not_given_are_empty() -> None:
    assert named("a", 3) == ["a", "", ""]
    assert named("a,b,c,d", 3) == ["a", "b", "c,d"]


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ("", False),
        ("0", False),
        ("1", True),
        ("-1", True),
        ("x", True),
        ("0x", False),
        ('""', True),
    ],
)
def test_a_condition_is_true(condition: str, held: bool) -> None:
    assert true(condition) is held


def test_a_choice_has_two_ways() -> None:
    assert choice("1?a,b:c") == ("1", "a,b", "c")
    assert choice("1?a") == ("1", "a", "")
