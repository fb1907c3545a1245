"""The box's log as it is told: found, and without a secret of the settings."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import structs

from appliance.core.box_log import Line, Sought
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.secrets_of import secrets_of
from appliance.daemon.configuring import Answering
from appliance.daemon.exchanging import cut
from appliance.daemon.support import Hidden
from appliance.host.ports import Journal
from appliance.wire import journal as wire
from appliance.wire.admission import Asker
from appliance.wire.configured import Piece

AT_ONCE = 500  # lines that are read and cleaned together
PATIENCE = 3.0  # seconds of a search; whoever asks goes on from there
_BETWEEN = "\n\0\n"
_CONTROL = {code: "\ufffd" for code in (*range(32), 127) if chr(code) not in "\n\t"}


@dataclass(slots=True)
class LogBook:
    """`config` raises Fault while the settings cannot be read. The rights were judged before.

    One search goes on at a time: each keeps a processor busy.
    """

    journal: Journal
    config: Callable[[], Config]
    zone: Callable[[], ZoneInfo]
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    _of: Config | None = None
    _hidden: Hidden = field(default_factory=lambda: Hidden(()))

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {wire.GetJournal: self._get}

    async def _get(self, request: wire.GetJournal, _asker: Asker) -> wire.Journal:
        limit = max(1, min(request.limit, wire.MOST_LINES))
        async with self._alone:
            return await self._found(request, limit, time.monotonic() + PATIENCE)

    async def pieces(self, request: wire.GetJournalText) -> AsyncIterator[Piece]:
        """The lines as text, some at a time."""
        wanted, left = request.wanted, wire.MOST_SAVED
        more = True
        while more and left > 0:
            async with self._alone:
                found = await self._found(wanted, min(left, AT_ONCE), time.monotonic() + PATIENCE)
            text = "".join(map(self._told, found.lines))
            for piece in cut(text.encode()):
                yield piece
            left -= len(found.lines)
            more, wanted = found.more, structs.replace(wanted, before=found.rest)

    def _told(self, line: wire.JournalLine) -> str:
        moment = datetime.fromtimestamp(line.time, self.zone())
        return f"{moment:%Y-%m-%d %H:%M:%S} {line.priority} {line.unit}: {line.text}\n"

    async def _found(self, request: wire.GetJournal, limit: int, until: float) -> wire.Journal:
        if len(request.search) > wire.LONGEST_SEARCH:
            raise Invalid("search", f"is longer than {wire.LONGEST_SEARCH} characters")
        hidden = await self._hiding()
        found: list[wire.JournalLine] = []
        before, back, newest = request.before, 0.0, ""
        while True:
            some = await self.journal.read(_sought(request, before))
            for line in await asyncio.to_thread(_cleaned, some, hidden):
                if len(found) == limit:
                    return wire.Journal(tuple(found), True, before, back, newest)
                before, back, newest = line.place, line.time, newest or line.place
                if request.search.casefold() in line.text.casefold():
                    found.append(
                        wire.JournalLine(line.time, line.priority, line.unit, line.text, line.place)
                    )
            if len(some) < AT_ONCE:
                return wire.Journal(tuple(found), newest=newest)
            if time.monotonic() > until:
                return wire.Journal(tuple(found), True, before, back, newest)

    async def _hiding(self) -> Hidden:
        """What takes this configuration's secrets out of a text."""
        try:
            config = self.config()
        except Fault:
            return self._hidden
        if config is not self._of:
            secrets = await asyncio.to_thread(secrets_of, config)
            self._of, self._hidden = config, Hidden(secrets)
        return self._hidden


def _sought(request: wire.GetJournal, before: str) -> Sought:
    return Sought(
        AT_ONCE,
        request.source,
        request.level,
        request.since,
        request.until,
        before,
        request.after,
    )


def _cleaned(lines: Sequence[Line], hidden: Hidden) -> Iterator[Line]:
    """All of them looked through at once: of thousands of secrets each look takes its time."""
    whole = _BETWEEN.join(line.text.replace("\0", "") for line in lines)
    texts = hidden.within(whole).split(_BETWEEN)
    return (
        replace(line, text=text.translate(_CONTROL).rstrip()[: wire.LONGEST_LINE])
        for line, text in zip(lines, texts, strict=False)
    )
