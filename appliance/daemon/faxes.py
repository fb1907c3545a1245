"""Documents that came by fax: listed, read, removed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from appliance.asterisk.faxes import Fax, Faxes
from appliance.core.config import Config
from appliance.core.directory import Directory
from appliance.core.errors import Fault, Invalid
from appliance.core.numbers import check_between
from appliance.daemon.configuring import Answering
from appliance.mail.faxes import FaxByMail
from appliance.wire import faxes as wire
from appliance.wire.admission import Asker
from appliance.wire.configured import Piece

log = logging.getLogger(__name__)

_PIECE = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class ReceivedFaxes:
    """The rights were judged before a question comes here."""

    kept: Faxes
    by_mail: FaxByMail
    config: Callable[[], Config]
    directory: Callable[[], Directory]

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what, but for the stream."""
        return {wire.GetFaxes: self._list, wire.RemoveFax: self._remove}

    async def _list(self, request: wire.GetFaxes, _asker: Asker) -> wire.Faxes:
        check_between("limit", request.limit, 1, wire.MOST)
        check_between("after", request.after, 0, 1_000_000)
        found = await self._all()
        last = request.after + request.limit
        shown = await asyncio.to_thread(self._views, found[request.after : last])
        return wire.Faxes(shown, len(found) > last)

    async def _all(self) -> list[Fax]:
        found = await asyncio.to_thread(self.kept.documents)
        both = (*found, *self.by_mail.unreadable())
        return sorted(both, key=lambda fax: (fax.time, fax.id), reverse=True)

    def _views(self, found: list[Fax]) -> tuple[wire.FaxView, ...]:
        names = {each.key.text: each.name.text for each in self.config().fax_numbers}
        directory = self.directory()
        return tuple(_view(each, names.get(each.number, ""), directory) for each in found)

    async def pieces(self, request: wire.GetFax, asker: Asker) -> AsyncIterator[Piece]:
        """Its PDF, a piece after the other."""
        found = next((each for each in await self._all() if each.id == request.fax), None)
        if found is None or not found.pages:
            raise Invalid("fax", "this document is not on the box any more")
        try:
            content = await asyncio.to_thread(found.file.read_bytes)
        except OSError as error:
            raise Fault(f"A fax cannot be read: {error}") from error
        log.info("fax %s is read by %s", found.id, asker.user)
        for at in range(0, len(content), _PIECE):
            yield Piece(content[at : at + _PIECE])
            await asyncio.sleep(0)

    async def _remove(self, request: wire.RemoveFax, asker: Asker) -> wire.Faxes:
        found = next((each for each in await self._all() if each.id == request.fax), None)
        if found is not None:
            await self.by_mail.remove(found)
            log.info("fax %s is removed by %s", found.id, asker.user)
        return await self._list(wire.GetFaxes(), asker)


def _view(fax: Fax, name: str, directory: Directory) -> wire.FaxView:
    who = directory.who(fax.caller)
    try:
        size = fax.file.stat().st_size
    except OSError:
        size = 0
    return wire.FaxView(
        id=fax.id,
        number=fax.number,
        name=name,
        caller=fax.caller,
        caller_name=who.name if who is not None else "",
        time=fax.time,
        pages=fax.pages,
        size=size if fax.pages else 0,
    )
