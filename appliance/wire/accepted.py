"""Which name and password an account may have; known before anybody is asked."""

from collections.abc import Iterator
from functools import partial

from appliance.core.errors import Invalid
from appliance.core.text import check_text
from appliance.wire.keys import is_author

SHORTEST = 10  # characters; length is what counts, so no rules about kinds of letters
LONGEST = 200
# What somebody tries first who knows what stands in front of him; with what is around them.
GUESSED_FIRST = ("lineman", "asterisk", "telephone", "телефон", "qwerty", "йцукен", "12345")
_OWN = 6  # characters that are left without such a word


def refusals(name: str, password: str) -> Iterator[Invalid]:
    """What is wrong with either."""
    for check in (partial(check_user, name), partial(check_password, name, password)):
        try:
            check()
        except Invalid as invalid:
            yield invalid


def check_user(name: str) -> None:
    """Invalid for what is no name of an account."""
    check_text("user", name, longest=60)
    if is_author(name):
        raise Invalid("user", "names a program's key; choose another name")


def check_password(name: str, password: str) -> None:
    """Invalid for a weak one."""
    if len(password) < SHORTEST:
        raise Invalid("password", f"is shorter than {SHORTEST} characters")
    if len(password) > LONGEST:
        raise Invalid("password", f"is longer than {LONGEST} characters")
    lower = password.lower()
    if (name and name.lower() in lower) or len(set(password)) < 5 or _guessed_first(lower):
        raise Invalid("password", "is too easy to guess; choose another")


def _guessed_first(lower: str) -> bool:
    """Whether hardly more than such a word is left of it."""
    left = lower
    for word in GUESSED_FIRST:
        left = left.replace(word, "")
    return len(left) < len(lower) and len(left) < _OWN
