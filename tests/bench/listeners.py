"""Open pages that only listen: event streams, as many as wanted, read as they come.

Read as cheaply as may be: the browsers of an office compute elsewhere.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from webui.security import SESSION_COOKIE

_BEGIN = 60.0  # seconds for all of them to be answered
_EVENT = b"event: fragment"


@dataclass
class Listener:
    """One stream of a session; `fragments` came so far, the last at `heard` (monotonic)."""

    path: str
    session: str
    fragments: int = 0
    heard: float = 0.0

    async def listen(self, port: int, begun: asyncio.Semaphore) -> None:
        """Until it is cancelled; ConnectionError when it is not answered or ends."""
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
        try:
            lines = (
                f"GET {self.path} HTTP/1.1",
                f"Host: 127.0.0.1:{port}",
                f"Cookie: {SESSION_COOKIE}={self.session}",
            )
            writer.write("".join(f"{line}\r\n" for line in (*lines, "")).encode())
            if b" 200 " not in (status := await reader.readline()):
                raise ConnectionError(f"{self.path} is answered with {status.decode().strip()}")
            begun.release()
            while piece := await reader.read(1 << 18):
                if found := piece.count(_EVENT):
                    self.fragments += found
                    self.heard = time.monotonic()
            raise ConnectionError(f"{self.path} has ended")
        finally:
            writer.close()


async def _all(port: int, listeners: Sequence[Listener], ready: threading.Event) -> None:
    begun = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as group:
        for each in listeners:
            group.create_task(each.listen(port, begun))
        for _ in listeners:
            await begun.acquire()
        ready.set()


@contextmanager
def listening(port: int, listeners: Sequence[Listener]) -> Iterator[None]:
    """All are answered before the block begins and listen to its end; an ExceptionGroup tells
    which did not.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    ready = threading.Event()
    work: Future[None] = asyncio.run_coroutine_threadsafe(_all(port, listeners, ready), loop)
    work.add_done_callback(lambda _: ready.set())
    try:
        if not ready.wait(_BEGIN):
            raise TimeoutError("not every stream is answered")
        yield
        if work.done():
            work.result()
    finally:
        work.cancel()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.1), loop).result(5)  # they hang up
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
