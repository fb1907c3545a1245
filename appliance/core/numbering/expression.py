"""The regular expressions of phone-number metadata, read into sets of numbers.

They use digits, `\\d`, sets, groups, `|`, `?` and `{m,n}` and no more; all are finite.
"""

import re
from dataclasses import dataclass
from functools import cache

from appliance.core.numbering.language import DIGITS, EMPTY, NOTHING, Language, one_of, repeated

_SET = re.compile(r"\[([0-9-]+)\]", re.ASCII)
_TIMES = re.compile(r"\{(\d+)(?:,(\d+))?\}", re.ASCII)


@cache
def numbers_of(expression: str) -> Language:
    """All numbers that fit the whole expression; ValueError for one of another kind."""
    reader = _Reader(expression)
    found = reader.choice()
    if reader.rest:
        raise ValueError(f"{expression}: {reader.rest} cannot be read")
    return found


@dataclass(slots=True)
class _Reader:
    rest: str

    def choice(self) -> Language:
        """`a|b`."""
        found = self.sequence()
        while self._took("|"):
            found |= self.sequence()
        return found

    def sequence(self) -> Language:
        """`ab`."""
        found = EMPTY
        while self.rest and self.rest[0] not in "|)":
            found += self.times(self.one())
        return found

    def times(self, one: Language) -> Language:
        """`a`, `a?`, `a{2}` or `a{2,3}`."""
        if self._took("?"):
            return one | EMPTY
        if found := _TIMES.match(self.rest):
            self.rest = self.rest[found.end() :]
            return repeated(one, int(found[1]), int(found[2] or found[1]))
        return one

    def one(self) -> Language:
        """A digit, a set or a group."""
        if self._took("(?:") or self._took("("):
            found = self.choice()
            if not self._took(")"):
                raise ValueError(f"{self.rest} ends no group")
            return found
        if self._took("\\d"):
            return one_of(DIGITS)
        if inside := _SET.match(self.rest):
            self.rest = self.rest[inside.end() :]
            return one_of(_set(inside[1]))
        digit, self.rest = self.rest[0], self.rest[1:]
        if digit not in DIGITS:
            raise ValueError(f"{digit}{self.rest} cannot be read")
        return one_of(digit)

    def _took(self, sign: str) -> bool:
        there = self.rest.startswith(sign)
        self.rest = self.rest[len(sign) :] if there else self.rest
        return there


def _set(inside: str) -> str:
    found = re.sub(r"(\d)-(\d)", lambda ends: DIGITS[int(ends[1]) : int(ends[2]) + 1], inside)
    return "".join(sorted(set(found)))


def numbers_of_all(*expressions: str | None) -> Language:
    """Numbers that fit any of these; None, and the metadata's `NA`, fit nothing."""
    found = NOTHING
    for expression in expressions:
        if expression and expression != "NA":
            found |= numbers_of(expression)
    return found
