"""Passwords that the box makes itself."""

import base64
import re
from dataclasses import dataclass

from appliance.core.errors import Invalid

SECRET_BYTES = 15  # 120 bits, which base32 writes as 24 letters without padding


@dataclass(frozen=True, slots=True)
class Secret:
    """A generated password: 24 letters and digits. Never shown by `repr`, so never in a log."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z2-7]{24}", self.text, re.ASCII):
            raise Invalid("secret", "is not one that the box made; leave it out, and it makes one")

    def __repr__(self) -> str:
        return "Secret(…)"


def secret_from(randomness: bytes) -> Secret:
    """Write `SECRET_BYTES` bytes of randomness as a password; the caller owns the source."""
    if len(randomness) != SECRET_BYTES:
        raise ValueError(f"{SECRET_BYTES} random bytes are needed, not {len(randomness)}")
    return Secret(base64.b32encode(randomness).decode("ascii").lower())
