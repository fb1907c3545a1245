"""Seconds of a row are right when the far ends have measured the same."""

from __future__ import annotations

from typing import cast

import pytest

from appliance.wire.views import CallResult, Direction, PastCall
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Line, Phone, StreamCall
from tests.image.seconds import TOLERANCE, Measured, agree, measured


class _Clock:
    """Far ends that have measured what they are told."""

    def __init__(self, **measured: tuple[float | None, ...]) -> None:
        self._measured = measured

    def do(self, word: str, **where: object) -> dict[str, float | None]:
        assert word == "times"
        (kind,) = where
        return dict(zip(("began", "answered", "ended"), self._measured[kind], strict=True))


def _ends(**measured: tuple[float | None, ...]) -> FarEnds:
    return cast("FarEnds", _Clock(**measured))


def _row(ring: float, talk: float) -> PastCall:
    return PastCall(
        key="", direction=Direction.INTERNAL, result=CallResult.ANSWERED,
        caller="201", caller_name="", dialled="202", answered_by="202",
        start=0, ring_seconds=ring, talk_seconds=talk, cause=16, recorded=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("phone_ended", "call_ended", "talk"),
    [
        (60.0, 61.5, 31.25),  # the telephone let go: believed when it could be no tap any more
        (65.0, 50.0, 20.0),
        (None, 50.0, 20.0),
    ],
)
def test_who_lets_go_first_ends_the_talk(
    phone_ended: float | None, call_ended: float, talk: float
) -> None:
    ends = _ends(phone=(10.0, None, phone_ended), call=(20.0, 30.0, call_ended))
    assert measured(Phone(ends, 1), StreamCall(ends, 0)) == Measured(20.0, talk)


def test_an_end_from_outside_is_the_end() -> None:
    ends = _ends(phone=(10.0, None, 60.0), call=(20.0, 30.0, 50.0))
    assert measured(Phone(ends, 1), StreamCall(ends, 0), ended=40.0) == Measured(20.0, 10.0)


def test_who_gives_up_has_let_it_ring_until_then() -> None:
    assert measured(StreamCall(_ends(call=(20.0, None, 50.0)), 0)) == Measured(30.0, 0.0)


def test_a_ring_on_a_city_line_is_known_of_at_the_end_of_its_first_burst() -> None:
    assert measured(Line(_ends(line=(20.0, None, 50.0)), 1)) == Measured(29.0, 0.0)


@pytest.mark.parametrize(("ring", "talk"), [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)])
def test_a_row_that_is_off_by_more_than_the_tolerance_is_refused(ring: float, talk: float) -> None:
    far = Measured(20.0, 10.0)
    agree(_row(20.0 + ring * TOLERANCE, 10.0 + talk * TOLERANCE), far)
    with pytest.raises(AssertionError):
        agree(_row(20.0 + ring * TOLERANCE * 1.1, 10.0 + talk * TOLERANCE * 1.1), far)
