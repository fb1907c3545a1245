"""What is wrong with the box is told by mail too: once it has lasted, and not again and again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from appliance.core.errors import Fault
from appliance.core.issues import Issue, Severity
from appliance.mail import emergency, sending

log = logging.getLogger(__name__)

EVERY = 10.0  # seconds
LASTS = 60.0  # seconds; what is over by then needs nobody
APART = 3600.0  # seconds between two letters about one thing that comes and goes
# The one cannot be told by mail, the other has letters of its own.
UNTOLD = frozenset({sending.KIND, emergency.KIND})

Key = tuple[str, str]


@dataclass(slots=True)
class Alarms:
    """`write` sends what has come up to whoever is to know; `clock` never jumps."""

    issues: Callable[[], Iterable[Issue]]
    write: Callable[[Sequence[Issue]], Awaitable[None]]
    clock: Callable[[], float]
    _since: dict[Key, float] = field(default_factory=dict)
    _told: dict[Key, float] = field(default_factory=dict)

    async def run(self) -> None:
        """For good."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        now = self.clock()
        there = {
            (issue.kind, issue.subject): issue
            for issue in self.issues()
            if issue.severity >= Severity.WARNING and issue.kind not in UNTOLD
        }
        self._since = {key: self._since.get(key, now) for key in there}
        due = {key: issue for key, issue in there.items() if self._is_due(key, now)}
        if due:
            try:
                await self.write(tuple(due.values()))
            except Fault as fault:
                log.warning("mail: alarms are not written down yet: %s", fault.text)
                return
        old = now - APART
        self._told = {k: at for k, at in self._told.items() if k in there or at > old}
        self._told |= dict.fromkeys(due, now)

    def _is_due(self, key: Key, now: float) -> bool:
        """An issue is told once while it lasts, and at most once an hour if it comes and goes."""
        return key not in self._told and now - self._since[key] >= LASTS
