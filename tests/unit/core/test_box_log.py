"""Issues that are over, told from what the log has of them."""

from __future__ import annotations

from appliance.core.box_log import UNITS, IssueNote, PastIssue, Source, past_issues


def _note(time: float, subject: str, *, raised: bool = True) -> IssueNote:
    return IssueNote(time, "span-in-alarm", subject, raised, f"{subject} is red", "Mend it.", 3)


def test_a_raising_and_its_clearing_are_one_issue_and_the_last_to_end_is_in_front() -> None:
    notes = (
        _note(50, "a", raised=False),
        _note(40, "b", raised=False),
        _note(30, "b"),
        _note(20, "a"),
        _note(10, "a", raised=False),
        _note(5, "a"),
    )
    assert past_issues(notes, frozenset()) == (
        PastIssue(_note(20, "a"), 50),
        PastIssue(_note(30, "b"), 40),
        PastIssue(_note(5, "a"), 10),
    )


def test_what_is_open_now_is_not_over_and_what_a_start_cut_off_has_no_end() -> None:
    notes = (_note(30, "a"), _note(20, "b"))
    assert past_issues(notes, frozenset({("span-in-alarm", "a")})) == (
        PastIssue(_note(20, "b"), 0),
    )


def test_a_clearing_whose_raising_the_log_forgot_is_nothing() -> None:
    assert past_issues((_note(9, "a", raised=False),), frozenset()) == ()


def test_every_source_but_the_kernel_has_units_and_none_has_anothers() -> None:
    named = [unit for units in UNITS.values() for unit in units]
    assert len(set(named)) == len(named)
    assert {source for source in Source if not UNITS[source]} == {Source.KERNEL}
