"""The queue of letters: bounded, the urgent first, and a damaged one is put aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.errors import Fault
from appliance.core.letters import LetterKind, LetterState, Written
from appliance.store import mail_queue
from appliance.store.mail_queue import MailQueue, Told, open_queue

HELP, ALARM, FAX, VOICE = LetterKind


def letter(kind: LetterKind = VOICE, size: int = 10, to: str = "a@example.com") -> Written:
    return Written(kind, to, b"x" * size)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[MailQueue]:
    made = MailQueue(tmp_path / "mail.db")
    yield made
    made.close()


def test_the_urgent_go_first_and_then_the_oldest(queue: MailQueue) -> None:
    voices = [letter(VOICE, to="1@a.ru"), letter(VOICE, to="2@a.ru")]
    queue.put([*voices, letter(FAX), letter(ALARM)], 5)
    queue.put([letter(HELP)], 6)
    order = []
    while (due := queue.due(10, 100)) is not None:
        order.append((due.kind, due.to))
        queue.keep(replace(due, state=LetterState.SENT, tried=10))
    assert [kind for kind, _ in order] == [HELP, ALARM, FAX, VOICE, VOICE]
    assert [to for _, to in order[3:]] == ["1@a.ru", "2@a.ru"]


def test_a_clock_that_was_put_back_is_waited_for_by_nobody(queue: MailQueue) -> None:
    queue.put([letter()], 1000)
    assert queue.due(999, 100) is None
    assert queue.due(10, 100) is not None


def test_it_is_bounded_and_calls_for_help_stay(
    queue: MailQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_queue, "MOST_WAITING", 3)
    monkeypatch.setattr(mail_queue, "ROOM", 1000)
    queue.put([letter(HELP), letter(VOICE), letter(VOICE), letter(VOICE)], 1)
    assert [e.state.value for e in reversed(queue.letters(9))] == [
        "waiting", "given-up", "waiting", "waiting",
    ]  # fmt: skip
    queue.put([letter(VOICE, 995)], 2)
    waits = [each for each in queue.letters(9) if each.waits]
    assert [each.kind for each in waits] == [HELP], "the large one is the newest, and too large"
    assert {each.error for each in queue.letters(9) if not each.waits} == {mail_queue.GAVE_WAY}


def test_what_has_ended_is_forgotten_behind_others(
    queue: MailQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_queue, "MOST_OVER", 2)
    queue.put([letter()] * 4, 1)
    for each in reversed(queue.letters(9)[1:]):
        queue.keep(replace(each, state=LetterState.SENT))
    assert [(e.number, e.waits) for e in queue.letters(9)] == [(4, True), (3, False), (2, False)]


def test_nothing_is_told_twice(queue: MailQueue) -> None:
    told = [Told("1.1", 5, "205 112")]
    assert queue.put([letter(HELP)], 5, "emergency", told)
    assert not queue.put([letter(HELP)], 6, "emergency", told)
    assert queue.put([letter(HELP)], 6, "other", told)
    assert len(queue.letters(9)) == 2
    assert queue.told("emergency") == told
    assert queue.subjects("em") == ["emergency"]
    queue.forget("emergency", ["1.1"])
    assert queue.told("emergency") == []


def test_a_damaged_one_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    path.write_bytes(b"this is no database, however often one reads it " * 100)
    queue = open_queue(path)
    queue.put([letter()], 1)
    queue.close()
    assert (tmp_path / "damaged-mail.db").read_bytes().startswith(b"this is no")


def test_where_there_is_no_room_nothing_is_put_aside(tmp_path: Path) -> None:
    with pytest.raises(Fault):
        open_queue(tmp_path / "missing" / "mail.db")
    (tmp_path / "mail.db").mkdir()
    with pytest.raises(Fault):
        open_queue(tmp_path / "mail.db")
    assert [each.name for each in tmp_path.iterdir()] == ["mail.db"]


def test_letters_of_a_release_that_knows_more_are_left_alone(queue: MailQueue) -> None:
    queue.put([letter()], 1)
    queue._database.execute_sql("UPDATE letter SET kind = 'telegram'")  # type: ignore[no-untyped-call]
    assert (queue.letters(9), queue.due(10, 100), queue.waiting()) == ([], None, 0)
