"""A manager interface that answers in bits of seven bytes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.asterisk.ami_codec import Packet, parse

SECRET = "0123456789abcdef"
Reply = Callable[[Packet], str]


@dataclass
class FakeAmi:
    """`reply` gives the body of each answer; its ActionID is put in front of each packet."""

    reply: Reply
    chunk: int = 7
    asked: list[Packet] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody and answer nobody."""
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        await asyncio.sleep(0)

    async def say(self, text: str) -> None:
        """An event to everybody."""
        for writer in self._writers:
            await self._send(writer, text.replace("\n", "\r\n") + "\r\n\r\n")

    async def _send(self, writer: asyncio.StreamWriter, text: str) -> None:
        raw = text.encode()
        for at in range(0, len(raw), self.chunk):
            writer.write(raw[at : at + self.chunk])
            await writer.drain()
            await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        await self._send(writer, "Asterisk Call Manager/9.0.0\r\n")
        try:
            while True:
                packet = parse((await reader.readuntil(b"\r\n\r\n"))[:-4])
                self.asked.append(packet)
                await self._send(writer, self._answer(packet))
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    def _answer(self, packet: Packet) -> str:
        name = f"ActionID: {packet.get('ActionID')}"
        if packet.get("Action") == "Login":
            word = "Success" if packet.get("Secret") == SECRET else "Error"
            return f"Response: {word}\r\n{name}\r\n\r\n"
        bodies = self.reply(packet).strip().split("\n\n")
        return "".join("\r\n".join((*b.split("\n"), name)) + "\r\n\r\n" for b in bodies)
