"""Which name and password an account may have; known before anybody is asked."""

from collections.abc import Iterator
from enum import IntEnum
from functools import partial

from appliance.core.errors import Invalid
from appliance.core.text import check_text
from appliance.wire.keys import is_author

SHORTEST = 10  # characters; length is what counts, so no rules about kinds of letters
LONGEST = 200
# What somebody tries first who knows what stands in front of him, and what the list has not.
GUESSED_FIRST = ("lineman", "asterisk", "telephone", "телефон", "пароль")
# Characters: what follows makes nothing easier to guess, and the time grows with their square.
_JUDGED = 40
_GOOD, _STRONG = 3, 4  # of zxcvbn: more than 10^8 guesses, and more than 10^10
# The list of stolen passwords has Russian words as they are typed on Latin keys.
_ON_LATIN_KEYS = str.maketrans(
    "йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
)


class Strength(IntEnum):
    """How long whoever guesses needs; what is less than `GOOD` is no account's password."""

    SHORT = 0
    WEAK = 1
    GOOD = 2
    STRONG = 3


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
    if (name and name.lower() in password.lower()) or strength(password) < Strength.GOOD:
        raise Invalid("password", "is too easy to guess; choose another")


def strength(password: str) -> Strength:
    """By zxcvbn: stolen and most used passwords, words, names, dates, rows of keys, and what is
    repeated or hardly changed in them.
    """
    if len(password) < SHORTEST:
        return Strength.SHORT
    score = min(map(_score, {password, password.lower().translate(_ON_LATIN_KEYS)}))
    if score < _GOOD:
        return Strength.WEAK
    return Strength.STRONG if score >= _STRONG else Strength.GOOD


def _score(password: str) -> int:
    from zxcvbn import zxcvbn  # noqa: PLC0415  # its list has 14 MB, wanted a few times a year

    return zxcvbn(password[:_JUDGED], GUESSED_FIRST)["score"]
