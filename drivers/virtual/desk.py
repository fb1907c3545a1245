"""What may be asked of virtual telephones by a page, and what they tell: a small typed tongue.

A frame is four bytes of length, big-endian, and that much MessagePack. A connection carries one
question. `Follow` and `Hear` are answered again and again, all others once.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncGenerator, Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Protocol

import msgspec

SOCKET = Path("/run/lineman-virtual/desk.sock")
LARGEST_QUESTION = 1024  # bytes
LARGEST_ANSWER = 1 << 16
RATE = 8000  # samples a second, of 16 bits, little-endian
_LENGTH = struct.Struct(">I")

Name = Annotated[str, msgspec.Meta(pattern=r"\A(line-|stream-)?[0-9]{1,3}\Z")]
Digits = Annotated[str, msgspec.Meta(pattern=r"\A[0-9*#]{1,20}\Z")]
Number = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{0,20}\Z")]
Shown = Annotated[str, msgspec.Meta(pattern=r"\A[ -~]{0,15}\Z")]  # a display has no other letters


class Heard(StrEnum):
    """What is at the ear of a lifted telephone."""

    NOTHING = ""  # or somebody talks
    DIAL = "dial"
    RINGBACK = "ringback"
    BUSY = "busy"
    CONGESTION = "congestion"


class Fate(StrEnum):
    """What becomes of the office's calls to the outside."""

    ANSWER = "answer"
    RING = "ring"
    BUSY = "busy"
    CONGESTION = "congestion"


class LineState(StrEnum):
    DEAD = "dead"  # no clock, no D channel: nobody can call
    FREE = "free"
    RINGS = "rings"  # towards the box
    TAKEN = "taken"  # the box calls out, or a call goes on


class Why(StrEnum):
    """Why it was not done."""

    GONE = "gone"  # no such telephone or line
    ON_HOOK = "on-hook"
    TAKEN = "taken"  # a call is up on the line
    DEAD = "dead"
    FULL = "full"  # too many ask or listen


class PhoneNow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A telephone, in the socket `place` of `card`. `dialled` since it was lifted last."""

    name: str
    card: str
    place: int
    lifted: bool = False
    rings: bool = False
    heard: Heard = Heard.NOTHING
    dialled: str = ""
    caller: str = ""
    caller_name: str = ""


class LineNow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A city line or a stream. `number`: whom the box has called, or who calls it."""

    name: str
    stream: bool
    state: LineState
    number: str = ""


class Desk(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Everything as it is now."""

    phones: tuple[PhoneNow, ...]
    lines: tuple[LineNow, ...]
    fate: Fate = Fate.ANSWER


class Sound(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    samples: bytes


class Done(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """It was done; also the end of what is heard."""


class Wrong(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    why: Why


class _Question(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    pass


class Look(_Question, frozen=True):
    """The desk as it is now."""


class Follow(_Question, frozen=True):
    """The desk, and again whenever it changed."""


class Lift(_Question, frozen=True):
    phone: Name


class Press(_Question, frozen=True):
    """Keys, one after the other."""

    phone: Name
    digits: Digits


class HangUp(_Question, frozen=True):
    phone: Name


class Hear(_Question, frozen=True):
    """What is at its ear, until it is hung up."""

    phone: Name


class Ring(_Question, frozen=True):
    """A call from the outside. `called` is the office's number, which a stream alone tells."""

    line: Name
    number: Number = ""
    name: Shown = ""
    called: Number = ""


class EndCall(_Question, frozen=True):
    """The outside hangs up."""

    line: Name


class SetFate(_Question, frozen=True):
    fate: Fate


Question = Look | Follow | Lift | Press | HangUp | Hear | Ring | EndCall | SetFate
Answer = Desk | Sound | Done | Wrong
encode = msgspec.msgpack.Encoder().encode
decode_question = msgspec.msgpack.Decoder(Question).decode
decode_answer = msgspec.msgpack.Decoder(Answer).decode


class Broken(Exception):
    """The other side hung up, or does not speak this tongue."""


class NotDone(Exception):
    """It cannot be done now."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


async def followed(
    now: Callable[[], Desk], moved: set[asyncio.Event]
) -> AsyncGenerator[Desk, None]:
    """How it is, and again each time that it is another; who moves something sets all `moved`."""
    own = asyncio.Event()
    moved.add(own)
    told: Desk | None = None
    try:
        while True:
            found = now()
            if found != told:
                yield found
                told = found
            await own.wait()
            own.clear()
    finally:
        moved.discard(own)


class Hands(Protocol):
    """Who does what is asked. `NotDone` where it cannot be done, `Broken` where nobody is there."""

    async def look(self) -> Desk:
        """The desk as it is now."""

    def follow(self) -> AsyncGenerator[Desk, None]:
        """The desk, and again whenever it changed."""

    async def lift(self, phone: str) -> None:
        """Answers when it rings."""

    async def press(self, phone: str, digits: str) -> None:
        """Until the last key is up again."""

    async def hang_up(self, phone: str) -> None: ...

    def hear(self, phone: str) -> AsyncGenerator[bytes, None]:
        """Samples, until the handset goes down."""

    async def ring(self, call: Ring) -> None: ...

    async def end(self, line: str) -> None: ...

    async def set_fate(self, fate: Fate) -> None: ...


async def receive(reader: asyncio.StreamReader, largest: int) -> bytes:
    """One frame; a longer one is not even read."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        if length > largest:
            raise Broken(f"{length} bytes at once")
        return await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise Broken("hung up") from error


async def send(writer: asyncio.StreamWriter, said: Question | Answer) -> None:
    """Waits while the other side does not take it."""
    content = encode(said)
    try:
        writer.write(_LENGTH.pack(len(content)) + content)
        await writer.drain()
    except ConnectionError as error:
        raise Broken("hung up") from error
