"""How busy the box was, as a page shows it: drawn over the time, in sentences, and as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from appliance.spoken.languages import mark
from appliance.wire.history import Load
from webui import dates
from webui.visit import Visit

_DAY = 86400
_TICK_HOURS, _ROW_HOURS = (3, 24), (1, 6)  # of a day's picture and table, and of a week's
CALLS, LINES, CAPACITY = mark("Calls"), mark("Outside lines busy"), mark("Lines there are")


@dataclass(frozen=True, slots=True)
class Peak:
    """The most at once, and when that was first."""

    most: int
    when: str


@dataclass(frozen=True, slots=True)
class Row:
    """The most at once from when to when."""

    when: str
    calls: int
    lines: int


@dataclass(frozen=True, slots=True)
class LoadChart:
    """One answer. `points` is what the picture is drawn from, as JSON."""

    load: Load
    points: str
    calls: Peak
    lines: Peak
    rows: tuple[Row, ...]


def load_chart(load: Load, visit: Visit) -> LoadChart:
    """Hours and days are the office's."""
    week = len(load.calls) * load.step > _DAY
    series = [(CALLS, load.calls), (LINES, load.lines)]
    if 0 < load.capacity <= 2 * max(load.lines):  # else it would press the rest flat
        series.append((CAPACITY, (load.capacity,) * len(load.lines)))
    bounds = tuple(_bounds(load, visit))
    points = {
        "since": load.since,
        "step": load.step,
        "when": visit.words(mark("When")),
        "series": [{"name": visit.words(name), "values": values} for name, values in series],
        "ticks": list(_ticks(bounds[:-1], _TICK_HOURS[week], load.step)),
        "labels": [one.until(other) for one, other in pairwise(bounds)],
    }
    return LoadChart(
        load,
        json.dumps(points, ensure_ascii=False, separators=(",", ":")),
        _peak(bounds, load.calls),
        _peak(bounds, load.lines),
        tuple(_rows(load, bounds, _ROW_HOURS[week])),
    )


@dataclass(frozen=True, slots=True)
class _Bound:
    """Where a part begins, and the one before it ends."""

    moment: float
    hour: int
    minute: int
    date: str

    @property
    def clock(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"

    def until(self, end: _Bound) -> str:
        """From here to `end`, in words."""
        return f"{self.date} {self.clock}–{end.clock}"


def _bounds(load: Load, visit: Visit) -> Iterator[_Bound]:
    dates_of: dict[tuple[int, int], str] = {}
    for at in range(len(load.calls) + 1):
        moment = load.since + at * load.step
        then = dates.local(moment)
        day = then.month, then.day
        if day not in dates_of:
            dates_of[day] = dates.day_of_year(moment, visit.language)
        yield _Bound(moment, then.hour, then.minute, dates_of[day])


def _ticks(bounds: Sequence[_Bound], hours: int, step: int) -> Iterator[tuple[float, str]]:
    """Where the clock shows a whole multiple of so many hours; midnight says which day begins."""
    for each in bounds:
        if 60 * each.minute < step and each.hour % hours == 0:
            yield each.moment, each.clock if each.hour else each.date


def _peak(bounds: Sequence[_Bound], values: tuple[int, ...]) -> Peak:
    most = max(values)
    first = bounds[values.index(most)]
    return Peak(most, f"{first.date} {first.clock}")


def _rows(load: Load, bounds: Sequence[_Bound], hours: int) -> Iterator[Row]:
    """The last first; those of a day begin where the clock shows a multiple of so many hours."""
    for first, last in reversed(_by_hours(bounds, hours)):
        yield Row(
            bounds[first].until(bounds[last]),
            max(load.calls[first:last]),
            max(load.lines[first:last]),
        )


def _by_hours(bounds: Sequence[_Bound], hours: int) -> list[tuple[int, int]]:
    """From which part to which they belong together."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for at, each in enumerate(bounds[:-1]):
        key = each.date, each.hour // hours
        found[key] = found.get(key, (at, at))[0], at + 1
    return list(found.values())
