"""Recordings of long ago go when somebody says so; their calls stay, and tell who said it.

It is written down before a recording goes. One that was written down and is there still, after a
power cut or because a disk refused, goes the next time: at each removal, and each night.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from appliance.asterisk.recordings import Lying, Recordings
from appliance.beside import Beside
from appliance.core.errors import Fault

AT_ONCE = 200


class Removals(Protocol):
    """What of recordings is written down; Fault where that cannot be."""

    def begun(self, names: Sequence[str]) -> Mapping[str, float]:
        """When the call of each began; one without a call is left out."""

    def write(self, names: Sequence[str], who: str, time: float) -> None:
        """They are about to go."""

    def gone(self, names: Sequence[str]) -> None:
        """The disk has them no more."""

    def due(self) -> Sequence[str]:
        """Those that the disk may have still."""


@dataclass(slots=True)
class Removal:
    """What went, or would go: how many, their bytes, and when the oldest was made, 0 for none.

    `fault` is what ended it before its end.
    """

    count: int = 0
    size: int = 0
    oldest: float = 0.0
    fault: Fault | None = None

    def add(self, went: Sequence[Lying]) -> None:
        times = [each.time for each in went]
        if self.oldest:
            times.append(self.oldest)
        self.count += len(went)
        self.size += sum(each.size for each in went)
        self.oldest = min(times, default=0.0)


@dataclass(frozen=True, slots=True)
class OldRecordings:
    """`removals` gives the table, a Fault while the history is closed; it is used `beside`."""

    removals: Callable[[], Removals]
    recordings: Recordings
    beside: Beside
    clock: Callable[[], float]
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, before: float) -> Removal:
        """What `remove` would take away."""
        found = Removal()
        async for some in self._old(before):
            found.add(some)
        return found

    async def remove(self, before: float, who: str) -> Removal:
        """Take away the recordings of calls that began before that moment.

        What is written to, or was within the last hour, stays; so does every call.
        """
        found, refused = Removal(), list[str]()
        async with self._alone:
            try:
                refused += await self._finish()
                async for some in self._old(before):
                    left = await self._take_away([each.name for each in some], who)
                    found.add([each for each in some if each.name not in left])
                    refused += left
            except Fault as fault:
                found.fault = fault
        if refused and found.fault is None:
            found.fault = _refused(refused)
        return found

    async def finish(self) -> None:
        """Take away what was to go and is there still; Fault when the disk refuses."""
        async with self._alone:
            if refused := await self._finish():
                raise _refused(refused)

    async def _finish(self) -> list[str]:
        """Those that the disk still does not let go; others may be left behind them."""
        while due := await self.beside(self.removals().due):
            if len(refused := await self._gone(due)) == len(due):
                return refused
        return []

    async def _take_away(self, names: list[str], who: str) -> list[str]:
        await self.beside(partial(self.removals().write, names, who, self.clock()))
        return await self._gone(names)

    async def _gone(self, names: Sequence[str]) -> list[str]:
        """Those that the disk does not let go."""
        refused = await asyncio.to_thread(self.recordings.remove, names)
        gone = [name for name in names if name not in refused]
        await self.beside(partial(self.removals().gone, gone))
        return refused

    async def _old(self, before: float) -> AsyncIterator[list[Lying]]:
        """A few at a time: by when their calls began, else by when they were written to last."""
        lying = await asyncio.to_thread(self.recordings.settled)
        for place in range(0, len(lying), AT_ONCE):
            some = lying[place : place + AT_ONCE]
            names = [each.name for each in some]
            begun = await self.beside(partial(self.removals().begun, names))
            old = [each for each in some if begun.get(each.name, each.time) < before]
            if old:
                yield old


def _refused(names: Sequence[str]) -> Fault:
    return Fault(
        f"Recordings that the disk does not let go: {len(names)}; the first is {names[0]}.",
        "It is tried again in the night; switch the box off and on if it stays so.",
    )
