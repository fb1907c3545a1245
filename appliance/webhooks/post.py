"""One message on its way to one address, and what was answered."""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address

import httptools

from appliance.core.errors import Fault, Invalid
from appliance.core.web_address import Ip, WebAddress, check_reached
from appliance.spoken.languages import mark

WITHIN = 10.0  # seconds for all of it
FOR_NAME = 3.0  # seconds that somebody waits who types an address
FOR_BODY = 2.0  # seconds; what counts is the status
LARGEST = 64 << 10  # bytes of an answer
EXCERPT = 300  # characters of its body that are kept
_LESS_THAN_AN_ANSWER = 200  # 1xx: the answer is still to come
_REDIRECT = range(300, 400)

Resolve = Callable[[str, int], Awaitable[tuple[Ip, ...]]]


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    said: str

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


async def resolved(host: str, port: int) -> tuple[Ip, ...]:
    """The addresses that a name stands for now."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=1)  # SOCK_STREAM
    return tuple(dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found))


@cache
def _trusted() -> ssl.SSLContext:
    """Whom the box's own list of authorities vouches for."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Post:
    """`check` says of each address that a name stands for whether it may be reached."""

    resolve: Resolve = resolved
    check: Callable[[WebAddress, Ip], None] = check_reached
    trusted: Callable[[], ssl.SSLContext] = _trusted
    within: float = WITHIN

    async def __call__(self, address: WebAddress, headers: Mapping[str, str], body: bytes) -> Reply:
        """What was answered. Fault, in words, when nothing was that could be understood."""
        try:
            async with asyncio.timeout(self.within):
                return await self._sent(address, headers, body)
        except TimeoutError as error:
            raise Fault(f"No answer within {self.within:.0f} seconds.") from error
        except Invalid as refused:
            raise Fault(f"Not sent: {refused.reason}.") from refused
        except ssl.SSLCertVerificationError as error:
            why = error.verify_message
            raise Fault(f"The certificate of the other side is not trusted: {why}.") from error
        except httptools.HttpParserError as error:
            raise Fault("What came back is no HTTP.") from error
        except OSError as error:  # of the name, the connection or its encryption
            raise _unreached(address, error) from error

    async def look(self, address: WebAddress) -> None:
        """Invalid where nothing would be sent to what the name stands for now.

        A name that is not known yet may be known later; only http:// is for a name of the LAN.
        """
        try:
            async with asyncio.timeout(FOR_NAME):
                found = await self.resolve(address.host, address.port)
        except OSError:  # a wait in vain is one, too
            found = ()
        for ip in found:
            self.check(address, ip)
        if not found and not address.secure:
            raise Invalid(
                "url",
                f"http:// is for the LAN alone, and {address.host} is no name of it; use https://, "
                "or give the machine's address in the LAN",
            )

    async def _sent(self, address: WebAddress, headers: Mapping[str, str], body: bytes) -> Reply:
        found = await self.resolve(address.host, address.port)
        for ip in found:
            self.check(address, ip)
        if not found:
            raise Fault("The name stands for no address.")
        # To the address that was checked: asked again, a name may stand for another.
        reader, writer = await asyncio.open_connection(
            str(found[0]),
            address.port,
            ssl=self.trusted() if address.secure else None,
            server_hostname=address.host if address.secure else None,
        )
        try:
            writer.write(_request(address, headers, body))
            await writer.drain()
            return await _answer(reader)
        finally:
            writer.transport.abort()


def _unreached(address: WebAddress, error: OSError) -> Fault:
    """Why nothing was reached, and what to look at."""
    host, port = address.host, address.port
    match error:
        case socket.gaierror():
            return Fault(
                f"The other side is not reached: the name {host} is not known; check how it is "
                "written, and that the box has a name server."
            )
        case ConnectionRefusedError():
            return Fault(
                f"The other side is not reached: nobody answers at port {port}; check the port, "
                "and that the program runs."
            )
        case ssl.SSLError():
            return Fault(
                f"The other side is not reached: port {port} does not speak https; check the port."
            )
        case OSError(errno=errno.EHOSTUNREACH | errno.ENETUNREACH):
            return Fault(
                "The other side is not reached: no way leads there; check the address, and the "
                "network of the box."
            )
    why = error.strerror or str(error) or type(error).__name__
    return Fault(f"The other side is not reached: {why}.")


def _request(address: WebAddress, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = {
        "Host": address.authority,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "User-Agent": "Lineman",
        "Connection": "close",
        **headers,
    }
    head = [f"POST {address.target} HTTP/1.1", *(f"{name}: {it}" for name, it in lines.items())]
    return "\r\n".join([*head, "", ""]).encode("ascii") + body


@dataclass(slots=True)
class _Heard:
    """What the parser tells of an answer."""

    status: int = 0
    whole: bool = False
    body: bytearray = field(default_factory=bytearray)
    parser: httptools.HttpResponseParser = field(init=False)

    def __post_init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)

    def feed(self, piece: bytes) -> None:
        """HttpParserError for what is no HTTP; once the status is known, that is the end of it."""
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserError:
            if not self.status:
                raise
            self.whole = True

    def on_headers_complete(self) -> None:
        status = self.parser.get_status_code()
        self.status = status if status >= _LESS_THAN_AN_ANSWER else 0

    def on_body(self, piece: bytes) -> None:
        self.body += piece

    def on_message_complete(self) -> None:
        self.whole = bool(self.status)

    @property
    def said(self) -> str:
        text = bytes(self.body[: EXCERPT * 4]).decode("utf-8", "replace")
        return "".join(c if c.isprintable() else " " for c in text)[:EXCERPT].strip()


async def _answer(reader: asyncio.StreamReader) -> Reply:
    heard, size = _Heard(), 0
    while not heard.status:
        piece = await reader.read(4096)
        size += len(piece)
        if not piece or size > LARGEST:
            raise Fault("The other side ended without an answer.")
        heard.feed(piece)
    with contextlib.suppress(TimeoutError, OSError):  # how it began is enough
        async with asyncio.timeout(FOR_BODY):
            while not heard.whole and size < LARGEST and (piece := await reader.read(4096)):
                size += len(piece)
                heard.feed(piece)
    return Reply(heard.status, heard.said)


def why_not(reply: Reply) -> str:
    """Why an answer is none that takes the message."""
    if reply.status in _REDIRECT:
        return mark("Redirects are not followed: give the address that this one leads to.")
    return mark("The other side does not take it: it answers with an error.")
