"""Which of several sets a number belongs to, told by as few of its first digits as can be.

Once only one direction has numbers that begin so, all that begin so are its: a range given out
after the metadata was made goes where its neighbours go. What nobody has numbers of is `UNKNOWN`.
"""

from functools import lru_cache

from appliance.core.directions import Direction
from appliance.core.numbering.language import DIGITS, Language, place

UNKNOWN = Direction.INTERNATIONAL
"""As dear as it could be."""
Sets = tuple[tuple[Direction, Language], ...]
"""Disjoint, none of them empty."""


def direction_of(sets: Sets, number: str) -> Direction:
    """Where the number leads."""
    for digit in number:
        if len(sets) < 2:
            break
        sets = _after(sets, digit)
    return _ended(sets) if len(sets) > 1 else _only(sets)


@lru_cache(maxsize=4096)
def deciding(sets: Sets, possible: Language) -> tuple[tuple[str, Direction], ...]:
    """The same as patterns without `_`, of which exactly one fits a number of `possible`."""
    if len(sets) < 2:
        return (("!", _only(sets)),)
    found = [("", _ended(sets))] if possible.ends else []
    for (rest, further), digits in _branches(sets, possible).items():
        found += [
            (place(digits) + pattern, direction) for pattern, direction in deciding(rest, further)
        ]
    return tuple(found)


def _branches(sets: Sets, possible: Language) -> dict[tuple[Sets, Language], str]:
    """What is left after each digit, with the digits after which it is the same."""
    found: dict[tuple[Sets, Language], str] = {}
    settled: dict[Direction, tuple[Sets, Language]] = {}
    for digit in DIGITS:
        further = possible.after(digit)
        if not further:
            continue
        rest = _after(sets, digit)
        key = (rest, further)
        if len(rest) < 2:
            key = settled.setdefault(_only(rest), key)
        found[key] = found.get(key, "") + digit
    return found


def _after(sets: Sets, digit: str) -> Sets:
    further = ((direction, these.after(digit)) for direction, these in sets)
    return tuple((direction, these) for direction, these in further if these)


def _only(sets: Sets) -> Direction:
    return sets[0][0] if sets else UNKNOWN


def _ended(sets: Sets) -> Direction:
    return next((direction for direction, these in sets if these.ends), UNKNOWN)
