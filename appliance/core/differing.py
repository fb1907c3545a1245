"""Where two long tuples hold other objects: what an edit of one part among thousands touched.

Parts of a configuration are immutable and shared from one value to the next, so that being the same
object is enough to be equal. Who puts some in the place of others says so once (`with_others`):
from then on nobody has to look through all of them to find out.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from itertools import compress
from operator import is_not
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Parts = tuple[Any, ...]

_MOST = 24
# What is known of two tuples of one length. They are held, so that no identity is used again.
_known: deque[tuple[Parts, Parts, tuple[int, ...]]] = deque(maxlen=_MOST)


def with_others(parts: tuple[T, ...], others: Mapping[int, T]) -> tuple[T, ...]:
    """`parts` with other objects at these places."""
    places = tuple(sorted(at for at, part in others.items() if parts[at] is not part))
    if not places:
        return parts
    fresh = list(parts)
    for at in places:
        fresh[at] = others[at]
    made = tuple(fresh)
    _known.appendleft((parts, made, places))
    return made


def differing(before: Parts, after: Parts) -> tuple[int, ...] | None:
    """The places at which they hold different objects; None when one is longer."""
    if before is after:
        return ()
    if len(before) != len(after):
        return None
    near = {id(other): places for other, places in _compared(after)}
    if id(before) in near:
        return near[id(before)]
    # Perhaps both were compared with a third: a preview and then the change, one after the other.
    by_third = ({*near[id(o)], *places} for o, places in _compared(before) if id(o) in near)
    perhaps = next(by_third, None)
    if perhaps is None:
        places = tuple(compress(range(len(after)), map(is_not, before, after)))
    else:
        places = tuple(at for at in sorted(perhaps) if before[at] is not after[at])
    _known.appendleft((before, after, places))
    return places


def _compared(parts: Parts) -> Iterator[tuple[Parts, tuple[int, ...]]]:
    """Each other tuple that these were compared with, and where they differ."""
    for one, other, places in tuple(_known):  # threads ask, too
        if one is parts or other is parts:
            yield (other if one is parts else one), places


def pairs(
    before: tuple[T, ...], after: tuple[T, ...], look: Callable[[T], object]
) -> tuple[tuple[T, T], ...] | None:
    """Each two that differ in one place; None where any two do not `look` the same."""
    places = differing(before, after)
    if places is None or any(look(before[at]) != look(after[at]) for at in places):
        return None
    return tuple((before[at], after[at]) for at in places)


def alike(before: tuple[T, ...], after: tuple[T, ...], look: Callable[[T], object]) -> bool:
    """Whether each part looks like the one that stood in its place before."""
    return pairs(before, after, look) is not None


OfParts = Callable[[tuple[T, ...]], R]
_RESULTS = 4  # of configurations that are looked at in turn: what runs, a draft, an earlier one


def same_while(look: Callable[[T], object]) -> Callable[[OfParts[T, R]], OfParts[T, R]]:
    """Of a pure function of parts: a result holds while all parts `look` the same."""

    def decorate(make: OfParts[T, R]) -> OfParts[T, R]:
        made: tuple[tuple[tuple[T, ...], R], ...] = ()

        @wraps(make)
        def remembered(parts: tuple[T, ...]) -> R:
            nonlocal made
            for known, result in made:
                if known is parts:
                    return result
            same = next((each for each in made if alike(each[0], parts, look)), None)
            result = make(parts) if same is None else same[1]
            made = ((parts, result), *(each for each in made if each is not same))[:_RESULTS]
            return result

        return remembered

    return decorate


def one_of_each(look: Callable[[T], Hashable]) -> Callable[[tuple[T, ...]], tuple[T, ...]]:
    """Finds one part for each way to `look`; of parts like the last only what differs is seen."""
    last: list[_Looks[T]] = []

    def found(parts: tuple[T, ...]) -> tuple[T, ...]:
        known = last[0] if last else None
        places = None if known is None else differing(known.parts, parts)
        if known is None or places is None:
            count, one = Counter(map(look, parts)), {look(part): part for part in parts}
            last[:] = [_Looks(parts, count, tuple(one.values()))]
        else:
            last[:] = [known.again(parts, places, look)]
        return last[0].ones

    return found


@dataclass(frozen=True, slots=True)
class _Looks(Generic[T]):
    """How many of the parts look each way, and one of each."""

    parts: tuple[T, ...]
    count: Mapping[Hashable, int]
    ones: tuple[T, ...]

    def again(
        self, parts: tuple[T, ...], places: tuple[int, ...], look: Callable[[T], Hashable]
    ) -> "_Looks[T]":
        """Of parts that differ from these in some places."""
        count = Counter(self.count)
        count.update(look(parts[at]) for at in places)
        count.subtract(look(self.parts[at]) for at in places)
        left = +count  # without those that nobody looks like
        if left.keys() == self.count.keys():
            return _Looks(parts, left, self.ones)
        some = (*self.ones, *(parts[at] for at in places))
        one = {look(part): part for part in some if look(part) in left}
        return _Looks(parts, left, tuple(one.values()))
