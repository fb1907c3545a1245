"""Patterns match and are ordered as Asterisk's own comments and source say."""

import pytest

from appliance.core.pattern import Match, best, exten_match, match_more, order


@pytest.mark.parametrize(
    ("exten", "dialled", "complete", "more"),
    [
        ("201", "201", Match.YES, Match.NO),
        ("201", "20", Match.NO, Match.YES),
        ("201", "2011", Match.NO, Match.NO),
        ("X01", "X01", Match.YES, Match.NO),  # no pattern, so a letter
        ("_NXX-XXXX", "201-5555", Match.YES, Match.NO),
        ("_NXX-XXXX", "1015555", Match.NO, Match.NO),
        ("_ZXX", "001", Match.NO, Match.NO),
        ("_[13-5]X", "37", Match.YES, Match.NO),
        ("_[13-5]X", "27", Match.NO, Match.NO),
        ("_[5-]X", "-57", Match.YES, Match.NO),  # dashes are skipped before any set
        ("_[]5", "5", Match.YES, Match.NO),
        ("_8.", "8", Match.NO, Match.YES),
        ("_8.", "84", Match.YES, Match.YES),
        ("_8!", "8", Match.EARLY, Match.EARLY),
        ("_8!", "84", Match.EARLY, Match.EARLY),
        ("_+7X", "+71", Match.YES, Match.NO),
        ("_x*n", "4*2", Match.YES, Match.NO),
        ("_X.", "5*#+a", Match.YES, Match.YES),
    ],
)
def test_what_fits(exten: str, dialled: str, complete: Match, more: Match) -> None:
    assert exten_match(exten, dialled) is complete
    assert match_more(exten, dialled) is more


def test_the_order_is_that_of_a_context() -> None:
    sorted_by_asterisk = [
        "1",
        "12",
        "2",
        "_12.",
        "_1[23]",
        "_1[2-57]",
        "_1[2-47-9]",
        "_1N",
        "_1Z",
        "_1XX",
        "_1X",
        "_1.",
        "_1!",
        "_1",
        "_[12]",
        "_[13]",
        "_NX",
        "_ZX",
        "_X",
        "_.",
        "_!",
    ]
    assert sorted(sorted_by_asterisk, key=order) == sorted_by_asterisk


def test_the_most_specific_is_taken() -> None:
    assert best(["_X.", "_8X.", "_8[49]XX", "8495"], "8495") == "8495"
    assert best(["_X.", "_8X.", "_8[49]XX"], "8495") == "_8[49]XX"
    assert best(["_X.", "_8X."], "95") == "_X."
    assert best(["_X."], "9") is None
