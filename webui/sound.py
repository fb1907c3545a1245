"""Sound on its way to who asks for it, whole or in parts (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from typing import cast

from sanic import Request
from sanic.exceptions import RequestCancelled
from sanic.http.constants import Stage
from sanic.http.http1 import Http

from appliance.wire.configured import Piece
from appliance.wire.history import CallTold
from webui.dates import local

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
Follow = Callable[[int, int], AsyncIterator[Piece]]
"""The bytes from the first to the last."""


class NoPart(Exception):
    """What is asked for is not within the recording, which has `size` bytes."""

    def __init__(self, size: int) -> None:
        super().__init__(f"no such part of {size} bytes")
        self.size = size


async def send(request: Request, size: int, follow: Follow, file_name: str = "") -> None:
    """A WAV file of `size` bytes, to be kept under `file_name` where there is one; NoPart, or the
    supervisor's refusal, before the first byte.
    """
    part = _part(request.headers.get("range", ""), size)
    if part is None:
        raise NoPart(size)
    first, last = part
    whole = "range" not in request.headers
    pieces = follow(first, last)
    head = await anext(pieces)  # a refusal comes before the first byte
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
    if not whole:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    if file_name:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response = await request.respond(
        status=200 if whole else 206, content_type="audio/wav", headers=headers
    )
    try:
        await response.send(head.content)
    except RequestCancelled:  # the listener has left: nobody is there to be told of an error
        cast("Http", request.stream).stage = Stage.FAILED
        raise
    async for piece in pieces:
        await response.send(piece.content)
    await response.eof()


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte; all of it without a range. None: it is not within."""
    if not asked:
        return 0, size - 1
    found = _RANGE.fullmatch(asked.strip())
    if found is None:
        return None
    first, last = found[1], found[2]
    if not first:
        return (max(0, size - int(last)), size - 1) if last and int(last) else None
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else None


def file_name(start: float, *parties: str) -> str:
    """Of what was recorded then between numbers, of letters that every system takes."""
    then = f"{local(start):%Y-%m-%d_%H-%M-%S}"
    numbers = (re.sub(r"[^0-9+]+", "", each) for each in parties)
    return "_".join([then, *filter(None, numbers)]) + ".wav"


def recording_name(told: CallTold) -> str:
    """The same of a call's recording."""
    return file_name(told.call.start, told.call.caller, told.call.dialled)
