"""Live events: each whole value again whenever it changed, to everybody who follows."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from appliance.daemon.views import past_call
from appliance.facts import CallRecorded
from appliance.wire.answers import CallEnded, Event

MOST_ENDED = 200  # ended calls one follower may lag behind; the history has them all
GATHER = 0.05  # seconds; what changes together is told together


@dataclass(slots=True, eq=False)
class _Follower:
    """Of whole values only the newest counts, so a slow follower never grows."""

    values: dict[type, Event] = field(default_factory=dict)
    ended: deque[CallEnded] = field(default_factory=lambda: deque(maxlen=MOST_ENDED))
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, event: Event) -> None:
        if isinstance(event, CallEnded):
            self.ended.append(event)
        else:
            self.values[type(event)] = event
        self.woken.set()

    def take(self) -> tuple[Event, ...]:
        self.woken.clear()
        taken = (*self.values.values(), *self.ended)
        self.values.clear()
        self.ended.clear()
        return taken


@dataclass(slots=True)
class Live:
    """`sources` make the values that are compared with what was told last."""

    sources: tuple[Callable[[], Event], ...]
    _told: dict[type, Event] = field(default_factory=dict)
    _followers: set[_Follower] = field(default_factory=set)
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    async def stir(self, event: object) -> None:
        """Something happened; look soon at what it changed."""
        if isinstance(event, CallRecorded):
            for follower in self._followers:
                follower.tell(CallEnded(past_call(event.call)))
        self._stirred.set()

    async def run(self) -> None:
        """For good."""
        while True:
            await self._stirred.wait()
            await asyncio.sleep(GATHER)
            self._stirred.clear()
            for source in self.sources:
                self._tell(source())

    def _tell(self, value: Event) -> None:
        if self._told.get(type(value)) == value:
            return
        self._told[type(value)] = value
        for follower in self._followers:
            follower.tell(value)

    async def follow(self) -> AsyncIterator[Event]:
        """Every value as it is now, then each that changes, until the asker leaves."""
        follower = _Follower()
        for source in self.sources:
            value = source()
            self._told.setdefault(type(value), value)
            follower.tell(value)
        self._followers.add(follower)
        try:
            while True:
                await follower.woken.wait()
                for event in follower.take():
                    yield event
        finally:
            self._followers.discard(follower)
