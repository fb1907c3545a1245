"""Live events: each whole value again whenever it changed, to everybody who follows."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from appliance.core.calls import Call
from appliance.daemon.live_view import change_view
from appliance.daemon.views import past_call
from appliance.facts import CallRecorded, LiveStateChanged
from appliance.wire.admission import Asker
from appliance.wire.answers import CallEnded, Event
from appliance.wire.live_state import LiveChanged

MOST_SINGLE = 200  # ended calls and the like one follower may lag behind; the history has them all
AT_LEAST_EVERY = 30.0  # seconds; an office opens and closes without anything happening
GATHER = 0.02  # seconds; what changes together is told together


@dataclass(slots=True, eq=False)
class _Follower:
    """Of whole values only the newest counts, so a slow follower never grows."""

    asker: Asker
    told: dict[type, Event] = field(default_factory=dict)
    values: dict[type, Event] = field(default_factory=dict)
    single: deque[Event] = field(default_factory=lambda: deque(maxlen=MOST_SINGLE))
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, event: Event) -> None:
        if not self.asker.is_told(type(event)):
            return
        if isinstance(event, CallEnded | LiveChanged):
            self.single.append(event)
        elif self.told.get(type(event)) == event:
            return
        else:
            self.told[type(event)] = self.values[type(event)] = event
        self.woken.set()

    def take(self) -> tuple[Event, ...]:
        self.woken.clear()
        taken = (*self.values.values(), *self.single)
        self.values.clear()
        self.single.clear()
        return taken


@dataclass(slots=True)
class Live:
    """`sources` make the values that are compared with what was told last.

    Each follower is told what he may see: `narrowed` makes that of a value, `sees` says it of a
    call that ended.
    """

    sources: tuple[Callable[[], Event], ...]
    narrowed: Callable[[Event, Asker], Event]
    sees: Callable[[Call, Asker], bool]
    _told: dict[type, Event] = field(default_factory=dict)
    _followers: set[_Follower] = field(default_factory=set)
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    async def stir(self, event: object) -> None:
        """Something happened; look soon at what it changed."""
        match event:
            case CallRecorded(call):
                ended = CallEnded(past_call(call))
                for follower in self._followers:
                    if self.sees(call, follower.asker):
                        follower.tell(ended)
            case LiveStateChanged(changes):
                for change in changes[-MOST_SINGLE:]:  # nobody is told of more at once
                    self._tell_all(LiveChanged(change_view(change)))
        self._stirred.set()

    def _tell_all(self, event: Event) -> None:
        for follower in self._followers:
            follower.tell(self.narrowed(event, follower.asker))

    async def run(self) -> None:
        """For good."""
        while True:
            try:
                async with asyncio.timeout(AT_LEAST_EVERY):
                    await self._stirred.wait()
            except TimeoutError:
                if not self._followers:
                    continue
            await asyncio.sleep(GATHER)
            self._stirred.clear()
            for source in self.sources:
                self._tell(source())

    def _tell(self, value: Event) -> None:
        if self._told.get(type(value)) == value:
            return
        self._told[type(value)] = value
        self._tell_all(value)

    async def follow(self, asker: Asker) -> AsyncIterator[Event]:
        """Every value as it is now, then each that changes, until the asker leaves."""
        follower = _Follower(asker)
        for source in self.sources:
            value = source()
            self._told.setdefault(type(value), value)
            follower.tell(self.narrowed(value, asker))
        self._followers.add(follower)
        try:
            while True:
                await follower.woken.wait()
                for event in follower.take():
                    yield event
        finally:
            self._followers.discard(follower)
