"""What the API answers besides JSON: sound, a table, and events while they happen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec
from sanic import Request
from sanic.response import HTTPResponse

from appliance.wire.answers import CallEnded
from appliance.wire.configured import Piece
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.history import CallTold, GetCall, GetRecording
from appliance.wire.kinds import Stream
from appliance.wire.protocol import Subscribe
from appliance.wire.sounds import FindSound, GetSound, SoundFound
from appliance.wire.workplace import GetMessages, HearMessage, VoiceMessages
from webui.api.problems import Wrong, problem
from webui.api.route import Body, Route
from webui.pieces import send_pieces
from webui.sound import Follow, NoPart, recording_name, send

if TYPE_CHECKING:
    from webui.api.answering import Caller, Given

MOST_STREAMS = 16  # of the whole process; a stream holds a connection to the supervisor
QUIET_SECONDS = 15.0  # a comment is sent after so long, or a proxy would hang up
_open: set[object] = set()


async def sound(
    route: Route, request: Request, caller: Caller, given: Given
) -> HTTPResponse | None:
    if route.question is GetSound:
        return await _own_sound(request, caller, given)
    if route.question is HearMessage:
        return await _message(request, caller, given)
    key, place = given.fields["key"], given.fields["place"]
    told: CallTold = await caller.ask(GetCall(key, caller.language))
    if not place < len(told.recordings) or not told.recordings[place].there:
        raise Wrong("not-found", field="place")

    def follow(first: int, last: int) -> AsyncIterator[Piece]:
        return caller.follow(GetRecording(key, place, first, last))

    return await _sent(request, caller, told.recordings[place].size, follow, recording_name(told))


async def _own_sound(request: Request, caller: Caller, given: Given) -> HTTPResponse | None:
    which = {name: given.fields[name] for name in ("prompt", "digest")}
    found: SoundFound = await caller.ask(FindSound(**which))

    def follow(first: int, last: int) -> AsyncIterator[Piece]:
        return caller.follow(GetSound(**which, first=first, last=last))

    return await _sent(request, caller, found.size, follow, "sound.wav")


async def _message(request: Request, caller: Caller, given: Given) -> HTTPResponse | None:
    number, name = given.fields["number"], given.fields["message"]
    every: VoiceMessages = await caller.ask(GetMessages(number))
    found = next((each for each in every.messages if each.id == name), None)
    if found is None or not found.size:
        raise Wrong("not-found", field="message")

    def follow(first: int, last: int) -> AsyncIterator[Piece]:
        return caller.follow(HearMessage(name, first, last, number))

    return await _sent(request, caller, found.size, follow, "message.wav")


async def _sent(
    request: Request, caller: Caller, size: int, follow: Follow, name: str
) -> HTTPResponse | None:
    try:
        await send(request, size, follow, name)
    except NoPart as no:
        refused = problem(Wrong("range"), caller.language)
        refused.headers["Content-Range"] = f"bytes */{no.size}"
        return refused
    return None


async def whole(
    route: Route, request: Request, caller: Caller, given: Given
) -> HTTPResponse | None:
    """As it comes, however long it is."""
    asked = route.asked(**given.fields)
    question = cast("Stream[Piece]", route.question(asked) if route.within else asked)
    pieces = caller.follow(question)
    kind = route.body.value if route.body is not None else ""
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    await send_pieces(request, pieces, f"{kind}{charset}")
    return None


async def events(
    _route: Route, request: Request, caller: Caller, _given: Given
) -> HTTPResponse | None:
    """Each event by its name, until the program hangs up or its key ends."""
    if len(_open) >= MOST_STREAMS:
        raise Wrong("busy")
    mine = object()
    _open.add(mine)
    try:
        headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
        response = await request.respond(content_type="text/event-stream", headers=headers)
        await response.send("retry: 2000\n\n")
        async with contextlib.aclosing(_told(caller.follow(Subscribe()))) as pieces:
            async for piece in pieces:
                await response.send(piece)
        await response.eof()
    finally:
        _open.discard(mine)
    return None


async def _told(found: AsyncIterator[Any]) -> AsyncGenerator[str, None]:
    """Messages of the stream; it ends with the supervisor, and the program comes again."""
    pending: asyncio.Future[Any] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(anext(found))
            done, _ = await asyncio.wait({pending}, timeout=QUIET_SECONDS)
            if not done:
                yield ": still here\n\n"
                continue
            yield message(pending.result())
            pending = None
    except (StopAsyncIteration, Unreachable, NotAllowed):
        return
    finally:
        if pending is not None:
            pending.cancel()


def message(event: msgspec.Struct) -> str:
    """One event; that a call ended has an id, by which it is known when it comes twice."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    name = plain.pop("type")
    number = f"id: {event.call.key}\n" if isinstance(event, CallEnded) else ""
    return f"{number}event: {name}\ndata: {msgspec.json.encode(plain).decode()}\n\n"


Sent = Callable[[Route, Request, "Caller", "Given"], Awaitable[HTTPResponse | None]]
SENT: Mapping[Body, Sent] = {
    Body.SOUND: sound,
    Body.TABLE: whole,
    Body.EVENTS: events,
    Body.BUNDLE: whole,
    Body.TEXT: whole,
    Body.PDF: whole,
}
