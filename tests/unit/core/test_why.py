"""Each story's end in one sentence, and the events that prove it."""

from dataclasses import replace

import pytest

from appliance.core.calls import Deed, Happening, Part
from appliance.core.noted import Fact
from appliance.core.people import Language
from appliance.core.story import story
from appliance.core.why import evidence, why
from appliance.core.why_words import CAUSES, TERMS, WORDS
from tests.fakes.stories import ALL, calls, rows

SENTENCES = {
    "answered_after_a_while": "302 (John Smith) answered, they talked for 0:01, and the caller "
    "hung up.",
    "called_side_ends_it": "301 (Юлия Объедкова) answered, they talked for 0:01, and the other "
    "side hung up.",
    "restarted_by_order": "302 (John Smith) answered, they talked for 0:01, and the exchange "
    "itself ended the call.",
    "echo": "The exchange itself answered: *43 is nobody's telephone.",
    "left_to_the_mailbox": "Nobody took the call, and mailbox 303 answered it.",
    "cut_while_it_rings": "The exchange went down in the middle of the call, before anybody had "
    "answered.",
    "cut_in_the_mailbox": "The exchange went down in the middle of the call, before anybody had "
    "answered.",
    "cut_while_they_talk": "The exchange went down in the middle of a talk that had lasted 0:01.",
    "nobody_answers": "303 (Пётр): it rang for 5 seconds and nobody answered.",
    "given_up_inside": "The caller hung up after 1 second, while 302 (John Smith) was ringing.",
    "queue_abandoned_while_all_talk": "The caller hung up after 3 seconds, before anybody of "
    "queue sales answered.",
    "queue_abandoned_while_it_rings": "The caller hung up after 6 seconds, before anybody of "
    "queue sales answered.",
    "turn_kept": "After 0 seconds the caller asked to be called back and keeps the turn in queue "
    "sales.",
    "menu_left": "The caller hung up after 2 seconds without a choice in menu main.",
    "menu_direct_dial_to_somebody_busy": "Busy: 302 (John Smith).",
    "group_all_busy": "Busy: 301 (Юлия Объедкова), 302 (John Smith).",
    "out_rejected": "The call was declined: 84951112233.",
    "disturbed_not": "302 takes no calls: do not disturb is on.",
    "desk_to_one_who_rests": "302 takes no calls: do not disturb is on.",
    "desk_to_one_who_forwards_to_one_who_rests": "305 takes no calls: do not disturb is on.",
    "desk_to_a_group_that_rests": "Nobody of 600 takes calls at present, and the call leads "
    "nowhere else.",
    "desk_to_a_number_without_a_telephone": "309 has no telephone that could ring.",
    "to_a_number_without_a_telephone": "309 has no telephone that could ring.",
    "desk_to_a_telephone_that_is_off": "The telephone of 304 cannot be reached: it is not "
    "connected or not registered.",
    "desk_without_a_line": "No outside line in service was free for 84951112233.",
    "desk_not_allowed": "306 has no right to call 84951112233: role, hours or PIN do not allow it.",
    "out_more_than_one_at_once": "310 has as many calls to the outside as are allowed at once.",
    "out_after_the_last_minute": "311 has no minutes of calls to the outside left today.",
    "parked_and_given_up": "302 (John Smith) answered, then the call waited in parking: nobody "
    "took it, and the caller hung up.",
    "conference_of_three": "The caller was in conference room, 0:02 from the answer to the end.",
    "switched_off": "The telephone of 304 cannot be reached: it is not connected or not "
    "registered.",
    "out_without_a_line": "No outside line in service was free for 84951112233.",
    "out_unallocated": "The other side, 84951112233, refused: nobody has this number (cause 1).",
    "the_telephone_is_broken": "The other side, 302 (John Smith), refused: the network is out of "
    "order (cause 38).",
    "a_code_that_is_off": "The code *0 is switched off, or 301 may not use it.",
    "forwarded_in_a_circle": "302 forwards to 305, where the call may not go: in a circle, or "
    "without the right to.",
    "out_not_allowed": "306 has no right to call 84951112233: role, hours or PIN do not allow it.",
    "in_blocked": "A call from 89161111111 leads to nobody: the number is blocked, or the route "
    "is closed.",
    "in_to_nobody": "984951234567 is nobody's number (cause 1).",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_the_sentence(name: str) -> None:
    assert why(calls(name)[0], rows(name)).said(Language.EN) == SENTENCES[name]


def test_the_form_of_a_noun_follows_its_number() -> None:
    assert "5 секунд," in why(calls("nobody_answers")[0], rows("nobody_answers")).said(Language.RU)
    assert "через 1 секунду," in why(calls("given_up_inside")[0], []).said(Language.RU)


def test_lines_at_a_limit_are_named() -> None:
    """The same without a line, where the dialplan wrote before that the lines had met a limit."""
    told = rows("desk_without_a_line")
    mine = [row for row in told if row.unique == told[0].unique and row.app != "Dial"]
    found = next(place for place, row in enumerate(mine) if row.app == "NoOp")
    mine.insert(found, replace(mine[found], app_data=f"{Fact.LINES_DEAR_MET},3"))
    call = story(mine)
    assert call is not None
    said = why(call, mine).said(Language.EN)
    assert said == "Lines #3 carry no more calls abroad and to paid numbers today."


def test_who_is_at_anothers_telephone_has_the_leg() -> None:
    """The same call, before which the dialplan wrote who is at the telephone."""
    told = rows("nobody_answers")
    first = next(row for row in told if row.event == "APP_START")
    seat = replace(first, app="NoOp", app_data=f"{Fact.AT_DESK},399", exten="s")
    call, plain = story([told[0], seat, *told[1:]]), story(told)
    assert call is not None
    assert plain is not None
    assert (call.caller, call.legs[0].number) == ("399", "399")
    assert (call.dialled, call.result, call.legs[1:]) == (
        plain.dialled,
        plain.result,
        plain.legs[1:],
    )


@pytest.mark.parametrize("name", ALL)
def test_every_story_has_a_sentence_and_evidence_in_both_languages(name: str) -> None:
    for call in calls(name):
        proof = evidence(call, rows(name))
        assert len(proof) >= 2
        assert [each.seconds for each in proof] == sorted(each.seconds for each in proof)
        for reason in (why(call, rows(name)), *(each.reason for each in proof)):
            said = {language: reason.said(language) for language in Language}
            assert all(said.values())
            assert said[Language.RU] != said[Language.EN]


@pytest.mark.parametrize("name", ALL)
def test_a_call_whose_events_a_damaged_history_lost_has_a_sentence(name: str) -> None:
    for call in calls(name):
        for language in Language:
            assert why(call, ()).said(language)
            assert all(each.reason.said(language) for each in evidence(call, ()))


def test_everything_that_can_happen_has_its_words() -> None:
    assert {f"deed {deed}" for deed in Deed} <= WORDS.keys()
    assert {f"leg {part}" for part in Part} <= WORDS.keys()
    assert {f"fact {fact}" for fact in Fact if fact not in {Fact.DIALLED, Fact.FAX}} <= WORDS.keys()
    assert set(CAUSES.values()) <= TERMS.keys()


@pytest.mark.parametrize(
    ("told", "ru", "en"),
    [
        ("1 SUCCESS", "На факс main пришла 1 страница.", "1 page came by fax main."),
        (
            "3 FAILED",
            "На факс main пришли 3 страницы, и связь оборвалась.",
            "3 pages came by fax main, and then it broke off.",
        ),
        (
            "0 FAILED",
            "Звонок принял факс main, но ни одной страницы не пришло.",
            "Fax main took the call, but no page came.",
        ),
    ],
)
def test_what_came_by_fax_is_told_of_whichever_channel_took_it(told: str, ru: str, en: str) -> None:
    """Who is forwarded to a fax reaches it by a channel within Asterisk."""
    (call,) = calls("conference_alone")
    faxed = replace(call, happened=(Happening(call.start, Deed.FAX, call.caller, "main"),))
    first, *_ = rows("conference_alone")
    row = replace(first, unique="9.9", event="APP_START", app="NoOp", app_data=f"fax,{told}")
    reason = why(faxed, (row,))
    assert (reason.said(Language.RU), reason.said(Language.EN)) == (ru, en)
