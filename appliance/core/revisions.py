"""What is known of a revision besides the configuration itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RevisionNote:
    """Who committed it, when by the box's clock (seconds since the epoch), and why."""

    number: int
    time: float
    author: str
    message: str
