"""Whether the web page answers, asked the way a browser on the network does."""

import asyncio
import contextlib
import ssl
from functools import cache

PATIENCE = 5.0  # seconds
_QUESTION = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


async def web_answers(host: str = "127.0.0.1", port: int = 443) -> bool:
    """nginx, the web process and our own socket have to work for this."""
    with contextlib.suppress(OSError, EOFError, TimeoutError, ssl.SSLError):
        async with asyncio.timeout(PATIENCE):
            return await _asked(host, port)
    return False


async def _asked(host: str, port: int) -> bool:
    reader, writer = await asyncio.open_connection(host, port, ssl=any_certificate())
    try:
        writer.write(_QUESTION)
        await writer.drain()
        first = await reader.readline()
    finally:
        writer.close()
    return b" 200 " in first


@cache
def any_certificate() -> ssl.SSLContext:
    """For the box that asks itself: there is nothing to be compared."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
