"""A file that the supervisor tells in pieces, sent on as it comes, however long it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from sanic import Request

from appliance.wire.configured import Piece


async def send_pieces(
    request: Request,
    pieces: AsyncIterator[Piece],
    kind: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer with all of them, or none: a log that holds no such line is an empty file.

    What the supervisor refuses comes before the first byte, and is raised.
    """
    head = await anext(pieces, None)
    response = await request.respond(content_type=kind, headers=dict(headers or {}))
    if head is not None:
        await response.send(head.content)
        async for piece in pieces:
            await response.send(piece.content)
    await response.eof()


async def send_file(request: Request, pieces: AsyncIterator[Piece], name: str, kind: str) -> None:
    """The same, for a browser to keep."""
    kept = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    await send_pieces(request, pieces, kind, kept)
