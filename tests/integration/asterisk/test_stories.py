"""A story of each kind is told anew in the real Asterisk; the campaign `stories` tells them all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.told import TOLD
from tests.integration.asterisk.stories.judging import faults
from tests.integration.asterisk.stories.stage import Stage
from tests.integration.asterisk.stories.telling import CUTS, STORIES, tell, telling

_SOME = (
    "answered_after_a_while",
    "forwarded_when_busy",
    "left_to_the_mailbox",
    "out_by_the_second_line",
    "out_unallocated",
    "queue_abandoned_while_it_rings",
    "menu_left",
    "attended_then_blind",
    "picked_up",
    "listened_to",
    "desk_to_one_who_rests",
    "desk_to_a_group_that_rests",
    "out_more_than_one_at_once",
    "conference_of_three",
)


@pytest.fixture(scope="module")
def stage(root: Path) -> Iterator[Stage]:
    with telling(root) as made:
        yield made


def test_every_story_can_be_told_and_is_judged() -> None:
    assert {*STORIES, *CUTS} <= TOLD.keys()


@pytest.mark.parametrize("name", _SOME)
def test_a_story_is_told_anew(stage: Stage, name: str) -> None:
    assert list(faults(name, tell(stage, name))) == []


def test_a_story_that_is_cut(root: Path) -> None:
    with telling(root) as stage:
        assert list(faults("cut_while_they_talk", tell(stage, "cut_while_they_talk"))) == []
