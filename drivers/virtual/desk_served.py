"""The socket at which a page's hands are obeyed: `desk.py` has the words.

Whatever is asked, memory stays bounded: few connections, small questions, one newest desk for each
follower, and what nobody takes waits at the telephone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import msgspec

from drivers.virtual import desk
from drivers.virtual.desk import Broken, Hands, NotDone, Why

MOST_CONNECTIONS = 32
MOST_EARS = 8
_TO_ASK = 10.0  # seconds to send a question in
_MODE = 0o660


class DeskServer:
    """Serves one pair of hands; `serve` begins."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._connections = 0
        self._ears = 0

    async def serve(self, path: Path) -> asyncio.Server:
        """Listen at `path`; who may open it is its folder's matter."""
        path.unlink(missing_ok=True)
        limit = desk.LARGEST_QUESTION
        server = await asyncio.start_unix_server(self._connected, path, limit=limit)
        path.chmod(_MODE)
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections > MOST_CONNECTIONS:
                await desk.send(writer, desk.Wrong(Why.FULL))
                return
            frame = await asyncio.wait_for(desk.receive(reader, desk.LARGEST_QUESTION), _TO_ASK)
            await _while_there(reader, self._answer(desk.decode_question(frame), writer))
        except (Broken, TimeoutError, msgspec.MsgspecError):
            pass  # whoever it is learns nothing
        finally:
            self._connections -= 1
            writer.close()

    async def _answer(self, question: desk.Question, writer: asyncio.StreamWriter) -> None:
        try:
            match question:
                case desk.Look():
                    await desk.send(writer, await self._hands.look())
                case desk.Follow():
                    async for now in self._hands.follow():
                        await desk.send(writer, now)
                case desk.Hear():
                    await self._hear(question.phone, writer)
                case _:
                    await self._do(question)
            await desk.send(writer, desk.Done())
        except NotDone as refused:
            await desk.send(writer, desk.Wrong(refused.why))

    async def _do(self, question: desk.Question) -> None:
        hands = self._hands
        match question:
            case desk.Lift():
                await hands.lift(question.phone)
            case desk.Press():
                await hands.press(question.phone, question.digits)
            case desk.HangUp():
                await hands.hang_up(question.phone)
            case desk.Ring():
                await hands.ring(question)
            case desk.EndCall():
                await hands.end(question.line)
            case desk.SetFate():
                await hands.set_fate(question.fate)

    async def _hear(self, phone: str, writer: asyncio.StreamWriter) -> None:
        if self._ears >= MOST_EARS:
            raise NotDone(Why.FULL)
        self._ears += 1
        try:
            async for samples in self._hands.hear(phone):
                await desk.send(writer, desk.Sound(samples))
        finally:
            self._ears -= 1


async def _while_there(reader: asyncio.StreamReader, work: Coroutine[Any, Any, None]) -> None:
    """Do it until it is done or whoever asked has gone; what else he says is not read."""
    doing, gone = asyncio.ensure_future(work), asyncio.ensure_future(reader.read(1))
    await asyncio.wait((doing, gone), return_when=asyncio.FIRST_COMPLETED)
    gone.cancel()
    if not doing.done():
        doing.cancel()
    await asyncio.gather(doing, gone, return_exceptions=True)
    if not doing.cancelled() and (error := doing.exception()) is not None:
        raise error
