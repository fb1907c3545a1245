"""A change that waits for its moment is made then, once, or its admin is asked again."""

import asyncio
import time
from dataclasses import dataclass

from appliance.apply.plan import Plan
from appliance.core.errors import Fault, Invalid
from appliance.core.issues import Issue, Severity
from appliance.facts import NobodyConfirmed
from appliance.flows.change_config import Changes
from appliance.flows.drafts import Drafts
from appliance.flows.waiting import LATE, At, Later, WhenIdle, tomorrow
from appliance.health.board import Board
from appliance.spoken.languages import mark

KIND = "change-not-made"
EVERY = 2.0  # seconds
_LATER_LOST = mark("A change that was to be made later is lost: its note cannot be read.")
_DRAFTS_LOST = mark("Changes that were drafted are lost: their note cannot be read.")


@dataclass(slots=True)
class LaterChange:
    """Looks whether the moment has come; a box that was off at its hour waits a day more."""

    changes: Changes
    board: Board
    drafts: Drafts
    _plan: tuple[Later, Plan] | None = None  # of what waits for a quiet moment

    async def run(self) -> None:
        """For good."""
        await self.drafts.read()
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Make what is due."""
        later = self.changes.later
        if self.changes.kept.lost:
            self._tell_lost(_LATER_LOST)
        elif self.drafts.lost:
            self._tell_lost(_DRAFTS_LOST)
        if later is None or self.changes.hold:
            return
        if later.base != self.changes.revision:
            made = self.changes.is_made(later)
            await self.changes.cancel()
            if not made:
                self._ask_again(later, "the configuration changed meanwhile.")
        elif await self._due(later):
            await self._make(later)

    async def _due(self, later: Later) -> bool:
        match later.when:
            case WhenIdle():
                return await self._idle(later)
            case At(moment):
                now = self.changes.clock()
                if now < moment:
                    return False
                if now <= moment + LATE:
                    return True
                zone = self.changes.config.zone
                await self.changes.postpone(later, At(tomorrow(moment, zone, now)))
                return False

    async def _idle(self, later: Later) -> bool:
        """An exchange that does not answer is not asked to change."""
        try:
            return not await self.changes.drops(await self._planned(later))
        except Fault:
            return False
        except Invalid:
            return True  # making it says what is wrong

    async def _planned(self, later: Later) -> Plan:
        """Worked out once: until the revision is another only the calls change."""
        if self._plan is None or self._plan[0] is not later:
            self._plan = later, await self.changes.plan_of(later)
        return self._plan[1]

    async def _make(self, later: Later) -> None:
        try:
            await self.changes.make_later()
        except (Fault, Invalid) as error:
            self._ask_again(later, str(error))

    def _ask_again(self, later: Later, why: str) -> None:
        issue = Issue(
            KIND,
            "settings",
            f"The change by {later.author} that was to be made later was not made: {why}",
            "Look at it and make it again.",
            Severity.WARNING,
        )
        self.board.post(issue, time.time())

    def _tell_lost(self, text: str) -> None:
        """The board shows a thing once, however often it is told."""
        issue = Issue(
            KIND,
            "settings",
            text,
            "Look at the settings and change again what is missing.",
            Severity.WARNING,
        )
        self.board.post(issue, time.time())

    async def unconfirmed(self, event: NobodyConfirmed) -> None:
        """It may have run at its hour, when nobody was there to see it."""
        issue = Issue(
            KIND,
            "settings",
            f"The change by {event.author} was put back: nobody confirmed it in time.",
            "Look at it and make it again.",
            Severity.WARNING,
        )
        self.board.post(issue, time.time())

    async def committed(self, _event: object) -> None:
        """Somebody looked at the settings and changed them."""
        if self.changes.kept.lost:
            await self.changes.kept.drop()
        await self.drafts.settle()
        self.board.clear(KIND, "settings")
