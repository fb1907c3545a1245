"""Where a call goes on, as Asterisk looks for it."""

import pytest

from appliance.compiler.dialplan.steps import Context, Exten, Step
from appliance.whatif.dialplan import Dialplan, Place


def _steps(*labels: str) -> tuple[Step, ...]:
    return tuple(Step("NoOp", label=label) for label in labels)


DIALPLAN = Dialplan(
    (
        Context("office", (Exten("_2XX", _steps("p1", "p2", "p3")),), ("codes", "phones", "out")),
        Context("codes", (Exten("*78", _steps("on")), Exten("*780", _steps("more")))),
        Context("phones", (Exten("201", _steps("first")), Exten("301", _steps("third")))),
        Context("out", (Exten("_XXX.", _steps("out")), Exten("_+X!", _steps("plus")))),
        Context("a", (), ("b",)),
        Context("b", (Exten("1", _steps("one")),), ("a",)),
    )
)


@pytest.mark.parametrize(
    ("exten", "label"),
    [
        ("201", "p1"),
        ("301", "third"),
        ("*78", "on"),
        ("8495", "out"),
        ("+7", "plus"),
        ("30", None),
        ("999", None),
    ],
)
def test_own_names_come_first_then_what_is_included(exten: str, label: str | None) -> None:
    found = DIALPLAN.step(Place("office", exten, 1))
    assert (found.label if found else None) == label


def test_a_step_that_a_name_lacks_is_the_next_fitting_names() -> None:
    mixed = Dialplan(
        (Context("c", (Exten("201", _steps("exact")), Exten("_2XX", _steps("p1", "p2")))),)
    )
    assert [step.label for n in (1, 2) if (step := mixed.step(Place("c", "201", n)))] == [
        "exact",
        "p2",
    ]
    assert mixed.priority("c", "201", "p2") == 2
    assert mixed.priority("c", "201", "nothing") is None


def test_contexts_that_include_each_other_are_searched_once() -> None:
    assert DIALPLAN.exists("a", "1")
    assert not DIALPLAN.exists("a", "2")


@pytest.mark.parametrize(
    ("digits", "begins", "more"),
    [
        ("2", True, True),
        ("201", True, True),  # `_XXX.` takes more than three digits
        ("*7", True, True),
        ("*78", True, True),
        ("*780", True, False),
        ("*9", False, False),
        ("+7", True, False),
        ("+", True, True),
        ("", True, True),
    ],
)
def test_digits_that_begin_a_number(digits: str, begins: bool, more: bool) -> None:
    assert DIALPLAN.can_match("office", digits) is begins
    assert DIALPLAN.more_could_match("office", digits) is more
