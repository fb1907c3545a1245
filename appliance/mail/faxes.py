"""Faxes by e-mail: each becomes a PDF that is kept and goes to whom its number names, once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.asterisk.faxes import Fax, Faxes
from appliance.asterisk.queries import ChannelSeen
from appliance.core.config import Config
from appliance.core.directory import Directory
from appliance.core.errors import Fault
from appliance.core.fax import FaxNumber
from appliance.core.issues import Issue
from appliance.core.letters import Written
from appliance.core.people import Email
from appliance.health.board import Board
from appliance.mail.kept import Letters
from appliance.mail.letters import Desk, FaxDocument
from appliance.mail.pdf import Pdf, Unreadable
from appliance.store.mail_queue import Told

log = logging.getLogger(__name__)

KIND = "fax-unreadable"
CURE = "Ask whoever sent it to send it again, then remove it on the page Fax."
EVERY = 5.0  # seconds between looks at a folder that is mostly empty
AGAIN = 30.0  # seconds until the next look after one that found what it could not keep
LONGEST = 10 << 20  # bytes of a PDF; servers refuse letters that are much larger
MOST = 20 << 20  # bytes of it in all its letters, which are made at once and wait beside others
_SUBJECT = "fax"


@dataclass(slots=True)
class FaxByMail:
    """`channels` are those that are up, `pdf_of` makes a PDF; `desk` None: no server is set up."""

    kept: Faxes
    config: Callable[[], Config]
    directory: Callable[[], Directory]
    zone: Callable[[], ZoneInfo]
    desk: Callable[[], Desk | None]
    board: Board
    letters: Letters
    put: Callable[[Sequence[Written], str, Sequence[Told]], Awaitable[bool]]
    channels: Callable[[], Awaitable[Collection[ChannelSeen]]]
    pdf_of: Callable[[Fax], Awaitable[Pdf]]
    clock: Callable[[], float]
    _unreadable: dict[str, Fax] = field(default_factory=dict)
    _said: str = ""

    async def run(self) -> None:
        """For good."""
        while True:
            try:
                await self.look()
            except Fault as fault:
                if fault.text != self._said:
                    log.warning("fax: %s", fault.text)
                self._said = fault.text
                await asyncio.sleep(AGAIN)
            else:
                self._said = ""
                await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Every fax whose call is over. Fault when Asterisk does not answer, or one is not kept."""
        await asyncio.to_thread(self.kept.judge_room)
        there = await asyncio.to_thread(self.kept.received)
        self._gone({each.id for each in there})
        fresh = [each for each in there if each.id not in self._unreadable]
        if not fresh:
            return
        # Asked after the look, so that a call which began since then is no call that is over.
        up = {each.unique for each in await self.channels()}
        failed: Fault | None = None
        for each in fresh:
            if each.unique not in up:
                try:
                    await self._over(each)
                except Fault as fault:
                    failed = failed or fault  # the others do not wait for this one
        if failed is not None:
            raise failed

    def unreadable(self) -> list[Fax]:
        """Of which no document could be made; they stay until somebody removes them."""
        return list(self._unreadable.values())

    async def remove(self, fax: Fax) -> None:
        """A document, or one that is unreadable, for good."""
        await asyncio.to_thread(self.kept.remove, fax)
        self._gone(self._unreadable.keys() - {fax.id})

    async def _over(self, fax: Fax) -> None:
        """What was received goes last: until then a restart begins anew, and writes none twice."""
        try:
            document = await self._document(fax)
        except Unreadable as unreadable:
            self._broken(fax, unreadable)
            return
        whole = await asyncio.to_thread(self.kept.is_whole, fax)
        letters = await self._written(replace(document, whole=whole))
        await self.put(letters, _SUBJECT, (Told(fax.id, self.clock()),))
        await asyncio.to_thread(self.kept.remove, fax)
        await self.letters(lambda queue: queue.forget(_SUBJECT, (fax.id,)))
        log.info("fax: %s has %d pages, %d letters", fax.id, document.pages, len(letters))

    async def _document(self, fax: Fax) -> Fax:
        found = await asyncio.to_thread(self.kept.document, fax)
        if found is not None:
            return found
        pdf = await self.pdf_of(fax)
        return await asyncio.to_thread(self.kept.keep, fax, pdf.content, pdf.pages)

    async def _written(self, document: Fax) -> tuple[Written, ...]:
        number, desk = self._number(document), self.desk()
        if number is None or desk is None or not number.to:
            return ()
        try:
            content = await asyncio.to_thread(document.file.read_bytes)
        except OSError as error:
            raise Fault(f"A fax cannot be read: {error}") from error
        fits = len(content) <= min(LONGEST, MOST // len(number.to))
        told = FaxDocument(
            fax=number.name.text,
            who=self.who(document),
            when=datetime.fromtimestamp(document.time, self.zone()),
            pages=document.pages,
            name=f"fax-{datetime.fromtimestamp(document.time, self.zone()):%Y%m%d-%H%M%S}.pdf",
            content=content if fits else b"",
            whole=document.whole,
        )
        to: tuple[Email, ...] = number.to
        return tuple(desk.fax(each, told) for each in to)

    def _number(self, fax: Fax) -> FaxNumber | None:
        numbers = self.config().fax_numbers
        return next((each for each in numbers if each.key.text == fax.number), None)

    def who(self, fax: Fax) -> str:
        """Who sent it, by name and number; empty where the number is hidden."""
        who = self.directory().who(fax.caller)
        return " ".join(filter(None, (who.name if who is not None else "", fax.caller)))

    def _broken(self, fax: Fax, why: Fault) -> None:
        self._unreadable[fax.id] = fax
        log.warning("fax: %s cannot be read: %s", fax.id, why.text)
        when = datetime.fromtimestamp(fax.time, self.zone())
        who, at = fax.caller or "?", f"{when:%H:%M:%S}"
        issue = Issue(KIND, fax.id, f"A fax from {who} at {at} cannot be read.", CURE)
        self.board.post(issue, self.clock())

    def _gone(self, there: Collection[str]) -> None:
        for each in self._unreadable.keys() - there:
            del self._unreadable[each]
            self.board.clear(KIND, each)
