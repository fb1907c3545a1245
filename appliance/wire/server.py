"""The supervisor's socket: who connects, what they ask, and the answers as frames."""

import asyncio
import grp
import logging
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from appliance.core.errors import Fault, Invalid, Outdated
from appliance.durable import coming
from appliance.wire.admission import Admission, Asker
from appliance.wire.answers import AnyAnswer, Denied, Done, Failed, Refused, Why
from appliance.wire.errors import NotAllowed
from appliance.wire.frames import Frames, TooLarge
from appliance.wire.kinds import Stream
from appliance.wire.protocol import AnyRequest, Ask, decode_ask, encode

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 200
QUIET = 120.0  # seconds a connection may stay without a question
AGAIN = 0.5  # seconds after nobody could be let in
_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid
GROUP = "lineman-wire"


class Front(Protocol):
    """The rest of the supervisor, as the socket sees it."""

    async def answer(self, request: AnyRequest, asker: Asker, descriptor: int | None) -> AnyAnswer:
        """Answer one question; Invalid and Fault become answers of their own.

        The descriptor is closed by the caller.
        """

    def follow(
        self, request: AnyRequest, asker: Asker, descriptor: int | None
    ) -> AsyncIterator[AnyAnswer]:
        """Answer a stream's events. The descriptor is closed by the caller when this ends."""


@dataclass(slots=True)
class Server:
    """Serves `front` at `path`; every question passes `admission` first."""

    path: Path
    admission: Admission
    front: Front
    _connections: int = 0

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """For good; `ready` is called once anybody can connect."""
        with _listener(self.path) as listener:
            ready()
            async with asyncio.TaskGroup() as group:
                await self._accept(listener, group)

    async def _accept(self, listener: socket.socket, group: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listener)
            except OSError as error:  # no more files can be open at once: others are closed soon
                log.error("wire: nobody is let in: %s", error)  # noqa: TRY400  # told in words
                await asyncio.sleep(AGAIN)
                continue
            if self._connections >= MOST_CONNECTIONS:
                connection.close()
                continue
            group.create_task(self._serve(connection), name="wire connection")

    async def _serve(self, connection: socket.socket) -> None:
        self._connections += 1
        uid = _peer(connection)
        frames = Frames(connection)
        try:
            while (frame := await asyncio.wait_for(frames.receive(), QUIET)) is not None:
                await self._one(frame, frames, uid)
        except TooLarge:
            await _say(frames, Denied(Why.NOT_UNDERSTOOD))
        except (ConnectionError, TimeoutError):
            pass
        except Exception:  # the wire's edge: one question must not end the supervisor
            log.exception("wire: a question failed")
        finally:
            frames.close()
            self._connections -= 1

    async def _one(self, frame: bytes, frames: Frames, uid: int) -> None:
        descriptor = frames.take_descriptor()
        try:
            ask = decode_ask(frame)
            asker = self.admission.judge(ask, uid)
            if isinstance(ask.request, Stream):
                await self._stream(ask, asker, uid, frames, descriptor)
                answer: AnyAnswer = Done()
            else:
                answer = await self.front.answer(ask.request, asker, descriptor)
        except msgspec.MsgspecError:
            answer = Denied(Why.NOT_UNDERSTOOD)
        except NotAllowed as refusal:
            answer = Denied(refusal.why, refusal.seconds, refusal.ticket)
        except Outdated as outdated:
            answer = Refused(outdated.field, outdated.reason, outdated.since)
        except Invalid as invalid:
            answer = Refused(invalid.field, invalid.reason)
        except Fault as fault:
            log.error("%s", fault.text)  # noqa: TRY400  # a fault, told in words
            answer = Failed(fault.text, fault.remedy)
        finally:
            if descriptor is not None:
                os.close(descriptor)
        await frames.send(encode(answer))

    async def _stream(
        self, ask: Ask, asker: Asker, uid: int, frames: Frames, descriptor: int | None
    ) -> None:
        """Events until the end, or until the asker hangs up."""

        async def speak() -> None:
            async for event in self.front.follow(ask.request, asker, descriptor):
                self.admission.judge(ask, uid)  # his session may have been ended meanwhile
                await frames.send(encode(event))

        speaking = asyncio.create_task(speak(), name="wire stream")
        leaving = asyncio.create_task(frames.gone(), name="wire listener")
        try:
            await asyncio.wait({speaking, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if leaving.done() and not speaking.done():
                raise ConnectionResetError
            await speaking
        finally:
            for task in (speaking, leaving):
                task.cancel()
            await asyncio.gather(speaking, leaving, return_exceptions=True)


async def _say(frames: Frames, answer: AnyAnswer) -> None:
    try:
        await frames.send(encode(answer))
    except ConnectionError:
        return


def _peer(connection: socket.socket) -> int:
    """The uid of the process that connected."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(raw)
    return int(uid)


def _listener(path: Path) -> socket.socket:
    """A listening socket that only its owner and the group `lineman-wire` may connect to."""
    fresh = path.with_name(coming(path.name))
    fresh.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    listener.setblocking(False)
    before = os.umask(0o177)
    try:
        listener.bind(str(fresh))
    finally:
        os.umask(before)
    _give_to_group(fresh)
    fresh.chmod(0o660)
    listener.listen(MOST_CONNECTIONS)
    fresh.replace(path)
    return listener


def _give_to_group(path: Path) -> None:
    """Where there is no such group, on a developer's machine, the owner stays alone."""
    try:
        os.chown(path, -1, grp.getgrnam(GROUP).gr_gid)
    except (KeyError, PermissionError) as error:
        log.info("wire: %s is for its owner alone (%s)", path, error)
