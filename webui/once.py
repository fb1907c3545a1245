"""A form sent twice does its work once: both requests get the first one's answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
KEPT = 256  # forms remembered; a double click comes within the next few


class Once(Generic[Answer]):
    """Remembers by the form's own number what came of it."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._answers: OrderedDict[str, asyncio.Future[Answer]] = OrderedDict()

    async def do(self, number: str, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do `work` unless the form with `number` was sent before; a failure is not remembered."""
        if (known := self._answers.get(number)) is not None:
            return await asyncio.shield(known)
        future = asyncio.ensure_future(work())
        self._answers[number] = future
        while len(self._answers) > self._kept:
            self._answers.popitem(last=False)
        try:
            return await asyncio.shield(future)
        except Exception:
            self._answers.pop(number, None)
            raise
