"""Text that the box speaks: how long it may be, and in which language it is."""

from __future__ import annotations

import re

from appliance.core.errors import Invalid
from appliance.core.people import Language

LONGEST = 1000
"""Letters of a text: a minute and a half of speech."""

_RUSSIAN = re.compile("[А-Яа-яЁё]")
_ENGLISH = re.compile("[A-Za-z]")


def speakable(text: str) -> str:
    """The text on one line. Invalid where nothing in it can be said, or where it is too long."""
    if any(ord(c) < 32 and not c.isspace() for c in text):
        raise Invalid("text", "has control characters; type it anew")
    line = " ".join(text.split())
    if not any(c.isalnum() for c in line):
        raise Invalid("text", "has no words to speak; type a sentence")
    if len(line) > LONGEST:
        raise Invalid("text", f"is longer than {LONGEST} letters; make two announcements of it")
    return line


def language_of(text: str, home: Language) -> Language:
    """By its letters; a text of digits alone is in the language of `home`."""
    if _RUSSIAN.search(text):
        return Language.RU
    return Language.EN if _ENGLISH.search(text) else home
