"""The calls that are up, asked for anew whenever a channel moved."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from appliance.asterisk.calls_now import CallUp, calls_up
from appliance.asterisk.ports import Exchange
from appliance.asterisk.queries import ChannelSeen, ParkedSeen
from appliance.bus import Bus
from appliance.core.errors import Fault
from appliance.facts import CallsChanged

log = logging.getLogger(__name__)

SOON = 0.02  # seconds; what is told of one moment comes together
APART = 0.1  # seconds from look to look; a call that is set up moves its channels a dozen times
SLACK = 2.0  # seconds; Asterisk counts whole ones
AT_LEAST_EVERY = 10.0  # seconds, should a word of the manager's have been missed


@dataclass(frozen=True, slots=True)
class Times:
    """When the call began and was answered (0: not yet), in seconds since the epoch.

    While it waits in parking: at which `space`, and `until` when.
    """

    since: float
    answered: float = 0.0
    space: str = ""
    until: float = 0.0


async def _nobody() -> tuple[ParkedSeen, ...]:
    return ()


@dataclass(slots=True)
class CallsWatch:
    """`channels`, `calls` and `times` are as they were found last; `parked` asks who waits in
    parking.
    """

    exchange: Exchange
    bus: Bus
    internal: Callable[[], frozenset[str]]
    parked: Callable[[], Awaitable[tuple[ParkedSeen, ...]]] = _nobody
    channels: tuple[ChannelSeen, ...] = ()
    calls: tuple[CallUp, ...] = ()
    times: dict[str, Times] = field(default_factory=dict)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def moved(self, _event: object) -> None:
        """Look soon. Returns at once: the manager may tell of a thousand moves in a second."""
        self._moved.set()

    async def run(self) -> None:
        """For good."""
        looked = 0.0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(AT_LEAST_EVERY):
                    await self._moved.wait()
            await asyncio.sleep(max(SOON, looked + APART - time.monotonic()))
            self._moved.clear()
            looked = time.monotonic()
            await self._look()

    async def _look(self) -> None:
        before = self._shown()
        try:
            self.channels = await self.exchange.channels() if self.exchange.up else ()
            parked = await self.parked() if self.channels else ()
        except Fault as fault:
            log.debug("channels: %s", fault.text)
            return
        self.calls = calls_up(self.channels, self.internal())
        now = time.time()
        waiting = {each.linked: each for each in parked}
        self.times = {
            call.id: self._waits(self._times(call, now), waiting.get(call.id), now)
            for call in self.calls
        }
        if self._shown() != before:
            self.bus.publish(CallsChanged())

    def _waits(self, times: Times, parked: ParkedSeen | None, now: float) -> Times:
        """Until when stays as it was first told: seconds grow by halves from look to look."""
        if parked is None:
            return replace(times, space="", until=0.0)
        if times.space == parked.space and abs(times.until - now - parked.left) < SLACK:
            return times
        return replace(times, space=parked.space, until=now + parked.left)

    def _times(self, call: CallUp, now: float) -> Times:
        known = self.times.get(call.id) or Times(now - call.seconds)
        if not call.talking:
            return known
        return known if known.answered else replace(known, answered=now)

    def _shown(self) -> object:
        """All of it but the growing seconds."""
        calls = [
            (c.id, c.ringing, c.talking, c.caller, c.called, c.channels, c.queue)
            for c in self.calls
        ]
        spaces = {key: (each.space, each.until) for key, each in self.times.items()}
        return calls, spaces, [(c.name, c.state, c.bridge) for c in self.channels]
