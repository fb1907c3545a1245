"""Who has to wait at the web page lifts that at his own telephone, by his PIN."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.compiler.compile import compile_config
from appliance.core.feature_codes import DEFAULT_CODES, Feature, FeatureCode
from appliance.core.live_state import Family, LiveChange, Where, noted
from appliance.core.scenario import LiveValue
from appliance.core.test_calls import Ending
from tests.unit.compiler.test_hot_desk import NOW, PIN, WRONG, call, office, written

CODE = "*35"


def _noted(who: str, *presses: str, live: tuple[LiveValue, ...] = ()) -> list[str]:
    """What is written into the journal, and what is heard last."""
    story = call(who, CODE, *live, presses=presses)
    heard = [step.arguments for step in story.steps if step.application == "Playback"]
    return [*written(story, "DB(CHANGED/"), *heard[-1:]]


def test_the_pin_of_ones_own_number_is_noted_for_the_supervisor() -> None:
    said, heard = _noted("301", PIN)
    assert heard == "auth-thankyou"
    key, _, text = said.removeprefix("DB(CHANGED/").partition(")=")
    line = noted(key, text)
    assert line is not None
    assert (line.entry, line.who, line.where) == ((Family.DOOR, "301"), "301", Where.TELEPHONE)
    assert LiveChange(0.0, line.entry, "", line.value, line.who, line.where).after


@pytest.mark.parametrize("who", ["302", "304"], ids=["without a PIN", "nobody's telephone"])
def test_who_has_no_pin_is_told_as_one_who_was_wrong(who: str) -> None:
    assert _noted(who, PIN, PIN, PIN) == ["conf-invalidpin"]


def test_a_wrong_pin_is_counted_and_slower_each_time() -> None:
    story = call("301", CODE, presses=(WRONG,) * 3)
    assert story.outcome.ending is Ending.REFUSED
    assert written(story, "DB(CHANGED/") == []
    assert len(written(story, f"DB({Family.WRONG_PINS}/301")) == 3
    waits = [each.arguments for each in story.steps if each.application == "Wait"]
    assert waits == ["1", "2", "4", "6"]


def test_a_number_that_was_guessed_too_often_lifts_nothing() -> None:
    locked = (LiveValue(Family.WRONG_PINS, "301", f"5+{NOW - 60}"),)
    assert _noted("301", PIN, PIN, PIN, live=locked) == ["conf-invalidpin"]


def test_the_second_try_may_be_right() -> None:
    assert _noted("301", WRONG, PIN)[-1] == "auth-thankyou"


def test_the_code_can_be_another_or_none() -> None:
    other = replace(office(), codes=(FeatureCode(Feature.LET_IN, "*36"),))
    assert written(call("301", "*36", presses=(PIN,), config=other), "DB(CHANGED/")
    none = replace(office(), codes=(FeatureCode(Feature.LET_IN, ""),))
    assert Family.DOOR + "/" not in compile_config(none)["asterisk/extensions.conf"]
    assert list(DEFAULT_CODES.values()).count(CODE) == 1
