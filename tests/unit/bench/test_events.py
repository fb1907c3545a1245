"""How the bench of events pairs what happened with what was drawn."""

from __future__ import annotations

import pytest

from tests.bench.bench_events import Moment, delays

_BEGUN = 1_800_000_000.0


def _at(seconds: float, call: str, what: str) -> Moment:
    return _BEGUN + seconds, call, what


def test_each_thing_is_paired_with_its_own_drawing() -> None:
    told = [_at(0.0, "1.1", "ringing"), _at(1.0, "1.1", "talking"), _at(2.0, "1.2", "ringing")]
    drawn = [_at(2.5, "1.2", "ringing"), _at(0.25, "1.1", "ringing"), _at(1.125, "1.1", "talking")]
    found = delays(told, drawn)
    assert found.seconds == [0.25, 0.125, 0.5]
    assert found.missed == 0
    assert found.figures()["most_ms"] == 500.0


@pytest.mark.parametrize(
    "drawn", [None, _at(-0.5, "1.1", "gone"), _at(9.0, "1.1", "gone"), _at(0.5, "1.1", "talking")],
    ids=["never", "before", "too late", "otherwise"],
)  # fmt: skip
def test_what_was_not_drawn_is_missed(drawn: Moment | None) -> None:
    found = delays([_at(0.0, "1.1", "gone")], [drawn] if drawn else [])
    assert (list(found.seconds), found.missed) == ([], 1)
