"""Measures the line cards' clock once a minute."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from appliance.bus import Bus
from appliance.core.errors import Fault
from appliance.facts import TimingMeasured

log = logging.getLogger(__name__)

PAUSE = 30.0  # seconds between two measurements


class Clock(Protocol):
    """The clock that the cards' sound keeps step with."""

    async def accuracy(self) -> float | None:
        """Measure it, in per cent. None where no driver is loaded; Fault when it refuses."""


@dataclass(slots=True)
class TimingWatch:
    """`last` are the newest measurements in per cent, at most two, the newest at the end."""

    clock: Clock
    bus: Bus
    last: tuple[float, ...] = ()

    @property
    def now(self) -> float | None:
        """None before the first, and where no driver is loaded."""
        return self.last[-1] if self.last else None

    async def run(self) -> None:
        """For good."""
        while True:
            try:
                self._take(await self.clock.accuracy())
            except Fault as fault:
                log.error("%s", fault.text)  # noqa: TRY400  # a fault, told in words
                self._take(None)
            await asyncio.sleep(PAUSE)

    def _take(self, measured: float | None) -> None:
        before = self.now
        self.last = () if measured is None else (*self.last[-1:], measured)
        if self.now != before:
            self.bus.publish(TimingMeasured())
