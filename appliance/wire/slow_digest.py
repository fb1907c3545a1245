"""What is kept of a secret that a person types: argon2id, so that a stolen file gives nobody in."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# 19 MiB and two passes: OWASP's least for argon2id, kept low for a box with 1 GiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def digest(text: str) -> str:
    """With its parameters and a salt of its own; takes about 30 ms of a processor."""
    return _hasher.hash(text)


def fits(kept: str, text: str) -> bool:
    """Whether it is of this text; takes as long as `digest`."""
    try:
        return _hasher.verify(kept, text)
    except (Argon2Error, InvalidHashError):
        return False
