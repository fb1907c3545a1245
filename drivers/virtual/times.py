"""When a far end's present or last call began, was answered and ended, by the guest's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic


@dataclass(slots=True)
class Times:
    """Seconds of the monotonic clock, the same in every program of the guest; None: not yet."""

    began: float | None = None  # who calls has lifted, set up or seized
    answered: float | None = None  # who is called has lifted, or has the whole number
    ended: float | None = None  # somebody has let go

    def begin(self) -> None:
        """Another call."""
        self.began, self.answered, self.ended = monotonic(), None, None

    def answer(self) -> None:
        self.answered = monotonic()

    def end(self) -> None:
        """The first who lets go ends a call; what follows is clearing."""
        self.ended = self.ended or monotonic()
