"""Voice messages by e-mail: each new one in a mailbox whose owner wishes it, once."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.asterisk.voice_messages import HEAD, Message, VoiceMessages, stamp
from appliance.core.config import Config
from appliance.core.directory import Directory
from appliance.core.errors import Fault
from appliance.core.letters import Written
from appliance.core.people import Email, Language, Mailbox
from appliance.mail.kept import Letters
from appliance.mail.letters import Desk, VoiceMessage
from appliance.store.mail_queue import Told

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between looks; a mailbox in which nothing moved costs two questions
SETTLED = 2.0  # seconds; what moves in one tick of the file system's clock looks alike
LONGEST = 10 << 20  # bytes of sound; servers refuse letters that are much larger
_BOX = "voicemail "  # and the number: of what was told
_WATCHED = ""  # told of a mailbox: what was in it at first is nobody's news

Stamp = tuple[int, ...]


@dataclass(slots=True)
class VoiceByMail:
    """`desk` writes in a language, None: no server is set up. `put` writes letters down."""

    kept: VoiceMessages
    config: Callable[[], Config]
    directory: Callable[[], Directory]
    zone: Callable[[], ZoneInfo]
    desk: Callable[[Language], Desk | None]
    letters: Letters
    put: Callable[[Sequence[Written], str, Sequence[Told]], Awaitable[bool]]
    clock: Callable[[], float]
    _stamps: dict[str, Stamp] = field(default_factory=dict)
    _wished: frozenset[str] = frozenset({""})  # none is known yet

    async def run(self) -> None:
        """For good."""
        while True:
            try:
                await self.look()
            except Fault as fault:
                log.warning("mail: %s", fault.text)
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Every mailbox that somebody wishes to have by mail. Fault when nothing can be kept."""
        config = self.config()
        wished = [(box, to) for box in config.mailboxes if (to := wish(config, box)) is not None]
        await self._forget(frozenset(box.number.digits for box, _ in wished))
        for box, to in wished:
            number = box.number.digits
            seen = await asyncio.to_thread(stamp, self.kept.folder, number)
            if self._stamps.get(number) != seen:
                await self._box(config, number, to)
                if self.clock() - max(seen) / 1e9 > SETTLED:
                    self._stamps[number] = seen

    async def _box(self, config: Config, number: str, to: Email) -> None:
        subject = _BOX + number
        told = await self.letters(lambda queue: {each.key for each in queue.told(subject)})
        there = await asyncio.to_thread(self.kept.of, number)
        now = self.clock()
        if _WATCHED not in told:
            marks = [Told(key, now) for key in (_WATCHED, *(each.id for each in there))]
            await self.put((), subject, marks)
            return
        for each in sorted(there, key=lambda message: (message.time, message.id)):
            if each.id not in told:
                letters = () if each.heard else await self._written(config, number, to, each)
                await self.put(letters, subject, (Told(each.id, now),))
        gone = told - {_WATCHED, *(each.id for each in there)}
        if gone:
            await self.letters(lambda queue: queue.forget(subject, gone))

    async def _written(
        self, config: Config, number: str, to: Email, message: Message
    ) -> tuple[Written, ...]:
        language = next(
            (e.language for e in config.extensions if e.number.digits == number),
            Language(config.national.language),
        )
        desk = self.desk(language)
        if desk is None:
            return ()
        fits = HEAD < message.size <= LONGEST
        told = VoiceMessage(
            box=number,
            who=self._who(message),
            when=datetime.fromtimestamp(message.time, self.zone()),
            seconds=message.seconds,
            sound=await asyncio.to_thread(_sound, message.sound) if fits else b"",
            too_long=message.size > LONGEST,
        )
        return (desk.message(to, told),)

    def _who(self, message: Message) -> str:
        who = self.directory().who(message.number)
        name = who.name if who is not None else message.name
        return " ".join(filter(None, (name, message.number)))

    async def _forget(self, wished: frozenset[str]) -> None:
        """What was told of mailboxes that nobody wishes to have by mail any more."""
        if wished == self._wished:
            return
        known = await self.letters(lambda queue: queue.subjects(_BOX))
        for subject in known:
            if subject.removeprefix(_BOX) not in wished:
                await self._drop(subject)
        self._wished = wished
        self._stamps = {number: seen for number, seen in self._stamps.items() if number in wished}

    async def _drop(self, subject: str) -> None:
        await self.letters(
            lambda queue: queue.forget(subject, [each.key for each in queue.told(subject)])
        )


def wish(config: Config, box: Mailbox) -> Email | None:
    """Where its messages go; None: nowhere, or no server is set up."""
    owner = config.owner(box.number) if box.mailed and config.mail.server else None
    return owner.email if owner is not None else None


def _sound(path: Path) -> bytes:
    with contextlib.suppress(OSError):
        return path.read_bytes()
    return b""
