"""Stored calls are tried before a change: another answer is shown, and has to be accepted."""

import asyncio
from dataclasses import replace

import pytest

from appliance.apply.transaction import Applied
from appliance.core.commands import AdoptCard, Command, Put, Several, edit
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.scenario import Does, FromTelephone, Moment, Scenario, TelephoneIs
from appliance.core.test_calls import Ending, Outcome, StoredCall
from appliance.core.text import DisplayName
from appliance.facts import ConfigCommitted
from appliance.flows.changed_answers import KIND, ChangedAnswers
from appliance.flows.test_calls import AnotherAnswer, replayed
from appliance.flows.waiting import Later, Terms, WhenIdle
from tests.fakes.changing_box import Box
from tests.machines.offices import A400P, named, number

_MONDAY = Moment("2026-03-02T10:15:00+03:00")
_SILENT = TelephoneIs(number("302"), Does.NO_ANSWER)
CALL = StoredCall(
    Key("to-ivan"),
    DisplayName("To Ivan"),
    Scenario(_MONDAY, FromTelephone(number("301"), "302"), telephones=(_SILENT,)),
    Outcome(Ending.SERVED),
)


@pytest.fixture
def watched(box: Box) -> Box:
    """The box with the call and the answer it has now, as revision 2."""
    (another,) = replayed(edit(box.config, Put(CALL)))
    expected = replace(CALL, expected=another.story.outcome)
    asyncio.run(box.changes.change(Put(expected), 1, "anna", "a call to watch"))
    return box


def _longer(config: Config) -> Command:
    return Put(replace(config.extension(number("302")), ring_seconds=60))


def _change(box: Box, command: Command, *accepted: str) -> Applied:
    terms = Terms(answers=accepted)
    return asyncio.run(box.changes.change(command, box.changes.revision, "ivan", "x", terms))


def test_the_same_answer_is_nothing_to_talk_about(watched: Box) -> None:
    assert asyncio.run(watched.changes.foresee(named("301", "Olga"), 2)).answers == ()
    _change(watched, named("301", "Olga"))
    assert watched.changes.revision == 3


def test_another_answer_is_foreseen_and_refused(watched: Box) -> None:
    longer = _longer(watched.config)
    (another,) = asyncio.run(watched.changes.foresee(longer, 2)).answers
    assert another.call.key == CALL.key
    assert another.story.outcome.rang[0].seconds == 60
    with pytest.raises(AnotherAnswer, match="To Ivan: goes another way"):
        _change(watched, longer)
    with pytest.raises(AnotherAnswer):
        _change(watched, longer, "another-call")
    assert watched.changes.revision == 2


def test_an_answer_that_is_accepted_is_the_expected_one(watched: Box) -> None:
    _change(watched, _longer(watched.config), "to-ivan")
    assert watched.changes.revision == 3
    (stored,) = watched.config.test_calls
    assert stored.expected.rang[0].seconds == 60
    assert replayed(watched.config) == ()


def test_a_change_for_later_is_tried_at_once(watched: Box) -> None:
    later = Later(_longer(watched.config), 2, "ivan", "x", WhenIdle())
    with pytest.raises(AnotherAnswer):
        asyncio.run(watched.changes.change_later(later))
    assert watched.changes.later is None


def _told(box: Box) -> list[str]:
    return [each.issue.text for each in box.board.issues() if each.issue.kind == KIND]


def test_the_boxs_own_changes_ask_nobody_and_tell(watched: Box) -> None:
    """Until an admin's next change, for which the answer has to be accepted."""
    answers = ChangedAnswers(watched.changes, watched.board)
    both = Several((AdoptCard(A400P), _longer(watched.config)))

    async def story() -> None:
        heard: asyncio.Queue[ConfigCommitted] = asyncio.Queue()
        watched.bus.subscribe("test", ConfigCommitted, call=heard.put)
        await watched.changes.take_on((both,), "a card")
        await answers.committed(await heard.get())
        assert _told(watched) == ["Test calls go another way than was accepted: To Ivan."]
        terms = Terms(answers=("to-ivan",))
        await watched.changes.change(named("301", "Olga"), 3, "ivan", "x", terms)
        await answers.committed(await heard.get())

    asyncio.run(story())
    assert watched.changes.revision == 4
    assert _told(watched) == []
    assert replayed(watched.config) == ()


def test_a_start_tells_what_this_version_makes_of_them(watched: Box) -> None:
    """It stored them with another answer."""
    answers = ChangedAnswers(watched.changes, watched.board)
    asyncio.run(answers.look())
    assert _told(watched) == []
    other = replace(CALL, expected=Outcome(Ending.SERVED))
    watched.world.save(edit(watched.config, Put(other)), "box", "of another version")
    watched.start()
    answers = ChangedAnswers(watched.changes, watched.board)
    asyncio.run(answers.look())
    assert _told(watched) == ["Test calls go another way than was accepted: To Ivan."]


def test_a_revision_is_restored_once_its_answers_are_accepted(watched: Box) -> None:
    other = replace(CALL, expected=Outcome(Ending.SERVED))
    watched.world.save(edit(watched.config, Put(other)), "box", "of another version")
    watched.start()
    (another,) = asyncio.run(watched.changes.foresee_restore(3)).answers
    assert another.call.key == CALL.key
    with pytest.raises(AnotherAnswer, match="To Ivan: goes another way"):
        asyncio.run(watched.changes.restore(3, "ivan"))
    assert watched.world.revision() == 3
    asyncio.run(watched.changes.restore(3, "ivan", Terms(answers=("to-ivan",))))
    assert replayed(watched.config) == ()
    assert watched.world.notes[-1].message == "other answers of test calls accepted"
    assert watched.changes.revision == watched.world.revision() == 5
