"""Which name and password an account may have; known before anybody is asked."""

from collections.abc import Iterator
from functools import partial

from appliance.core.errors import Invalid
from appliance.core.text import check_text
from appliance.wire.keys import is_author

SHORTEST = 10  # characters; length is what counts, so no rules about kinds of letters
LONGEST = 200


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
    if (name and name.lower() in password.lower()) or len(set(password)) < 5:
        raise Invalid("password", "is too easy to guess; choose another")
