"""Messages in mailboxes: a person's own, any for a program; listed, heard, marked, removed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from appliance.asterisk.ports import VoiceBoxes
from appliance.asterisk.recordings import peaks, pieces
from appliance.asterisk.voice_messages import HEAD, HEARD, NEW, Message, VoiceMessages
from appliance.core.config import Config
from appliance.core.directory import Directory
from appliance.core.errors import Fault, Invalid
from appliance.daemon.configuring import Answering
from appliance.daemon.watched import named_number
from appliance.wire import workplace as wire
from appliance.wire.admission import Asker
from appliance.wire.configured import Piece
from appliance.wire.history import MOST_PEAKS, Peaks

log = logging.getLogger(__name__)

_About = (
    wire.GetMessages
    | wire.HearMessage
    | wire.GetMessagePeaks
    | wire.MarkMessage
    | wire.RemoveMessage
)


@dataclass(frozen=True, slots=True)
class OwnMessages:
    """`config` and `directory` are the office's as it is configured now."""

    kept: VoiceMessages
    boxes: VoiceBoxes
    config: Callable[[], Config]
    directory: Callable[[], Directory]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what, but for the stream."""
        return {
            wire.GetMessages: self._list,
            wire.GetMessagePeaks: self._peaks,
            wire.MarkMessage: self._mark,
            wire.RemoveMessage: self._remove,
        }

    async def _list(self, request: wire.GetMessages, asker: Asker) -> wire.VoiceMessages:
        return await self._now(self._box(request, asker))

    async def _now(self, box: str) -> wire.VoiceMessages:
        found, directory = await asyncio.to_thread(self.kept.of, box), self.directory()
        return wire.VoiceMessages(tuple(_view(each, directory) for each in found))

    def _box(self, request: _About, asker: Asker) -> str:
        """The asker's own mailbox; a program's question names one."""
        config = self.config()
        number = named_number(config, asker, request.number)
        if any(box.number.digits == number for box in config.mailboxes):
            return number
        if asker.api_key:
            raise Invalid("number", f"{number} has no mailbox; choose one that has")
        raise Invalid("number", "your number has no mailbox; an administrator gives it one")

    async def _one(self, box: str, message: str) -> Message:
        found = await asyncio.to_thread(self.kept.one, box, message)
        if found is None:
            raise Invalid("message", "this message is not in the mailbox any more")
        return found

    async def pieces(self, request: wire.HearMessage, asker: Asker) -> AsyncIterator[Piece]:
        """Its sound, a piece after the other."""
        found = await self._one(self._box(request, asker), request.message)
        last = found.size - 1 if request.last < 0 else request.last
        if not 0 <= request.first <= last < found.size:
            raise Invalid("range", f"this message has {found.size} bytes")
        for piece in pieces(_there(found), request.first, last + 1):
            yield Piece(piece)
            await asyncio.sleep(0)

    async def _peaks(self, request: wire.GetMessagePeaks, asker: Asker) -> Peaks:
        found = await self._one(self._box(request, asker), request.message)
        if not 1 <= request.count <= MOST_PEAKS:
            raise Invalid("count", f"is between 1 and {MOST_PEAKS}")
        (side,) = await asyncio.to_thread(peaks, _there(found), request.count, 1, HEAD)
        return Peaks(found.seconds, side, ())

    async def _mark(self, request: wire.MarkMessage, asker: Asker) -> wire.VoiceMessages:
        box = self._box(request, asker)
        async with self._one_at_a_time:
            found = await self._one(box, request.message)
            if found.heard != request.heard:
                to = HEARD if request.heard else NEW
                await self.boxes.move_message(box, found.folder, found.id, to)
        return await self._now(box)

    async def _remove(self, request: wire.RemoveMessage, asker: Asker) -> wire.VoiceMessages:
        box = self._box(request, asker)
        async with self._one_at_a_time:
            found = await asyncio.to_thread(self.kept.one, box, request.message)
            if found is not None:
                await self.boxes.remove_message(box, found.folder, found.id)
                log.info("a message in the mailbox of %s is removed by %s", box, asker.user)
        return await self._now(box)


def _there(message: Message) -> Path:
    if message.size <= HEAD:
        raise Fault("The sound of this message is not on the disk.", "Remove the message.")
    return message.sound


def _view(message: Message, directory: Directory) -> wire.VoiceMessage:
    """With the name that the office knows the caller by."""
    who = directory.who(message.number)
    return wire.VoiceMessage(
        id=message.id,
        number=message.number,
        name=who.name if who is not None else message.name,
        time=message.time,
        seconds=message.seconds,
        heard=message.heard,
        size=message.size if message.size > HEAD else 0,
    )
