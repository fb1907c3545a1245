"""A file that came with a question."""

import asyncio
import os
import stat

from appliance.core.errors import Invalid
from appliance.wire.configuration import LARGEST_CONFIGURATION

_CHUNK = 1 << 20


async def received(descriptor: int | None) -> bytes:
    """All of it. Only a file: a pipe whose writer falls silent would hold a thread for ever."""
    if descriptor is None or not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise Invalid("file", "must come with the question, as a file")
    if os.fstat(descriptor).st_size > LARGEST_CONFIGURATION:
        raise Invalid("file", "is larger than any of this kind; choose another")
    return await asyncio.to_thread(_read, descriptor)


async def received_text(descriptor: int | None) -> str:
    """As `received`, a text."""
    content = await received(descriptor)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("file", "is not UTF-8; save it as that") from error


def _read(descriptor: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while size <= LARGEST_CONFIGURATION and (piece := os.pread(descriptor, _CHUNK, size)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)
