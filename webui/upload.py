"""Files on their way to the supervisor: a bundle through a pipe, a small one in memory."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from typing import Protocol, cast

from sanic import Request

from appliance.core.errors import Fault, Invalid
from appliance.wire.answers import Update
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.protocol import InstallUpdate
from webui.forms import whole

LARGEST_TABLE = 2 << 20  # bytes; ten thousand people are half of that
STALLED_SECONDS = 120.0  # the supervisor takes nothing for so long: it hangs
Install = Callable[[InstallUpdate, int | None], AsyncIterator[Update]]
"""Asks the supervisor as whoever wants it; a descriptor goes along where there is one."""

_following: set[asyncio.Task[Update | None]] = set()


class _Body(Protocol):
    """What the framework gives a streaming request; its own types say less."""

    async def read(self) -> bytes | None:
        """The next piece, None at the end."""


class Short(Exception):
    """Fewer bytes came than were promised."""


async def begin(told: AsyncIterator[Update]) -> Update:
    """Wait until the supervisor has begun to install what it was asked to; raises its refusal.

    What follows is watched by a task of its own: pages see the progress by their own
    subscription, so nobody has to keep this one open.
    """
    begun: asyncio.Future[Update] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(_follow(told, begun))
    _following.add(task)
    task.add_done_callback(_following.discard)
    return await begun


async def _follow(told: AsyncIterator[Update], begun: asyncio.Future[Update]) -> Update | None:
    last = None
    try:
        async for last in told:
            if not begun.done():
                begun.set_result(last)
    except (Invalid, Fault, NotAllowed, Unreachable) as error:
        if not begun.done():
            begun.set_exception(error)
    if not begun.done():
        begun.set_exception(Unreachable("the supervisor said nothing"))
    return last


async def hand_over(request: Request, install: Install, length: int) -> Update:
    """Install the body of `request`, `length` bytes, while it still comes in; how it began.

    Raises the supervisor's refusal, Short when the browser stopped, and BrokenPipeError when the
    supervisor did not want the rest.
    """
    taken, given = os.pipe2(os.O_CLOEXEC)
    try:
        try:
            begun = await begin(install(InstallUpdate(size=length), taken))
        finally:
            os.close(taken)  # the supervisor has its own by now
        os.set_blocking(given, False)
        received = 0
        async for piece in pieces(request):
            await _pour(given, piece)
            received += len(piece)
    finally:
        os.close(given)
    if received != length:
        raise Short
    return begun


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; the framework's buffer is all that is held of it."""
    body = cast("_Body", request.stream)
    while (piece := await body.read()) is not None:
        yield piece


async def taken(request: Request, place: int, most: int) -> int:
    """Write the body to the file `place`: how many bytes came, more than `most` if it has more."""
    received = 0
    async for piece in pieces(request):
        received += len(piece)
        if received > most:
            break
        os.write(place, piece)
    return received


async def drain(request: Request) -> None:
    """Take the rest and forget it, so that the browser hears the answer and not a broken line."""
    with contextlib.suppress(OSError):
        async for _ in pieces(request):
            pass


async def _pour(place: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        try:
            view = view[os.write(place, view) :]
        except BlockingIOError:
            await _room(place)


async def _room(place: int) -> None:
    """Wait until the pipe takes more."""
    loop = asyncio.get_running_loop()
    free = asyncio.Event()
    loop.add_writer(place, free.set)
    try:
        async with asyncio.timeout(STALLED_SECONDS):
            await free.wait()
    finally:
        loop.remove_writer(place)


def promised(request: Request) -> int:
    """How many bytes the body is said to have; 0 when nothing sensible is said."""
    return whole(str(request.headers.get("content-length") or ""), 15) or 0
