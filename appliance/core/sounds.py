"""Sounds of one's own: files that somebody uploaded, known by what is in them."""

import re
from dataclasses import dataclass

from appliance.core.errors import Invalid

MOST_SECONDS = 1200
"""Of a sound; music on hold begins anew after that."""


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A file as the exchange plays it. `digest` is its SHA-256, small hexadecimal digits."""

    digest: str
    milliseconds: int

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.digest, re.ASCII):
            raise Invalid("digest", "is no SHA-256; take it from the answer to the upload")
        if not 1 <= self.milliseconds <= MOST_SECONDS * 1000:
            raise Invalid("milliseconds", f"must be 1 to {MOST_SECONDS * 1000}")

    def __str__(self) -> str:
        seconds = (self.milliseconds + 500) // 1000
        return f"{seconds // 60}:{seconds % 60:02} ({self.digest[:8]})"
