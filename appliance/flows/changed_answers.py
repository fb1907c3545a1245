"""Stored test calls that go another way without anybody's yes: a card came, or another version."""

import asyncio
import time
from dataclasses import dataclass

from appliance.core.errors import Fault
from appliance.core.issues import Issue, Severity
from appliance.facts import ConfigCommitted
from appliance.flows.change_config import Changes
from appliance.flows.test_calls import names_of, replayed
from appliance.health.board import Board

KIND = "test-calls-differ"


@dataclass(frozen=True, slots=True)
class ChangedAnswers:
    """An issue for as long as there are some."""

    changes: Changes
    board: Board

    async def look(self) -> None:
        """At start: this version may tell a call another way than the one before."""
        try:
            config = self.changes.config
        except Fault:  # told by whoever needs it
            return
        answers = await asyncio.to_thread(replayed, config)
        if self.changes.config is config:  # a later one was replayed when it was made
            self._tell(names_of(answers))

    async def committed(self, event: ConfigCommitted) -> None:
        """What an admin changes is made once he accepted the answers; the box asks nobody."""
        self._tell(event.answers)

    def _tell(self, names: tuple[str, ...]) -> None:
        if not names:
            self.board.clear(KIND, "settings")
            return
        issue = Issue(
            KIND,
            "settings",
            f"Test calls go another way than was accepted: {', '.join(names)}.",
            "Look at them, and accept how they go with the next change, or change what leads them.",
            Severity.WARNING,
        )
        self.board.post(issue, time.time())
