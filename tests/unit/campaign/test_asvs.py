"""The table of what page and API are judged by is whole, and names what is there."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.campaign.asvs import trying
from tests.campaign.asvs.table import Removal, Verdict, items, named_in, read, unsaid
from tests.unit.tree import TREE

ITEMS, REMOVALS = read()
# Of the standard's version 5.0.0: how many items of levels 1 and 2 each of its chapters has.
OF_CHAPTERS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9,
               13: 13, 14: 9, 15: 13, 16: 16, 17: 7}  # fmt: skip
LEVELS = {1: 70, 2: 183}
ROW = "| 1.2.3 | 1 | asked | kept | how | `tests/a.py::test_b` `says: a.md: two words` |"


def test_every_item_is_there_once() -> None:
    assert Counter(int(each.split(".")[0]) for each in ITEMS) == OF_CHAPTERS
    assert Counter(each.level for each in ITEMS.values()) == LEVELS


def test_whatever_is_kept_is_shown_and_whatever_is_not_says_why() -> None:
    for item in ITEMS.values():
        shown = bool(item.tests or item.says or item.without)
        assert shown is (item.verdict is not Verdict.NOT_KEPT), item
        assert item.asked, item
        assert item.how, item


@pytest.mark.parametrize("number", ITEMS)
def test_what_shows_an_item_is_there(number: str) -> None:
    for test in ITEMS[number].tests:
        file, _, name = test.partition("::")
        assert name in named_in(TREE / file), test
    assert unsaid(TREE, ITEMS[number]) is None


@pytest.mark.parametrize("case", REMOVALS)
def test_a_control_that_is_taken_out_is_there(case: str) -> None:
    removal = REMOVALS[case]
    assert removal.test in ITEMS[removal.item].tests
    text = (TREE / removal.file).read_text()
    assert removal.done_to(text) != text


def test_a_row_that_is_none_is_refused() -> None:
    (item,) = items(ROW).values()
    assert (item.tests, item.says) == (("tests/a.py::test_b",), (("a.md", "two words"),))
    for wrong in (f"{ROW}\n{ROW}", ROW.replace("kept", "perhaps"), ROW.replace("| how ", ""),
                  ROW.replace("tests/a.py::test_b", "somebody says so")):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            items(wrong)


def test_what_stands_twice_is_not_taken_out() -> None:
    with pytest.raises(ValueError, match="2 times"):
        Removal("1.2.3", "a.py", "a", "", "t").done_to("a = a")


def test_of_a_test_with_parameters_none_may_fail_or_be_left_out() -> None:
    report = """<testsuites><testsuite>
        <testcase classname="a" name="test_good"/>
        <testcase classname="a" name="test_many[1]"/>
        <testcase classname="a" name="test_many[2]"><failure message="no"/></testcase>
        <testcase classname="a" name="test_left"><skipped message="no browser"/></testcase>
    </testsuite></testsuites>"""
    names = [f"a.py::test_{each}" for each in ("good", "many", "left", "gone")]
    assert list(trying.outcomes(report, names).values()) == [
        None, "failure: no", "skipped: no browser", "did not run",
    ]  # fmt: skip
