"""Sets of numbers as values: union, difference, what may follow some digits, their patterns.

A set is the smallest automaton that accepts its numbers and no others: a state says whether the
number may end here and where each further digit leads. Equal states are one object, so two sets are
equal when they are the same object, and every answer is kept once it was worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

DIGITS = "0123456789"


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A finite set of digit strings. Made by the functions below, never by its class."""

    ends: bool
    steps: tuple[Language | None, ...]  # by digit; None: no number goes on so

    def after(self, digits: str) -> Language:
        """What may follow these digits."""
        state: Language | None = self
        for digit in digits:
            if state is None:
                break
            state = state.steps[int(digit)]
        return NOTHING if state is None else state

    def __contains__(self, number: str) -> bool:
        return self.after(number).ends

    def __or__(self, other: Language) -> Language:
        return _union(self, other)

    def __sub__(self, other: Language) -> Language:
        return _difference(self, other)

    def __and__(self, other: Language) -> Language:
        return self - (self - other)

    def __add__(self, other: Language) -> Language:
        """Every number of `self` followed by every one of `other`."""
        return _concatenation(self, other)

    def __bool__(self) -> bool:
        return self is not NOTHING


_STATES: dict[tuple[bool, tuple[Language | None, ...]], Language] = {}


def _state(ends: bool, steps: Iterable[Language | None]) -> Language:
    found = tuple(None if step is NOTHING else step for step in steps)
    return _STATES.setdefault((ends, found), Language(ends, found))


NOTHING = Language(False, (None,) * 10)
_STATES[False, NOTHING.steps] = NOTHING
EMPTY = _state(True, NOTHING.steps)
"""The one number without a digit: what follows a complete number."""


@cache
def one_of(digits: str) -> Language:
    """One digit out of `digits`."""
    return _state(False, (EMPTY if digit in digits else None for digit in DIGITS))


@cache
def word(digits: str) -> Language:
    """This number alone."""
    return EMPTY if not digits else one_of(digits[0]) + word(digits[1:])


def words(numbers: Iterable[str]) -> Language:
    """These numbers."""
    rests: dict[str, list[str]] = {digit: [] for digit in DIGITS}
    ends = False
    for number in numbers:
        if number:
            rests[number[0]].append(number[1:])
        else:
            ends = True
    return _state(ends, (words(rest) if rest else None for rest in rests.values()))


@cache
def repeated(language: Language, least: int, most: int) -> Language:
    """From `least` to `most` numbers of `language`, one behind the other."""
    if most == 0:
        return EMPTY
    rest = language + repeated(language, max(least - 1, 0), most - 1)
    return rest if least else EMPTY | rest


def beginning(language: Language, digits: str) -> Language:
    """Those numbers of `language` that begin so."""
    return word(digits) + language.after(digits)


@cache
def of_length(language: Language, lengths: frozenset[int]) -> Language:
    """Those numbers of `language` that are so long."""
    if not lengths:
        return NOTHING
    shorter = frozenset(length - 1 for length in lengths if length)
    return _state(
        language.ends and 0 in lengths,
        (step and of_length(step, shorter) for step in language.steps),
    )


@cache
def cut(language: Language, most: int) -> Language:
    """Its numbers without what stands behind their first `most` digits."""
    if most == 0:
        return EMPTY if language else NOTHING
    return _state(language.ends, (step and cut(step, most - 1) for step in language.steps))


@cache
def openings(language: Language) -> Language:
    """All with which one of its numbers begins, itself among them."""
    return _state(bool(language), (step and openings(step) for step in language.steps))


@cache
def lengths(language: Language) -> frozenset[int]:
    """How long its numbers are."""
    own = frozenset((0,) if language.ends else ())
    longer = (length + 1 for step in set(language.steps) if step for length in lengths(step))
    return own | frozenset(longer)


@cache
def _concatenation(left: Language, right: Language) -> Language:
    longer = _state(False, (step and step + right for step in left.steps))
    return longer | right if left.ends else longer


def _both(
    left: Language, right: Language, combine: Callable[[Language, Language], Language]
) -> Iterable[Language | None]:
    for one, other in zip(left.steps, right.steps, strict=True):
        yield combine(one or NOTHING, other or NOTHING)


@cache
def _union(left: Language, right: Language) -> Language:
    if left is NOTHING or left is right:
        return right
    if right is NOTHING:
        return left
    return _state(left.ends or right.ends, _both(left, right, _union))


@cache
def _difference(left: Language, right: Language) -> Language:
    if left is right:
        return NOTHING
    if left is NOTHING or right is NOTHING:
        return left
    return _state(left.ends and not right.ends, _both(left, right, _difference))


def branches(language: Language) -> dict[Language, str]:
    """Where the next digit leads, with the digits that lead there."""
    found: dict[Language, str] = {}
    for digit, step in zip(DIGITS, language.steps, strict=True):
        if step is not None:
            found[step] = found.get(step, "") + digit
    return found


@cache
def patterns(language: Language) -> tuple[str, ...]:
    """Asterisk's patterns, without `_`, that fit exactly its numbers; no two fit the same one."""
    found: tuple[str, ...] = ("",) if language.ends else ()
    for step, digits in branches(language).items():
        found += tuple(place(digits) + rest for rest in patterns(step))
    return found


_NAMED = {DIGITS: "X", DIGITS[1:]: "Z", DIGITS[2:]: "N"}


@cache
def place(digits: str) -> str:
    """One place of a pattern that fits these digits, which are in their order."""
    if len(digits) == 1:
        return digits
    return _NAMED.get(digits) or f"[{_ranges(digits)}]"


def _ranges(digits: str) -> str:
    text = ""
    while digits:
        run = next(n for n in range(len(digits), 0, -1) if digits[:n] in DIGITS)
        text += digits[:run] if run < 3 else f"{digits[0]}-{digits[run - 1]}"
        digits = digits[run:]
    return text


ANY = repeated(one_of(DIGITS), 0, 15)
"""Every number of at most 15 digits, and that without one."""
