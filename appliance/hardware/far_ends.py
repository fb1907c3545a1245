"""The far ends of virtual cards, asked over the socket of whoever plays them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from drivers.virtual import desk
from drivers.virtual.desk import (
    Broken,
    Desk,
    Fate,
    Hands,
    LineNow,
    NotDone,
    PhoneNow,
    Ring,
    Why,
)

__all__ = [
    "Broken",
    "Desk",
    "Fate",
    "Hands",
    "LineNow",
    "NotDone",
    "PhoneNow",
    "Ring",
    "VirtualFarEnds",
    "Why",
]  # fmt: skip
_PATIENCE = 12.0  # seconds; twenty keys take six


@dataclass(frozen=True, slots=True)
class VirtualFarEnds:
    """`desk.Hands` at the other end of the socket. A box with real cards alone has none there."""

    path: Path = desk.SOCKET

    async def look(self) -> Desk:
        answers = await self._ask(desk.Look())
        found = next((each for each in answers if isinstance(each, Desk)), None)
        if found is None:
            raise Broken("another tongue")
        return found

    async def follow(self) -> AsyncGenerator[Desk, None]:
        async with aclosing(self._answers(desk.Follow())) as answers:
            async for answer in answers:
                if isinstance(answer, Desk):
                    yield answer

    async def lift(self, phone: str) -> None:
        await self._ask(desk.Lift(phone))

    async def press(self, phone: str, digits: str) -> None:
        await self._ask(desk.Press(phone, digits))

    async def hang_up(self, phone: str) -> None:
        await self._ask(desk.HangUp(phone))

    async def hear(self, phone: str) -> AsyncGenerator[bytes, None]:
        async with aclosing(self._answers(desk.Hear(phone))) as answers:
            async for answer in answers:
                if isinstance(answer, desk.Sound):
                    yield answer.samples

    async def ring(self, call: Ring) -> None:
        await self._ask(call)

    async def end(self, line: str) -> None:
        await self._ask(desk.EndCall(line))

    async def set_fate(self, fate: Fate) -> None:
        await self._ask(desk.SetFate(fate))

    async def _ask(self, question: desk.Question) -> list[desk.Answer]:
        try:
            async with asyncio.timeout(_PATIENCE):
                return [answer async for answer in self._answers(question)]
        except TimeoutError as error:
            raise Broken("takes too long") from error

    async def _answers(self, question: desk.Question) -> AsyncGenerator[desk.Answer, None]:
        """Until it is done; `NotDone` and `Broken` as they are."""
        try:
            limit = desk.LARGEST_ANSWER
            reader, writer = await asyncio.open_unix_connection(self.path, limit=limit)
        except OSError as error:
            raise Broken(f"{self.path}: {error.strerror}") from error
        try:
            await desk.send(writer, question)
            while not isinstance(answer := await _next(reader), desk.Done):
                yield answer
        finally:
            writer.close()


async def _next(reader: asyncio.StreamReader) -> desk.Answer:
    try:
        answer: desk.Answer = desk.decode_answer(await desk.receive(reader, desk.LARGEST_ANSWER))
    except msgspec.MsgspecError as error:
        raise Broken("another tongue") from error
    if isinstance(answer, desk.Wrong):
        raise NotDone(answer.why)
    return answer
