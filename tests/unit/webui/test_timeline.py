"""The picture of a call's legs."""

from __future__ import annotations

from appliance.wire.history import LegView
from webui.timeline import WIDTH, Bar, timeline


def _leg(start: float, answer: float, end: float) -> LegView:
    return LegView("201", "", "", "", "PJSIP/201-1", "called", start, answer, end, 16)


def test_each_leg_lies_where_it_was() -> None:
    caller, busy, answered = timeline(
        (_leg(100.0, 110.0, 200.0), _leg(100.0, 0.0, 104.0), _leg(105.0, 110.0, 200.0))
    )
    assert caller.bars == (Bar("rang", 0, 100), Bar("talked", 100, 900))
    assert busy.bars == (Bar("rang", 0, 40),)
    assert answered.bars == (Bar("rang", 50, 50), Bar("talked", 100, 900))
    assert (answered.began, answered.rang, answered.talked) == (5.0, 5.0, 90.0)


def test_what_is_too_short_to_see_is_seen_and_stays_within() -> None:
    (row, _) = timeline((_leg(3600.0, 3600.1, 3600.2), _leg(0.0, 0.0, 3600.2)))
    assert row.bars
    for bar in row.bars:
        assert bar.width >= 4
        assert bar.left + bar.width <= WIDTH


def test_nothing_is_no_picture() -> None:
    assert timeline(()) == ()
    assert timeline((_leg(1.0, 0.0, 1.0),))[0].bars == ()
