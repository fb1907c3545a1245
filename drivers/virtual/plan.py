"""What the virtual exchange does with a call: who answers, who is busy, who never comes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """How a call ends up."""

    ANSWER = "answer"
    RING = "ring"
    BUSY = "busy"
    CONGESTION = "congestion"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`after` seconds of ringing, then a steady tone of `tone` Hz at -10 dBm0 (0: silence)."""

    fate: Fate = Fate.ANSWER
    after: float = 1.0
    tone: int = 1004
    cause: int = 17  # Q.850, for a call that fails on ISDN


class Plan:
    """Outcomes by called number; the longest matching ending wins, other numbers answer."""

    def __init__(self) -> None:
        self._endings: dict[str, Outcome] = {"": Outcome()}

    def set(self, ending: str, outcome: Outcome) -> None:
        self._endings[ending] = outcome

    def outcome(self, called: str) -> Outcome:
        matching = [ending for ending in self._endings if called.endswith(ending)]
        return self._endings[max(matching, key=len)]
