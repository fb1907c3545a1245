"""Each story, as the real Asterisk told it, becomes the right record."""

import re
from dataclasses import replace

import pytest

from appliance.core.calls import Call, Direction, HungUpBy, Part, Result
from appliance.core.story import story
from tests.fakes.stories import ALL, CUT, NAMES, calls, rows
from tests.fakes.told import TOLD, words

_ANSWERED = tuple(name for name in NAMES if "; answered, " in TOLD[name][0])
# Who of two that talked to each other by a channel within Asterisk left first is not told.
_BY_SOURCE_ALONE = {
    "by_code_attended", "echo", "echo_test", "my_number", "clock_left_early", "forwarding_is_set",
    "conference_alone", "conference_without_the_pin",
    "own_mailbox", "in_to_a_prompt", "blind_to_a_mailbox", "blind_to_somebody_busy",
    "transferred_to_busy", "restarted_by_order",
}  # fmt: skip


_NAMES = {
    "301": "Юлия Объедкова", "302": "John Smith", "303": "Пётр", "304": "Off", "305": "Recorded",
    "306": "Guest", "307": "Агент Первый", "308": "Агент Второй",
}  # fmt: skip


def _call(name: str, upto: int | None = None, cut_at: float | None = None) -> Call:
    call = story(rows(name)[:upto], "boot", cut_at)
    assert call is not None
    return call


def test_every_story_is_judged() -> None:
    assert set(ALL) == TOLD.keys()
    assert len(ALL) > 100
    assert len(CUT) > 5


@pytest.mark.parametrize("name", ALL)
def test_a_story_becomes_its_record(name: str) -> None:
    assert tuple(map(words, calls(name))) == TOLD[name]


@pytest.mark.parametrize("name", sorted({*_ANSWERED} - _BY_SOURCE_ALONE))
def test_who_hung_up_is_told_of_card_drivers_too_that_do_not_say_it(name: str) -> None:
    silent = [
        replace(
            row,
            channel=row.channel.replace("PJSIP/", "DAHDI/"),
            extra=re.sub('"hangupsource":"[^"]*"', '"hangupsource":""', row.extra),
        )
        for row in rows(name)
    ]
    call = story(silent, "boot")
    assert call is not None
    assert call.hung_up_by is _call(name).hung_up_by


@pytest.mark.parametrize("name", NAMES)
def test_times_are_those_of_the_events(name: str) -> None:
    call, told = _call(name), rows(name)
    part = {leg.unique for leg in call.legs if leg.part is not Part.LISTENED}
    ends = [row.time for row in told if row.event == "HANGUP" and row.unique in part]
    assert (call.start, call.end) == (told[0].time, max(ends))
    assert call.ring_seconds >= 0
    assert 0 <= call.talk_seconds <= call.end - call.start
    assert (call.talk_seconds > 0) == bool(call.answered_by)
    assert all(call.start <= leg.start <= leg.end for leg in call.legs)
    assert max(leg.end for leg in call.legs if leg.unique in part) == call.end


def test_talk_is_without_what_lies_between() -> None:
    """Who is handed over to somebody busy talks to nobody from then on."""
    call = _call("blind_to_somebody_busy")
    assert call.talk_seconds < call.end - call.answer - 0.3
    assert _call("held").talk_seconds == pytest.approx(4.84, abs=0.01)
    assert _call("attended").talk_seconds == pytest.approx(1.45, abs=0.01)


def test_an_old_row_that_does_not_say_how_long_was_talked_until_the_end() -> None:
    call = replace(_call("held"), talked=-1.0)
    assert call.talk_seconds == call.end - call.answer


@pytest.mark.parametrize("name", NAMES)
def test_names_are_as_they_were_shown(name: str) -> None:
    """The exchange gives a telephone its owner's name when it calls a person, not before."""
    for leg in _call(name).legs:
        assert leg.name in {"", _NAMES.get(leg.number)} or leg.number not in _NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_call_cut_at_any_event_says_so_and_lasts_until_the_cut(name: str) -> None:
    told = rows(name)
    lifted = told[0].exten == "s"  # an analogue receiver, and nothing dialled as yet
    for upto in range(2 if lifted else 1, len(told)):
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


def test_who_was_asked_by_a_code_is_told_though_the_transfer_names_no_channel() -> None:
    told = [
        replace(row, extra=re.sub('channel_name":"Local/[^"]*"', 'channel_name":"N/A"', row.extra))
        for row in rows("by_code_attended")
    ]
    call = story(told, "boot")
    assert call is not None
    assert [each.whom for each in call.happened] == ["305"]


def test_a_caller_who_handed_his_call_over_did_not_end_it() -> None:
    """Whichever BYE came first, his own channel is gone before the talk that goes on is."""
    told = rows("attended_of_a_call_to_the_outside")
    own = [
        replace(row, extra=row.extra.replace('source":""', f'source":"{row.channel}"'))
        if row.event == "HANGUP" and row.unique == told[0].unique
        else row
        for row in told
    ]
    assert own != told
    call = story(own, "boot")
    assert call is not None
    assert call.hung_up_by is HungUpBy.CALLED
