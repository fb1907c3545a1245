"""One message to a real server on this machine that answers, fails, is slow, or lies."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import pytest

from appliance.core.errors import Fault, Invalid
from appliance.core.web_address import Ip, WebAddress, web_address
from appliance.spoken import sentences
from appliance.webhooks.post import LARGEST, Post, why_not
from tests.fakes.certificate import certified_as
from tests.fakes.receiver import Receiver, receiving

HEADERS = {"webhook-id": "msg_1"}


async def here(_host: str, _port: int) -> tuple[Ip, ...]:
    return (ip_address("127.0.0.1"),)


def anywhere(_address: WebAddress, _ip: Ip) -> None:
    """This machine stands for another one of the LAN."""


def to(receiver: Receiver) -> WebAddress:
    return web_address(f"http://crm.lan:{receiver.port}/calls?office=1")


POST = Post(resolve=here, check=anywhere, within=1.0)


async def test_what_arrives_is_what_was_sent() -> None:
    async with receiving(Receiver()) as receiver:
        reply = await POST(to(receiver), HEADERS, b'{"a": 1}')
    assert (reply.status, reply.said, reply.taken) == (200, "fine", True)
    (got,) = receiver.got
    assert (got.first, got.body) == ("POST /calls?office=1 HTTP/1.1", b'{"a": 1}')
    assert got.headers["host"] == f"crm.lan:{receiver.port}"
    assert got.headers["webhook-id"] == "msg_1"
    assert got.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("answer", "status", "taken", "said"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, True, ""),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad", 500, False, "bad"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", 302, False, ""),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nyes", 200, True, "yes"),
        (b"HTTP/1.1 200 OK\r\n\r\n<script>\x00\x1b[31m\xff", 200, True, "<script>  [31m\ufffd"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nless", 200, True, "less"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\nzz\r\n",
            200,
            True,
            "fine",
        ),
    ],
)
async def test_the_status_is_what_counts(
    answer: bytes, status: int, taken: bool, said: str
) -> None:
    async with receiving(Receiver([answer])) as receiver:
        reply = await POST(to(receiver), HEADERS, b"{}")
    assert (reply.status, reply.taken, reply.said) == (status, taken, said)
    assert len(receiver.got) == 1, "nothing is followed and nothing is sent twice"


async def test_why_it_is_not_taken_is_told() -> None:
    async with receiving(Receiver([b"HTTP/1.1 301 Moved\r\n\r\n"])) as receiver:
        assert "Redirects" in why_not(await POST(to(receiver), HEADERS, b"{}"))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "without an answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * (LARGEST + 5000), "without an answer|no HTTP"),
        (None, "No answer within 1 seconds"),
    ],
    ids=["nothing", "another protocol", "endless head", "silence"],
)
async def test_what_is_no_answer_is_a_fault_in_words(answer: bytes | None, why: str) -> None:
    async with receiving(Receiver([answer])) as receiver:
        with pytest.raises(Fault, match=why):
            await POST(to(receiver), HEADERS, b"{}")


async def test_an_endless_body_takes_little_time() -> None:
    answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (4 * LARGEST)
    async with receiving(Receiver([answer])) as receiver:
        begun = time.monotonic()
        reply = await POST(to(receiver), HEADERS, b"{}")
    assert (reply.status, reply.said) == (200, "x" * 300)
    assert time.monotonic() - begun < 1


async def test_who_drips_is_left_after_the_time_for_all_of_it() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        try:
            while True:
                writer.write(b"H")
                await writer.drain()
                await asyncio.sleep(0.05)
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    begun = time.monotonic()
    with pytest.raises(Fault):
        await POST(web_address(f"http://crm.lan:{port}/"), HEADERS, b"{}")
    assert time.monotonic() - begun < 3
    server.close()


async def test_nobody_there_is_told() -> None:
    async with receiving(Receiver()) as receiver:
        pass
    with pytest.raises(Fault, match=f"not reached: nobody answers at port {receiver.port}"):
        await POST(to(receiver), HEADERS, b"{}")


async def test_a_name_that_stands_for_the_box_is_not_told_anything() -> None:
    """Whatever it stood for when it was typed; one such address among others is enough."""

    async def turned(_host: str, _port: int) -> tuple[Ip, ...]:
        return (ip_address("192.168.1.5"), ip_address("127.0.0.1"))

    async with receiving(Receiver()) as receiver:
        for resolve in (here, turned):
            with pytest.raises(Fault, match="Not sent: this address is the box itself"):
                await Post(resolve=resolve, within=1.0)(to(receiver), HEADERS, b"{}")
    assert receiver.got == []


async def test_a_name_outside_is_told_nothing_in_the_clear() -> None:
    async def outside(_host: str, _port: int) -> tuple[Ip, ...]:
        return (ip_address("93.184.216.34"),)

    with pytest.raises(Fault, match="for the LAN alone"):
        await Post(resolve=outside, within=1.0)(web_address("http://crm.lan/"), HEADERS, b"{}")


async def test_a_name_that_nobody_knows() -> None:
    with pytest.raises(Fault, match="not reached: the name nobody") as fault:
        await Post(within=5.0)(web_address("https://nobody.invalid/"), HEADERS, b"{}")
    assert "имя nobody.invalid неизвестно" in sentences.said(fault.value.text, "ru")


@pytest.mark.parametrize(
    ("text", "stands_for", "why"),
    [
        ("http://crm.example.com/", ("93.184.216.34",), "for the LAN alone"),
        ("http://crm.example.com/", (), "crm.example.com is no name of it"),
        ("http://crm.example.com/", ("192.168.1.5",), ""),
        ("http://crm/", ("192.168.1.5", "127.0.0.1"), "the box itself"),
        ("https://crm.example.com/", ("93.184.216.34",), ""),
        ("https://crm.example.com/", (), ""),
        ("https://crm.example.com/", ("127.0.0.1",), "the box itself"),
    ],
)
async def test_what_is_never_sent_is_refused_while_it_is_typed(
    text: str, stands_for: tuple[str, ...], why: str
) -> None:
    async def resolve(host: str, _port: int) -> tuple[Ip, ...]:
        if not stands_for:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return tuple(map(ip_address, stands_for))

    post = Post(resolve=resolve)
    if not why:
        await post.look(web_address(text))
        return
    with pytest.raises(Invalid, match=why) as refused:
        await post.look(web_address(text))
    assert refused.value.field == "url"


@pytest.fixture
def certificate(tmp_path: Path) -> Callable[[str], tuple[Path, Path]]:
    """A certificate of that name, and its key."""
    return partial(certified_as, tmp_path)


@pytest.mark.parametrize(
    ("named", "trusts", "arrives"),
    [("crm.lan", True, True), ("other.lan", True, False), ("crm.lan", False, False)],
)
async def test_https_is_told_only_to_whom_the_certificate_names(
    certificate: Callable[[str], tuple[Path, Path]], named: str, trusts: bool, arrives: bool
) -> None:
    key, crt = certificate(named)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(crt, key)
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    trusted = ssl.create_default_context(cafile=str(crt) if trusts else None)
    post = Post(resolve=here, check=anywhere, trusted=lambda: trusted, within=5.0)
    address = web_address(f"https://crm.lan:{port}/")
    if arrives:
        assert (await post(address, HEADERS, b"{}")).taken
    else:
        with pytest.raises(Fault, match="certificate of the other side is not trusted"):
            await post(address, HEADERS, b"{}")
    assert len(receiver.got) == int(arrives)
    server.close()
