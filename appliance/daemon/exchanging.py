"""The whole configuration out as a file, and in again."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from appliance.apply.own_files import carried
from appliance.core.bulk_import import bulk_plan
from appliance.core.commands import Replace
from appliance.core.exchange_file import exported, imported
from appliance.daemon.configuring import Configuring, Wish
from appliance.daemon.received import received, received_text
from appliance.daemon.secrets_kept import fresh_secret
from appliance.daemon.table_view import table_view
from appliance.wire import configuration
from appliance.wire.admission import Asker
from appliance.wire.answers import AnyAnswer
from appliance.wire.configured import Changed, Piece, TableRead

PIECE = 1 << 18  # bytes
Answering = Callable[[Any, Asker, int | None], Awaitable[AnyAnswer]]


@dataclass(frozen=True, slots=True)
class Exchanging:
    """`configuring` makes the changes."""

    configuring: Configuring

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question with a file is answered by what."""
        return {
            configuration.Import: self._import,
            configuration.ImportTable: self._import_table,
        }

    async def pieces(self, request: configuration.Export) -> AsyncIterator[Piece]:
        """The file of one revision."""
        changes = self.configuring.changes
        config = changes.store.at(request.revision) if request.revision else changes.config
        own = None  # of an earlier revision nobody knows them any more
        if request.secrets and not request.revision:
            own = await asyncio.to_thread(carried, changes.applier.own.folder)
        text = await asyncio.to_thread(exported, config, secrets=request.secrets, own=own)
        for piece in cut(text.encode()):
            yield piece

    async def _import(
        self, request: configuration.Import, asker: Asker, descriptor: int | None
    ) -> Changed:
        text = await received_text(descriptor)
        present = self.configuring.changes.config
        brought = await asyncio.to_thread(imported, text, present, fresh_secret)
        said = "a configuration from a file"
        wish = Wish(Replace(brought.config), request.base, asker.user, said, brought.own)
        return await self.configuring.made(request, wish)

    async def _import_table(
        self, request: configuration.ImportTable, asker: Asker, descriptor: int | None
    ) -> TableRead:
        content = await received(descriptor)
        _, config = await self.configuring.seen(asker, draft=request.draft)
        plan = await asyncio.to_thread(bulk_plan, content, config, secrets.token_bytes)
        read = table_view(plan, request.after)
        if plan.command is None:
            return read
        if request.draft:
            if not request.preview:
                await self.configuring.drafts.keep(asker.user, request.base, plan.command)
            return read
        wish = Wish(plan.command, request.base, asker.user, "people from a table")
        return replace(read, changed=await self.configuring.made(request, wish))


def cut(content: bytes) -> tuple[Piece, ...]:
    """As many pieces as frames are needed."""
    starts = range(0, len(content), PIECE)
    return tuple(Piece(content[start : start + PIECE]) for start in starts)
