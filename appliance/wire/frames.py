"""Frames over a Unix socket, with descriptors beside them."""

import array
import asyncio
import os
import socket
import struct
from collections.abc import Sequence

from appliance.wire.protocol import LARGEST_FRAME

_LENGTH = struct.Struct("!I")
_CHUNK = 1 << 16
MOST_DESCRIPTORS = 1
_ROOM = socket.CMSG_SPACE(MOST_DESCRIPTORS * array.array("i").itemsize)


class TooLarge(Exception):
    """The peer announced a frame beyond the limit."""


class Frames:
    """One end of a connection; whoever calls `take_descriptor` owns what came."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._socket = connection
        self._buffer = bytearray()
        self._descriptors: list[int] = []

    def close(self) -> None:
        """Also closes descriptors that nobody took."""
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors.clear()
        self._socket.close()

    def take_descriptor(self) -> int | None:
        """The descriptor that came along, once."""
        return self._descriptors.pop(0) if self._descriptors else None

    async def send(self, content: bytes, descriptors: Sequence[int] = ()) -> None:
        """Raises ConnectionError when the peer is gone."""
        view = memoryview(_LENGTH.pack(len(content)) + content)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        ancillary = rights if descriptors else []
        while view:
            try:
                sent = self._socket.sendmsg([view], ancillary, socket.MSG_NOSIGNAL)
            except BlockingIOError:
                await self._wait(writing=True)
                continue
            ancillary = []
            view = view[sent:]

    async def receive(self) -> bytes | None:
        """The next frame, None when the peer hung up. Raises TooLarge, ConnectionError."""
        while True:
            if len(self._buffer) >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(self._buffer)
                if length > LARGEST_FRAME:
                    raise TooLarge
                end = _LENGTH.size + length
                if len(self._buffer) >= end:
                    frame = bytes(self._buffer[_LENGTH.size : end])
                    del self._buffer[:end]
                    return frame
            if not await self._fill():
                return None

    async def gone(self) -> None:
        """Returns when the peer hung up, or said more than it may."""
        while await self._fill():
            if len(self._buffer) > LARGEST_FRAME:
                return

    async def _fill(self) -> bool:
        try:
            chunk, ancillary, _, _ = self._socket.recvmsg(_CHUNK, _ROOM, socket.MSG_CMSG_CLOEXEC)
        except BlockingIOError:
            await self._wait(writing=False)
            return True
        for level, kind, payload in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                numbers = array.array("i")
                numbers.frombytes(payload[: len(payload) - len(payload) % numbers.itemsize])
                self._keep(list(numbers))
        self._buffer += chunk
        return bool(chunk)

    def _keep(self, descriptors: list[int]) -> None:
        """At most one at a time: what comes on top is closed."""
        room = MOST_DESCRIPTORS - len(self._descriptors)
        self._descriptors += descriptors[:room]
        for surplus in descriptors[room:]:
            os.close(surplus)

    async def _wait(self, *, writing: bool) -> None:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if not ready.done():
                ready.set_result(None)

        number = self._socket.fileno()
        add, remove = (
            (loop.add_writer, loop.remove_writer)
            if writing
            else (loop.add_reader, loop.remove_reader)
        )
        add(number, wake)
        try:
            await ready
        finally:
            remove(number)
