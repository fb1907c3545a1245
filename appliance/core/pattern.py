"""Asterisk's extension patterns: what they match, and which of several is taken.

After main/pbx.c of Asterisk 22: `_extension_match_core` matches, `ext_cmp_pattern_pos` orders. A
name without `_` is exact. In patterns X is 0-9, Z 1-9, N 2-9, `[…]` a set, `.` one sign or more and
`!` none or more of anything. A `-` is skipped everywhere outside sets, and stands for nothing.
"""

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

_CLASSES = {"X": "0123456789", "Z": "123456789", "N": "23456789"}
_EARLY = "!"
_REST = "."
_OPEN = {_REST: 0x18000, _EARLY: 0x28000}
_END = 0x30000

Element = str | frozenset[str]
"""`.`, `!`, or the signs that one place may hold."""


class Match(IntEnum):
    """What a pattern says to digits, as pbx.c counts: `EARLY` wants no further digit."""

    NO = 0
    YES = 1
    EARLY = 2


def is_pattern(exten: str) -> bool:
    """Whether the name in the dialplan is a pattern rather than exact digits."""
    return exten.startswith("_")


@lru_cache(maxsize=65536)
def elements(exten: str) -> tuple[Element, ...]:
    """The places of a name or pattern in their order; ValueError for a set without an end."""
    if not is_pattern(exten):
        return tuple(frozenset(sign) for sign in exten.replace("-", ""))
    found: list[Element] = []
    rest = exten[1:]
    while rest:
        sign, rest = rest[0], rest[1:]
        if sign == "[":
            inside, rest = rest[: rest.index("]")], rest[rest.index("]") + 1 :]
            if inside:  # an empty set is skipped
                found.append(_set(inside))
        elif sign in _OPEN:
            found.append(sign)
        elif sign != "-":
            found.append(frozenset(_CLASSES.get(sign.upper(), sign)))
    return tuple(found)


def _set(inside: str) -> frozenset[str]:
    """Signs and ranges between brackets; a `-` first or last is itself."""
    signs: set[str] = set()
    while inside:
        if len(inside) > 2 and inside[1] == "-":
            signs.update(map(chr, range(ord(inside[0]), ord(inside[2]) + 1)))
            inside = inside[3:]
        else:
            signs.add(inside[0])
            inside = inside[1:]
    return frozenset(signs)


def exten_match(exten: str, dialled: str) -> Match:
    """Whether these digits, complete, are the exact name or fit the pattern."""
    return _match(exten, dialled.replace("-", ""))[0]


def match_more(exten: str, dialled: str) -> Match:
    """Whether further digits could fit; `EARLY` ends the search of its context with no."""
    digits = dialled.replace("-", "")
    complete, longer = _match(exten, digits)
    return complete if complete is Match.EARLY else Match(longer)


def _match(exten: str, digits: str) -> tuple[Match, bool]:
    """Of complete digits, and whether more could fit."""
    places = elements(exten)
    for position, place in enumerate(places):
        if place == _EARLY:
            return Match.EARLY, False
        if position == len(digits):
            return Match.NO, True
        if place == _REST:
            return Match.YES, True
        if digits[position] not in place:
            return Match.NO, False
    return (Match.YES, False) if len(digits) == len(places) else (Match.NO, False)


Order = tuple[bool, tuple[tuple[int, bytes], ...]]


@lru_cache(maxsize=65536)
def order(exten: str) -> Order:
    """A key that sorts a context's names as Asterisk does: exact ones, then the most specific.

    Place by place from the left: fewer signs first, then the lower first sign, then the set with
    the lower signs; `.` after any set, `!` after it, and what ends last of all.
    """
    end = (_END, b"") if is_pattern(exten) else (0, b"")
    return is_pattern(exten), (*(_weight(place) for place in elements(exten)), end)


def _weight(place: Element) -> tuple[int, bytes]:
    if isinstance(place, str):
        return _OPEN[place], b""
    bits = bytearray(32)
    for sign in place:
        bits[ord(sign) // 8] |= 0x80 >> ord(sign) % 8
    # memcmp is made with its sides swapped: the greater map comes first.
    return (len(place) << 8) | min(map(ord, place)), bytes(255 - byte for byte in bits)


def best(extens: Iterable[str], dialled: str) -> str | None:
    """Of one context's names that match, the one that Asterisk takes."""
    fitting = (exten for exten in extens if exten_match(exten, dialled) is not Match.NO)
    return min(fitting, key=order, default=None)
