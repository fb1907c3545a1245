"""Where two long tuples hold other objects: what an edit of one part among thousands touched.

Parts of a configuration are immutable and shared from one value to the next, so that being the same
object is enough to be equal.
"""

from collections import deque
from collections.abc import Callable
from functools import wraps
from itertools import compress
from operator import is_not
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Parts = tuple[Any, ...]

_MOST = 8
# The same question comes from checks, tables and store; held, so that no identity is used again.
_answered: deque[tuple[Parts, Parts, tuple[int, ...] | None]] = deque(maxlen=_MOST)


def differing(before: Parts, after: Parts) -> tuple[int, ...] | None:
    """The places at which they hold different objects; None when one is longer."""
    if before is after:
        return ()
    for old, new, places in _answered:
        if old is before and new is after:
            return places
    places = None
    if len(before) == len(after):
        places = tuple(compress(range(len(after)), map(is_not, before, after)))
    _answered.append((before, after, places))
    return places


OfParts = Callable[[tuple[T, ...]], R]


def same_while(look: Callable[[T], object]) -> Callable[[OfParts[T, R]], OfParts[T, R]]:
    """Of a pure function of parts: its last result holds while all parts `look` the same."""

    def decorate(make: OfParts[T, R]) -> OfParts[T, R]:
        last: list[tuple[tuple[T, ...], R]] = []

        @wraps(make)
        def remembered(parts: tuple[T, ...]) -> R:
            if last and alike(last[0][0], parts, look):
                last[0] = (parts, last[0][1])
            else:
                last[:] = [(parts, make(parts))]
            return last[0][1]

        return remembered

    return decorate


def alike(before: tuple[T, ...], after: tuple[T, ...], look: Callable[[T], object]) -> bool:
    """Whether each part looks like the one that stood in its place before."""
    places = differing(before, after)
    return places is not None and all(look(before[at]) == look(after[at]) for at in places)
