"""A change that waits for its moment is made then, once, or its admin is asked again."""

import asyncio
import logging
import time
from dataclasses import dataclass, replace

from appliance.apply.plan import Plan
from appliance.core.errors import Fault, Invalid
from appliance.core.issues import Issue, Severity
from appliance.facts import NobodyConfirmed
from appliance.flows.change_config import Changes
from appliance.flows.drafts import Drafts
from appliance.flows.waiting import LATE, At, Later, WhenIdle, tomorrow
from appliance.health.board import Board
from appliance.spoken.languages import mark

log = logging.getLogger(__name__)

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
        try:
            await self._look_at(later)
        except (Fault, Invalid) as error:  # of the disk or the store; looked at again soon
            self._ask_again(later, str(error))

    async def _look_at(self, later: Later) -> None:
        if later.base != self.changes.revision:
            await self._moved_on(later)
        elif await self._due(later):
            await self.changes.make_later()

    async def _moved_on(self, later: Later) -> None:
        """What it starts from is the last revision no more, or no more under that number."""
        revision = self.changes.revision
        if self._is_made(later):
            await self.changes.cancel()
        elif await asyncio.to_thread(self._is_the_same, later.base):
            await self.changes.wait_on(later, replace(later, base=revision))
        else:
            await self.changes.cancel()
            self._ask_again(later, "the configuration changed meanwhile.")

    def _is_made(self, later: Later) -> bool:
        """Whether the last revision is what was kept: we died before it could be dropped."""
        notes = self.changes.store.revisions(1)
        made = (later.base + 1, later.author, later.message)
        return bool(notes) and (notes[0].number, notes[0].author, notes[0].message) == made

    def _is_the_same(self, base: int) -> bool:
        """Another version of the box stores anew what was there, as a revision of its own."""
        try:
            return self.changes.store.at(base) == self.changes.config
        except Invalid:  # no more to be read
            return False

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
                another = At(tomorrow(moment, zone, now))
                await self.changes.wait_on(later, replace(later, when=another))
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
        try:
            if self.changes.kept.lost:
                await self.changes.kept.drop()
            await self.drafts.settle()
        except Fault as fault:  # what is still lost is told again
            log.warning("%s", fault.text)
        self.board.clear(KIND, "settings")
