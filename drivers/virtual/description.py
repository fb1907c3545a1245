"""A virtual machine in TOML: which looped spans there are and what hangs on their far ends."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

E1_CHANNELS = 31
_LETTERS = frozenset("SO-")


class BadDescription(ValueError):
    """The description is not one; the text says where."""


@dataclass(frozen=True, slots=True)
class VirtualSpan:
    """One pair of looped ends; `letters` is `E1` or a letter a channel: S, O, - for none."""

    key: int
    letters: str

    def __post_init__(self) -> None:
        if not 1 <= self.key <= 9:
            raise BadDescription(f"span {self.key}: a key is 1 to 9")
        if self.letters != "E1" and not (self.letters and set(self.letters) <= _LETTERS):
            raise BadDescription(f"span {self.key}: {self.letters!r} is neither E1 nor S, O and -")

    @property
    def channels(self) -> int:
        return E1_CHANNELS if self.letters == "E1" else len(self.letters)


@dataclass(frozen=True, slots=True)
class Description:
    """All spans of a machine, in order of key."""

    spans: tuple[VirtualSpan, ...]

    def __post_init__(self) -> None:
        keys = [span.key for span in self.spans]
        if len(set(keys)) != len(keys):
            raise BadDescription("two spans have one key")

    def card_lines(self) -> str:
        """What the box is told of its side: `DYN/loc/1:0 E1`, one a line."""
        return "".join(f"DYN/loc/{span.key}:0 {span.letters}\n" for span in self.spans)


DEFAULT = Description((VirtualSpan(1, "E1"), VirtualSpan(2, "S" * 16 + "O" * 8)))


def parse(text: str) -> Description:
    """Read `[[span]]` tables with `key` and `letters`. Unknown words are refused."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadDescription(str(error)) from error
    if document.keys() - {"span"}:
        raise BadDescription(f"unknown: {', '.join(sorted(document.keys() - {'span'}))}")
    return Description(tuple(_span(table) for table in document.get("span", [])))


def _span(table: dict[str, object]) -> VirtualSpan:
    if table.keys() != {"key", "letters"}:
        raise BadDescription(f"a span has key and letters, not {', '.join(sorted(table))}")
    key, letters = table["key"], table["letters"]
    if not isinstance(key, int) or not isinstance(letters, str):
        raise BadDescription("key is a number and letters are text")
    return VirtualSpan(key, letters)
