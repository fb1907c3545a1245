"""Looks at the cards every two seconds, and at once when udev says so."""

import asyncio
import logging
from dataclasses import dataclass, field

from appliance.bus import Bus
from appliance.core.errors import Fault
from appliance.facts import CardsLooked, CardsMoved, SpanAlarmChanged
from appliance.hardware.seen import Inventory, Look

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds; an alarm is to be seen within 3 s of the driver's own debounce
AGAIN = 10.0  # seconds after the driver refused


@dataclass(slots=True)
class SpanWatch:
    """`now` is the last look; events tell what differs from the one before."""

    inventory: Inventory
    bus: Bus
    now: Look = field(default_factory=Look)
    _hurry: asyncio.Event = field(default_factory=asyncio.Event)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def moved(self) -> None:
        """A card came or went: look at once."""
        self._hurry.set()

    async def run(self) -> None:
        """For good."""
        while True:
            try:
                await self.look()
            except Fault as fault:
                log.error("%s", fault.text)  # noqa: TRY400  # a fault, told in words
                await asyncio.sleep(AGAIN)
            try:
                async with asyncio.timeout(EVERY):
                    await self._hurry.wait()
            except TimeoutError:
                continue
            self._hurry.clear()

    async def look(self) -> Look:
        """Look now, in a thread: a card that hangs must not stop the rest."""
        async with self._looking:  # or an older look would replace a newer one
            return await self._look()

    async def _look(self) -> Look:
        before = self.now
        self.now = await asyncio.to_thread(self.inventory.look)
        if [c.found for c in before.cards] != [c.found for c in self.now.cards]:
            self.bus.publish(CardsMoved())
        for span in self.now.spans:
            was = before.span(span.number)
            if span.alarms != (was.alarms if was is not None else frozenset()):
                self._tell(span.number, span.alarms)
        if before != self.now:
            self.bus.publish(CardsLooked())
        return self.now

    def _tell(self, span: int, alarms: frozenset[str]) -> None:
        state = ", ".join(sorted(alarms)) or "in service"
        log.info("span %d: %s", span, state, extra={"LINEMAN_SPAN": span})
        self.bus.publish(SpanAlarmChanged(span, alarms))

    async def present_spans(self) -> frozenset[int]:
        """Numbers of the spans whose card is in its slot, looked up now."""
        return frozenset(span.number for span in (await self.look()).spans)
