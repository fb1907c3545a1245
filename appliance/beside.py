"""Work that waits for a disk is done by a thread of its own; everybody else goes on meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

T = TypeVar("T")
Soon = Callable[[Callable[[], object]], None]
"""Has the work done, in the order in which it is given; nobody waits for it."""


def at_once(work: Callable[[], object]) -> None:
    """Where nobody else could be kept waiting."""
    work()


class Beside(Protocol):
    """Has the work done and gives what it gives, or raises what it raises."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """Waiting for it keeps nobody else waiting."""


class OneThread:
    """One thread, so that what it is given is done one after the other, in that order."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, name)

    async def __call__(self, work: Callable[[], T]) -> T:
        """Who is cancelled while he waits does not end the work."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def soon(self, work: Callable[[], object]) -> None:
        """Have it done after what was given before, and wait for nothing."""
        self._pool.submit(work)

    async def caught_up(self) -> None:
        """Once all that it was given until now is done."""
        await self(lambda: None)

    def end(self, last: Callable[[], object]) -> None:
        """Wait for the work there is, do `last` there and take nothing any more."""
        self._pool.submit(last).result()
        self._pool.shutdown()
