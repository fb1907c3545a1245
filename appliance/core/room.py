"""How full each kind of data is, and when it would be full by what came in lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

DAY = 86400.0  # seconds
KEPT = 60.0  # days of samples
LOOKED_AT = 28.0  # days of them that a forecast goes by
LEAST = 3.0  # days; fewer say nothing


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes that each kind took at a moment, in seconds since the epoch."""

    time: float
    used: Mapping[str, int]


def with_sample(samples: Sequence[Sample], new: Sample) -> tuple[Sample, ...]:
    """The last weeks with one more; none of a future that a wrong clock saw."""
    since = new.time - KEPT * DAY
    return (*(each for each in samples if since <= each.time < new.time), new)


def per_day(samples: Sequence[Sample], kind: str) -> float | None:
    """Bytes that came in a day; None while too little is known.

    What was taken away meanwhile does not count: the next weeks do not take it away again.
    """
    known = [(each.time, each.used[kind]) for each in samples if kind in each.used]
    known = [(time, used) for time, used in known if time >= known[-1][0] - LOOKED_AT * DAY]
    if not known or known[-1][0] - known[0][0] < LEAST * DAY:
        return None
    came = sum(max(0, b - a) for (_, a), (_, b) in pairwise(known))
    return came / (known[-1][0] - known[0][0]) * DAY


def full_in(free: int, growth: float | None) -> float | None:
    """Days until there is no room; None for never, or while nothing is known."""
    if not growth:
        return None
    return max(0, free) / growth
