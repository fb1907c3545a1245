"""Each story, as the real Asterisk told it, becomes the right record."""

import re
from dataclasses import dataclass, replace

import pytest

from appliance.core.calls import Call, Direction, HungUpBy, Result, story
from tests.fakes.stories import NAMES, rows

ANSWERED = Result.ANSWERED
CALLER, CALLED, NOBODY = HungUpBy


@dataclass(frozen=True)
class Told:
    """What a record says; `recordings` by how many."""

    caller: str
    dialled: str
    answered_by: str
    result: Result
    hung_up_by: HungUpBy
    cause: int
    legs: tuple[str, ...]
    recordings: int


STORIES = {
    "called_by_name": Told("301", "302", "302", ANSWERED, CALLER, 16, ("301", "302"), 1),
    "called_hangs_up": Told("302", "301", "301", ANSWERED, CALLED, 16, ("302", "301"), 1),
    "busy": Told("301", "302", "", Result.BUSY, NOBODY, 17, ("301", "302"), 0),
    "declined": Told("301", "302", "", Result.BUSY, NOBODY, 21, ("301", "302"), 0),
    "given_up": Told("301", "302", "", Result.ABANDONED, CALLER, 16, ("301", "302"), 0),
    "nobody_answers": Told("301", "303", "", Result.NO_ANSWER, NOBODY, 19, ("301", "303"), 0),
    "switched_off": Told("301", "304", "", Result.FAILED, NOBODY, 34, ("301",), 0),
    "held": Told("301", "302", "302", ANSWERED, CALLED, 16, ("301", "302"), 1),
    "held_hangs_up": Told("301", "302", "302", ANSWERED, CALLED, 16, ("301", "302"), 1),
    "transferred_blind": Told("301", "302", "302", ANSWERED, CALLER, 16, ("301", "302", "303"), 1),
    "transferred_to_busy": Told(
        "301", "302", "302", ANSWERED, CALLER, 17, ("301", "302", "303"), 1
    ),
    "transferred_attended": Told(
        "301", "302", "302", ANSWERED, CALLED, 16, ("301", "302", "302", "303"), 2
    ),
    "beside_another": Told("301", "302", "302", ANSWERED, CALLER, 16, ("301", "302"), 1),
    "from_outside_beside": Told(
        "carrier", "84951234303", "303", ANSWERED, CALLED, 16, ("carrier", "303"), 1
    ),
    "from_outside": Told(
        "carrier", "84951234302", "302", ANSWERED, CALLER, 16, ("carrier", "302"), 1
    ),
    "from_outside_to_nobody": Told(
        "carrier", "984951234567", "", Result.FAILED, NOBODY, 1, ("carrier",), 0
    ),
    "to_carrier": Told(
        "301", "984951234567", "984951234567", ANSWERED, CALLED, 16, ("301", "984951234567"), 0
    ),
    "echo_test": Told("301", "*43", "", ANSWERED, CALLER, 0, ("301",), 0),
}


def _call(name: str, upto: int | None = None, cut_at: float | None = None) -> Call:
    call = story(rows(name)[:upto], "boot", cut_at)
    assert call is not None
    return call


def test_every_story_is_judged() -> None:
    assert set(NAMES) == STORIES.keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_story_becomes_its_record(name: str) -> None:
    call = _call(name)
    legs = tuple(leg.number for leg in call.legs)
    assert STORIES[name] == Told(
        call.caller, call.dialled, call.answered_by, call.result, call.hung_up_by, call.cause,
        legs, len(call.recordings),
    )  # fmt: skip


@pytest.mark.parametrize("name", [name for name in NAMES if STORIES[name].answered_by])
def test_who_hung_up_is_told_of_card_drivers_too_that_do_not_say_it(name: str) -> None:
    silent = [
        replace(row, extra=re.sub('"hangupsource":"[^"]*"', '"hangupsource":""', row.extra))
        for row in rows(name)
    ]
    call = story(silent, "boot")
    assert call is not None
    assert call.hung_up_by is STORIES[name].hung_up_by


@pytest.mark.parametrize("name", NAMES)
def test_times_are_those_of_the_events(name: str) -> None:
    call, told = _call(name), rows(name)
    assert (call.start, call.end) == (
        told[0].time,
        max(r.time for r in told if r.event == "HANGUP"),
    )
    assert call.ring_seconds >= 0
    assert call.talk_seconds == (call.end - call.answer if call.answer else 0)
    assert all(call.start <= leg.start <= leg.end <= call.end for leg in call.legs)


@pytest.mark.parametrize("name", NAMES)
def test_names_are_as_they_were_shown(name: str) -> None:
    names = {"301": "Юлия Объедкова", "302": "John Smith", "303": "Пётр"}
    for leg in _call(name).legs:
        assert leg.name == names.get(leg.number, "")


@pytest.mark.parametrize("name", NAMES)
def test_a_call_cut_at_any_event_says_so_and_lasts_until_the_cut(name: str) -> None:
    told = rows(name)
    for upto in range(1, len(told)):
        if told[upto - 1].event in {"HANGUP", "CHAN_END", "LINKEDID_END"}:
            continue
        cut = told[upto - 1].time + 5
        call = _call(name, upto, cut_at=cut)
        assert (call.result, call.cut, call.hung_up_by) == (Result.CUT, True, HungUpBy.NOBODY)
        assert (call.end, call.cause) == (cut, 0)


def test_directions() -> None:
    assert _call("from_outside").direction is Direction.INBOUND
    assert _call("called_by_name").direction is Direction.INTERNAL


def test_a_receiver_lifted_and_put_back_is_no_call() -> None:
    first = rows("echo_test")[0]
    assert story([first], "boot") is not None
    assert story([replace(first, exten="s")], "boot") is None


def test_the_box_calling_itself_is_no_call() -> None:
    told = [replace(row, context="lineman-check") for row in rows("echo_test")]
    assert story(told, "boot") is None


def test_a_number_at_a_sip_line_leads_out() -> None:
    assert _call("to_carrier").direction is Direction.OUTBOUND
    assert _call("busy").direction is Direction.INTERNAL
