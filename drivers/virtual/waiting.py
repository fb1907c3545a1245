"""Waiting for something to become true, with a time limit and without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Missed(Exception):
    """What was waited for did not happen in time."""


class Watched:
    """Something that says when it has changed, to all who wait and to who heeds it for good."""

    def __init__(self) -> None:
        self._waiters: list[asyncio.Future[None]] = []
        self.heeded: Callable[[], None] = lambda: None

    def changed(self) -> None:
        """Let everyone who waits look again."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
        self.heeded()

    async def until(self, condition: Callable[[], T | None], within: float, what: str) -> T:
        """The condition's first true value. Raises `Missed` after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while not (value := condition()):
                    waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiters.append(waiter)
                    await waiter
        except TimeoutError:
            raise Missed(f"{what}: not within {within:g} s") from None
        return value
