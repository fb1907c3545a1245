"""Names that the configuration's own parts are known by, kept for good while titles change."""

import base64
import re
from collections.abc import Container
from dataclasses import dataclass

from appliance.core.errors import Invalid

KEY_BYTES = 5  # 40 bits, which base32 writes as 8 letters without padding


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


def lasting_key(kind: str, randomness: bytes) -> Key:
    """A key that nobody had before or gets again, of `KEY_BYTES` bytes of randomness.

    For what leaves a history that is found by its key: past calls and recordings stay those of the
    person who has gone. The caller owns the source.
    """
    if len(randomness) != KEY_BYTES:
        raise ValueError(f"{KEY_BYTES} random bytes are needed, not {len(randomness)}")
    return Key(f"{kind}-{base64.b32encode(randomness).decode('ascii').lower()}")


def free_key(kind: str, taken: Container[Key]) -> Key:
    """The first of `kind-1`, `kind-2`, … that is not taken; once free it is given again."""
    number = 1
    while (key := Key(f"{kind}-{number}")) in taken:
        number += 1
    return key
