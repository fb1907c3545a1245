"""Where the parts of a call lie on its time line: numbers for a picture, words for its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.wire.history import LegView

WIDTH = 1000  # units of the picture, whatever its size on the screen
_THIN = 4  # units; what is shorter could not be seen


@dataclass(frozen=True, slots=True)
class Bar:
    """`kind` is `rang` or `talked`; `left` and `width` in units of `WIDTH`."""

    kind: str
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """One leg: who, when it began after the call did, and for how long it rang and talked."""

    leg: LegView
    began: float
    rang: float
    talked: float
    bars: tuple[Bar, ...]


def timeline(legs: Sequence[LegView]) -> tuple[Row, ...]:
    """A row for each leg, in the order of the legs."""
    if not legs:
        return ()
    start, end = min(leg.start for leg in legs), max(leg.end for leg in legs)
    scale = WIDTH / max(end - start, 0.001)
    return tuple(_row(leg, start, scale) for leg in legs)


def _row(leg: LegView, start: float, scale: float) -> Row:
    answer = leg.answer or leg.end
    bars = [_bar("rang", leg.start - start, answer - start, scale)]
    if leg.answer:
        bars.append(_bar("talked", leg.answer - start, leg.end - start, scale))
    shown = tuple(bar for bar in bars if bar.width)
    talked = leg.end - leg.answer if leg.answer else 0.0
    return Row(leg, leg.start - start, answer - leg.start, talked, shown)


def _bar(kind: str, begin: float, end: float, scale: float) -> Bar:
    left = round(begin * scale)
    width = round(end * scale) - left
    if end > begin:
        width = max(width, _THIN)
    return Bar(kind, min(left, WIDTH - width), width)
