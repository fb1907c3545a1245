"""Asking the supervisor: the web page and the `lineman` command both use this."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from appliance.core.errors import Fault, Invalid, Outdated
from appliance.wire.answers import AnyAnswer, Denied, Done, Failed, Refused
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.frames import Frames
from appliance.wire.kinds import Request, Stream
from appliance.wire.protocol import AnyRequest, Ask, decode_answer, encode

SOCKET = Path("/run/lineman/supervisor.sock")
A = TypeVar("A")
_AGAIN = 0.02  # seconds, where the supervisor's queue is full


@dataclass(frozen=True, slots=True)
class Client:
    """One connection for each question, so a supervisor that restarts is found again by itself.

    `console` claims root's right, which the supervisor checks by the peer's uid.
    """

    path: Path = SOCKET
    console: bool = False
    patience: float = 30.0  # seconds for an answer, and to be let in

    async def ask(
        self,
        request: Request[A],
        session: str = "",
        descriptor: int | None = None,
        origin: str = "",
    ) -> A:
        """Raises Invalid, Fault, NotAllowed or Unreachable instead of answering."""
        async with self._patient():  # one patience for room and for the answer
            frames = await self._connected()
            try:
                await self._put(frames, request, session, descriptor, origin)
                answer = await _next(frames)
            finally:
                frames.close()
        return cast("A", _value(answer))

    async def follow(
        self,
        request: Stream[A],
        session: str = "",
        descriptor: int | None = None,
        origin: str = "",
    ) -> AsyncGenerator[A, None]:
        """Each event as it comes, until the stream is done."""
        async with self._patient():
            frames = await self._connected()
        try:
            await self._put(frames, request, session, descriptor, origin)
            while not isinstance(answer := _value(await _next(frames)), Done):
                yield cast("A", answer)
        finally:
            frames.close()

    @asynccontextmanager
    async def _patient(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self.patience):
                yield
        except TimeoutError as error:
            raise Unreachable("the supervisor takes too long") from error

    async def _connected(self) -> Frames:
        """Once the supervisor has room for one more who waits."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        connection.setblocking(False)
        with ExitStack() as failed:
            failed.callback(connection.close)
            try:
                await _connect(connection, self.path)
            except OSError as error:
                raise Unreachable(f"{self.path}: {error.strerror}") from error
            failed.pop_all()
        return Frames(connection)

    async def _put(
        self,
        frames: Frames,
        request: Request[A],
        session: str,
        descriptor: int | None,
        origin: str,
    ) -> None:
        ask = Ask(cast("AnyRequest", request), session, self.console, origin)
        try:
            await frames.send(encode(ask), () if descriptor is None else (descriptor,))
        except ConnectionError as error:
            raise Unreachable("the supervisor hung up") from error


async def _connect(connection: socket.socket, path: Path) -> None:
    """asyncio's own way takes a full queue (unix(7): EAGAIN) for a connection that is under way."""
    while True:
        try:
            connection.connect(str(path))
        except BlockingIOError:
            await asyncio.sleep(_AGAIN)
        else:
            return


async def _next(frames: Frames) -> AnyAnswer:
    try:
        frame = await frames.receive()
    except ConnectionError as error:
        raise Unreachable("the supervisor hung up") from error
    if frame is None:
        raise Unreachable("the supervisor hung up")
    return decode_answer(frame)


def _value(answer: AnyAnswer) -> AnyAnswer:
    match answer:
        case Refused(field=field, reason=reason, since=since):
            raise Outdated(field, reason, since) if since else Invalid(field, reason)
        case Failed(text=text, remedy=remedy):
            raise Fault(text, remedy)
        case Denied(why=why, seconds=seconds, ticket=ticket):
            raise NotAllowed(why, seconds, ticket)
    return answer
