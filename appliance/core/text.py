"""Words that people read."""

import re
import unicodedata
from dataclasses import dataclass

from appliance.core.errors import Invalid

# Controls, unpaired surrogates, private use, unassigned, line and paragraph separators.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def check_text(field: str, text: str, longest: int) -> None:
    """Refuse text that cannot be shown on one line, of more than `longest` characters."""
    if not text or text != text.strip():
        raise Invalid(field, "may neither be empty nor begin or end with a space")
    if len(text) > longest:
        raise Invalid(field, f"has {len(text)} characters, at most {longest} fit")
    if any(unicodedata.category(c) in _UNPRINTABLE for c in text):
        raise Invalid(field, "holds a character that cannot be shown; take it out")


def check_whole(field: str, text: str) -> None:
    """Refuse half of a character, as JSON's `\\ud83d` alone is: no file can hold it."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Invalid(field, "holds a character that cannot be shown; take it out") from error


@dataclass(frozen=True, slots=True, order=True)
class DisplayName:
    """A name as its owner writes it, in any script; up to 60 characters."""

    text: str

    def __post_init__(self) -> None:
        check_text("name", self.text, longest=60)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class Token:
    """A short machine word: letters, digits, `_`, `.` and `-`; names SIP accounts and drivers."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", self.text, re.ASCII):
            raise Invalid("name", f"{self.text!r} is not a short word of Latin letters and digits")

    def __str__(self) -> str:
        return self.text
