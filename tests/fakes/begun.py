"""Tasks that go on for good, for as long as a block lasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


@asynccontextmanager
async def begun(begin: Callable[[], None]) -> AsyncIterator[None]:
    """What `begin` starts; all of it has ended when this returns."""
    before = asyncio.all_tasks()
    begin()
    try:
        yield
    finally:
        mine = asyncio.all_tasks() - before
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)
