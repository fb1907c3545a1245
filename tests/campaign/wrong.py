"""What an admin, a program or a broken disk could write in the place of a value."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.property.words import NASTY

Path = tuple[str | int, ...]
GONE = object()
"""In the place of a value: the field is left out."""

_OF_EACH = 15  # wrong values of a field

_FIXED: Mapping[str, Any] = {
    "null": None, "true": True, "false": False, "zero": 0, "minus": -1, "million": 10**6,
    "huge": 10**30, "fraction": 1.5, "not-a-number": float("nan"), "infinite": float("inf"),
    "empty": "", "blank": " ", "long": "Ж" * 5000, "digits": "9" * 300, "new-line": "a\nb",
    "nul": "a\0b", "escape": "\x1b[31m", "half-letter": "\ud800", "backwards": "a\u202eb",
    "no-break": "\u00a0", "arabic": "٣٠١", "wide": "３０１", "pattern": "_X.", "sign": "+",
    "letters": "abc", "upper": "ABC", "dots": "../../etc/passwd", "date": "2026-02-30",
    "time": "25:61", "address": "300.1.2.3", "list": [], "nulls": [None], "words": ["x", "x"],
    "object": {}, "kind": {"type": "Nobody"}, "field": {"x": 1}, "deep": [[[[[[[[]]]]]]]],
    "gone": GONE,
}  # fmt: skip
_WORDS: Mapping[str, Any] = {f"nasty-{number}": text for number, text in enumerate(NASTY)}
_MADE: Mapping[str, Callable[[Any], Any]] = {
    "more": lambda old: old + 1 if type(old) is int else GONE,
    "less": lambda old: old - 1 if type(old) is int else GONE,
    "as-text": lambda old: str(old) if isinstance(old, int) else GONE,
    "as-number": lambda old: int(old) if isinstance(old, str) and old.isdecimal() else GONE,
    "twice": lambda old: old + old[:1] if isinstance(old, list) else GONE,
    "reversed": lambda old: old[::-1] if isinstance(old, list | str) else GONE,
    "longer": lambda old: old * 400 if isinstance(old, list | str) else GONE,
    "cut": lambda old: old[:-1] if isinstance(old, list | str) else GONE,
    "upper-case": lambda old: old.upper() if isinstance(old, str) else GONE,
    "unknown-field": lambda old: {**old, "colour": 1} if isinstance(old, dict) else GONE,
    "in-a-list": lambda old: [old],
    "in-an-object": lambda old: {"value": old},
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value in the place of another one; `path` is where it stands in this document."""

    name: str
    path: Path
    value: Any

    def put(self, document: Any) -> Any:
        """The document with it."""
        changed = copy.deepcopy(document)
        *way, last = self.path
        place = changed
        for step in way:
            place = place[step]
        if self.value is GONE:
            del place[last]
        else:
            place[last] = self.value
        return changed


def every_wrong(document: Any, chance: random.Random) -> Iterator[Wrong]:
    """Each field of each kind once, with some wrong values that differ from what it has."""
    for general, (path, old) in _places(document).items():
        made = {name: make(old) for name, make in _MADE.items()}
        made = {name: value for name, value in made.items() if value is not GONE}
        words = _WORDS if isinstance(old, str) else {}
        known = {**_FIXED, **words, **made}
        for name in chance.sample(sorted(known), min(_OF_EACH, len(known))):
            value = known[name]
            if type(value) is not type(old) or value != old:
                yield Wrong(f"{general} {name}", path, value)


def _places(document: Any) -> dict[str, tuple[Path, Any]]:
    """By the path without numbers, where the first such value stands."""
    found: dict[str, tuple[Path, Any]] = {}
    for path, value in _walk(document, ()):
        found.setdefault(".".join("[]" if isinstance(s, int) else s for s in path), (path, value))
    return found


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _walk(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _walk(each, (*path, number))


_PIECES = (
    b"\x00", b"\xff", b"\xd0", b'"', b";", b",", b"\r", b"\n", b"{", b"]", b"\\", b"9",
    b"\xef\xbb\xbf",
)  # fmt: skip


def broken(content: bytes, chance: random.Random) -> bytes:
    """The file as a disk, a mail program or a hasty hand leaves it."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(content) + 1)
        to = min(len(content), at + chance.choice((0, 1, 1, 8, 200)))
        pieces = (b"", b"", chance.choice(_PIECES), content[at:to] * 2, content[:at][-9:])
        content = content[:at] + chance.choice(pieces) + content[to:]
    return content
