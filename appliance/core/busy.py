"""How many calls there were at once: the most in each part of the time."""

from collections.abc import Iterable, Mapping

PART = 300
"""Seconds of the smallest part. Parts begin at whole multiples of their length since the epoch."""
CALLS, LINES = "", "*"
"""Of which there were how many: calls, or channels of all outside lines together; any other word is
the number of one trunk group.
"""

Span = tuple[float, float]
"""From when to when."""


def part_of(moment: float, length: int = PART) -> int:
    """When the part began in which the moment lies."""
    return int(moment // length) * length


def most_at_once(spans: Iterable[Span], since: int, until: float) -> dict[int, int]:
    """The most at one moment, by the begin of each part from `since` on that had any."""
    marks: list[tuple[float, int]] = []
    for begin, end in spans:
        first, last = max(begin, since), min(end, until)
        if first < last:
            marks += ((first, 1), (last, -1))
    found: dict[int, int] = {}
    level, before = 0, 0.0
    for moment, change in sorted(marks):
        if level:
            for part in range(part_of(before), -int(-moment // PART) * PART, PART):
                found[part] = max(found.get(part, 0), level)
        level, before = level + change, moment
    return found


def gathered(most: Mapping[int, int], length: int) -> dict[int, int]:
    """The same of longer parts."""
    found: dict[int, int] = {}
    for part, count in most.items():
        whole = part_of(part, length)
        found[whole] = max(found.get(whole, 0), count)
    return found
