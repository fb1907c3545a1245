"""A story's calls are held against the telephones' own clock."""

import pytest

from tests.fakes.stories import calls
from tests.integration.asterisk.stories.judging import talk_of
from tests.integration.asterisk.stories.telling import Heard


@pytest.mark.parametrize(
    ("story", "who"),
    [
        ("queue_waited_too_long", "303"),  # meanwhile both members talk, much longer
        ("asked_and_taken_back", "302"),  # who asks somebody else meanwhile, shortly
        ("talked_over_two_calls", "302"),
    ],
)
def test_of_two_calls_the_one_in_which_they_talk_is_measured(story: str, who: str) -> None:
    told = calls(story)
    meant = next(call for call in told if call.answered_by == who and call.caller != "305")
    heard = Heard((), tuple(told), meant.answer + 0.003, meant.end - 0.01)
    assert talk_of(heard) == meant.talk_seconds
    assert len({call.talk_seconds for call in told}) == 2


def test_a_story_without_an_answer_has_no_talk() -> None:
    assert talk_of(Heard((), tuple(calls("busy_inside")), 0.0, 0.0)) == 0.0
