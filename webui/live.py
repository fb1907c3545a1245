"""What changes on the box reaches open pages: one subscription a session, one stream a page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar, cast

from appliance.wire.answers import CallsNow, Cards, Status, Update
from appliance.wire.board import GetBoard, GetResting, Resting
from appliance.wire.client import Client
from appliance.wire.demo import DemoTelephones, GetDemoTelephones
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.kinds import Request as Question
from appliance.wire.live_state import DayNight, GetDayNight
from appliance.wire.protocol import GetCalls, GetCards, GetStatus, GetUpdate, Subscribe

A = TypeVar("A")
MOST_STREAMS = 64  # of the whole process; a stream costs about 60 kB
MOST_STREAMS_OF_ONE = 8  # of one session: a person's open tabs
AGAIN_SECONDS = 0.5
QUIET_SECONDS = 15.0  # a comment is sent after so long, or a proxy would hang up
STILL_HERE = ": still here\n\n"
GATHER_SECONDS = 0.02  # events that come together are drawn together
_ANSWERED_BY: dict[type, type] = {
    GetStatus: Status,
    GetCards: Cards,
    GetCalls: CallsNow,
    GetUpdate: Update,
    GetResting: Resting,
    GetDayNight: DayNight,
    GetDemoTelephones: DemoTelephones,
}
_KEPT: frozenset[type] = frozenset({GetBoard})  # what changes with the configuration alone
KEPT_SECONDS = 10.0


class Link(Enum):
    """How it stands with the supervisor."""

    UP = "back"
    LOST = "lost"
    SIGNED_OUT = "signed-out"


class Full(Exception):
    """Too many streams are open."""


@dataclass(slots=True, eq=False)
class Ear:
    """One open page: what kinds of event came since it last looked; bounded by the kinds."""

    kinds: set[type] = field(default_factory=set)
    link: Link | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, kinds: set[type], link: Link | None = None) -> None:
        self.kinds |= kinds
        self.link = link or self.link
        self.woken.set()

    async def take(self, patience: float) -> tuple[set[type], Link | None]:
        """What came, after at most `patience` seconds; nothing and None when it stayed quiet."""
        try:
            await asyncio.wait_for(self.woken.wait(), patience)
            await asyncio.sleep(GATHER_SECONDS)
        except TimeoutError:
            return set(), None
        self.woken.clear()
        kinds, self.kinds = self.kinds, set()
        link, self.link = self.link, None
        return kinds, link


@dataclass(slots=True)
class _Subscription:
    """One session's view of the box: the latest value of each kind, and who listens."""

    ears: set[Ear] = field(default_factory=set)
    known: dict[type, object] = field(default_factory=dict)
    link: Link | None = None
    task: asyncio.Task[None] | None = None

    def tell(self, kinds: set[type], link: Link | None = None) -> None:
        for ear in self.ears:
            ear.hear(kinds, link)

    def move(self, link: Link) -> None:
        if link is not self.link:
            self.link = link
            self.tell(set(), link)


@dataclass(frozen=True, slots=True)
class Recent(Client):
    """Answers what the last event already told; asks the supervisor for the rest.

    `kept` are answers that hold for a while, with the moment at which they were given.
    """

    known: dict[type, object] = field(default_factory=dict)
    kept: dict[type, tuple[float, object]] = field(default_factory=dict)

    async def ask(
        self,
        request: Question[A],
        session: str = "",
        descriptor: int | None = None,
        origin: str = "",
    ) -> A:
        kind = _ANSWERED_BY.get(type(request))
        if kind is not None and kind in self.known:
            return cast("A", self.known[kind])
        if type(request) in _KEPT:
            return await self._kept(request, session)
        return await Client.ask(self, request, session, descriptor, origin)

    async def _kept(self, request: Question[A], session: str) -> A:
        given, answer = self.kept.get(type(request), (0.0, None))
        if answer is not None and time.monotonic() - given < KEPT_SECONDS:
            return cast("A", answer)
        fresh = await Client.ask(self, request, session)
        self.kept[type(request)] = time.monotonic(), fresh
        return fresh


class Hub:
    """All subscriptions. A session without an open page has none."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._subscriptions: dict[str, _Subscription] = {}

    @property
    def streams(self) -> int:
        return sum(len(each.ears) for each in self._subscriptions.values())

    @asynccontextmanager
    async def listening(self, session: str) -> AsyncIterator[tuple[Ear, Recent]]:
        """An ear for one page and a client that knows the latest; Full when there are too many."""
        subscription = self._subscriptions.get(session) or _Subscription()
        if self.streams >= MOST_STREAMS or len(subscription.ears) >= MOST_STREAMS_OF_ONE:
            raise Full
        self._subscriptions[session] = subscription
        ear = Ear()
        subscription.ears.add(ear)
        if subscription.task is None:
            subscription.task = asyncio.create_task(self._follow(session, subscription))
        elif subscription.link is not None:
            ear.hear(set(subscription.known), subscription.link)
        recent = Recent(
            self._client.path, self._client.console, self._client.patience, subscription.known
        )
        try:
            yield ear, recent
        finally:
            subscription.ears.discard(ear)
            if not subscription.ears:
                self._subscriptions.pop(session, None)
                subscription.task.cancel()

    async def _follow(self, session: str, subscription: _Subscription) -> None:
        while subscription.link is not Link.SIGNED_OUT:
            try:
                async for event in self._client.follow(Subscribe(), session):
                    subscription.known[type(event)] = event
                    subscription.tell({type(event)})
                    subscription.move(Link.UP)
            except Unreachable:
                pass
            except NotAllowed:
                subscription.move(Link.SIGNED_OUT)
                return
            subscription.known.clear()
            subscription.move(Link.LOST)
            await asyncio.sleep(AGAIN_SECONDS)


def message(event: str, content: str, place: str = "") -> str:
    """One event of a stream, as the browser's EventSource reads it; it goes on from the `place`."""
    lines = "".join(f"data: {line}\n" for line in content.splitlines() or [""])
    named = f"id: {place}\n" if place else ""
    return f"event: {event}\n{named}{lines}\n"
