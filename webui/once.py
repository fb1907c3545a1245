"""A form sent twice does its work once: both requests get the first one's answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")
KEPT = 256  # forms remembered; a double click comes within the next few
SECONDS = 60.0  # for which a form is, where what came of it may be a secret


class Once:
    """Remembers by the form's own number what came of it, for so many `seconds` after that; without
    them until it is one of the oldest. A failure is not remembered.
    """

    def __init__(self, kept: int = KEPT, seconds: float | None = None) -> None:
        self._kept, self._seconds = kept, seconds
        self._answers: OrderedDict[str, asyncio.Future[Any]] = OrderedDict()

    async def do(self, number: str, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do `work` unless the form with `number` was sent before.

        It is done to its end: a browser leaves the first request when the form is sent again.
        """
        known = cast("asyncio.Future[Answer] | None", self._answers.get(number))
        if known is None:
            known = asyncio.ensure_future(work())
            self._answers[number] = known
            known.add_done_callback(partial(self._done, number))
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)
        return await asyncio.shield(known)

    def _done(self, number: str, future: asyncio.Future[Any]) -> None:
        if future.cancelled() or future.exception() is not None:
            self._forget(number, future)
        elif self._seconds is not None:
            future.get_loop().call_later(self._seconds, self._forget, number, future)

    def _forget(self, number: str, future: asyncio.Future[Any]) -> None:
        if self._answers.get(number) is future:
            del self._answers[number]
