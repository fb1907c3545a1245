"""Names that the configuration's own parts are known by, kept for good while titles change."""

import re
from collections.abc import Container
from dataclasses import dataclass

from appliance.core.errors import Invalid

LONGEST_KEY = 31


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Names a person, role, menu and the like: small Latin letters, digits and `-`, up to 31.

    It may stand in a context's name, so nothing else may be in it.
    """

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", self.text, re.ASCII):
            raise Invalid("key", f"{self.text!r} is not up to 31 small Latin letters, digits and -")

    def __str__(self) -> str:
        return self.text


def free_key(kind: str, taken: Container[Key]) -> Key:
    """The first of `kind-1`, `kind-2`, … that is not taken."""
    number = 1
    while (key := Key(f"{kind}-{number}")) in taken:
        number += 1
    return key
