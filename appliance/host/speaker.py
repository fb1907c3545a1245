"""The unit that speaks text, asked through its socket: one text a connection."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from appliance.core.errors import Fault, Invalid
from appliance.core.people import Language

WITHIN = 30.0  # seconds with the wait for its turn; the unit ends itself after as many
MOST_WAITING = 4  # behind the one that is spoken
_LARGEST = 16 << 20  # bytes of an answer


@dataclass(slots=True)
class Speaker:
    """One text after the other: to speak takes a processor that calls may want."""

    socket: Path
    _asked: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def here(self) -> bool:
        """Whether this box can speak at all."""
        return self.socket.is_socket()

    async def wav(self, text: str, language: Language) -> bytes:
        """The text as a WAV file. Invalid where nothing came of it, Fault where nobody spoke."""
        if self._asked > MOST_WAITING:
            raise Fault("Others have texts spoken just now.", "Try again in a minute.")
        self._asked += 1
        try:
            async with asyncio.timeout(WITHIN), self._turn:
                content = await self._spoken(f"{language}\n{text}".encode())
        except TimeoutError as error:
            raise Fault(
                "It takes too long to speak this text.", "Make it shorter, or try again later."
            ) from error
        except OSError as error:
            why = error.strerror or str(error)
            raise Fault(
                f"The voice of this box does not answer: {why}.", "Try again in a minute."
            ) from error
        finally:
            self._asked -= 1
        if not content:
            raise Invalid("text", "cannot be spoken; write it in other words")
        return content

    async def _spoken(self, question: bytes) -> bytes:
        reader, writer = await asyncio.open_unix_connection(self.socket)
        try:
            writer.write(question)
            writer.write_eof()
            content = bytearray()
            while piece := await reader.read(1 << 16):
                content += piece
                if len(content) > _LARGEST:
                    raise Fault("The voice of this box says more than it was asked.")
            return bytes(content)
        finally:
            writer.close()
