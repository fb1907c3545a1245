"""A mail server on this machine that takes letters, refuses them, or goes away."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

USER, PASSWORD = "box@example.com", "Correct-Horse-9"


@dataclass
class Got:
    sender: str
    to: list[str]
    content: bytes
    user: str
    encrypted: bool

    @property
    def letter(self) -> EmailMessage:
        found = message_from_bytes(self.content, policy=default)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def text(self) -> str:
        body = self.letter.get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    @property
    def sound(self) -> tuple[str, bytes] | None:
        for part in self.letter.iter_attachments():
            assert part.get_content_type() == "audio/wav"
            return part.get_filename() or "", part.get_content()
        return None


@dataclass
class MailServer:
    """`answers` gives what is answered to a word in place of its usual answer, each time."""

    implicit: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    log_in: bool = True
    silent: bool = False  # takes a connection and says nothing
    answers: dict[str, str] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            if self.silent:
                await reader.read()
            else:
                await _Talk(self, reader, writer).run()
        writer.close()


@dataclass
class _Talk:
    server: MailServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    user: str = ""
    sender: str = ""
    to: list[str] = field(default_factory=list)
    encrypted: bool = False

    def __post_init__(self) -> None:
        self.encrypted = self.server.implicit is not None

    async def say(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()

    async def line(self) -> str:
        return (await self.reader.readuntil(b"\r\n")).decode().rstrip()

    async def run(self) -> None:
        await self.say(self.server.answers.get("HELLO", "220 mail.example.com"))
        while True:
            line = await self.line()
            word = line.split(" ")[0].upper()
            if (answer := self.server.answers.get(word)) is not None:
                await self.say(answer)
            elif word == "QUIT":
                await self.say("221 2.0.0 bye")
                return
            else:
                await self.usual(word, line)

    async def usual(self, word: str, line: str) -> None:
        server = self.server
        if word == "EHLO":
            offered = ["STARTTLS"] if server.starttls and not self.encrypted else []
            if server.log_in and (self.encrypted or not server.starttls):
                offered.append("AUTH PLAIN")
            names = ["mail.example.com", *offered, "SIZE 30000000"]
            await self.say(*(f"250-{name}" for name in names[:-1]), f"250 {names[-1]}")
        elif word == "STARTTLS" and server.starttls is not None:
            await self.say("220 2.0.0 ready")
            await self.writer.start_tls(server.starttls)
            self.encrypted = True
        elif word == "AUTH":
            _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
            right = (user, password) == (USER, PASSWORD)
            self.user = user if right else ""
            await self.say("235 2.7.0 ok" if right else "535 5.7.8 bad credentials")
        elif word == "MAIL":
            self.sender, self.to = _address(line), []
            await self.say("250 2.1.0 ok")
        elif word == "RCPT":
            self.to.append(_address(line))
            await self.say("250 2.1.5 ok")
        elif word == "DATA":
            await self.data()
        else:
            await self.say("250 2.0.0 ok")

    async def data(self) -> None:
        await self.say("354 go on")
        content = await self.reader.readuntil(b"\r\n.\r\n")
        content = content[:-3].replace(b"\r\n..", b"\r\n.")
        answer = self.server.answers.get("END", "250 2.0.0 Ok: queued as 4711")
        if answer.startswith("2"):
            got = Got(self.sender, self.to, content, self.user, self.encrypted)
            self.server.got.append(got)
        await self.say(answer)


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


@asynccontextmanager
async def serving(server: MailServer, port: int = 0) -> AsyncIterator[MailServer]:
    """While it listens, at a port that is free or the one that it had."""
    listening = await asyncio.start_server(
        server.serve, "127.0.0.1", port, ssl=server.implicit, limit=40 << 20
    )
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
