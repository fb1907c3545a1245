"""A telephone, or an admin, changes live state: Asterisk writes it, we mirror and write it down."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from appliance.asterisk.ports import Exchange
from appliance.beside import Beside
from appliance.bus import Bus
from appliance.compiler.dialplan import agents
from appliance.compiler.dialplan.wake_up import AGAIN
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.live_rules import belongs, check
from appliance.core.live_state import (
    JOURNAL,
    LIT,
    OF_AGENTS,
    SET_BY_PEOPLE,
    Entries,
    Entry,
    Family,
    LiveChange,
    Noted,
    Where,
    differing,
    noted,
    replayed,
)
from appliance.facts import ChannelsMoved, LiveStateChanged

log = logging.getLogger(__name__)

AT_LEAST_EVERY = 60.0  # seconds, should a change be made past our codes
GATHER = 0.1  # seconds; a call that is set up moves its channels a dozen times
SETTLE = 0.1  # seconds; between a change and its line in the journal a call takes one step


class Log(Protocol):
    """Where changes are written down."""

    def seen(self) -> dict[Entry, str]:
        """As it was seen last, also before a restart."""

    def taken(self) -> frozenset[str]:
        """Keys of the journal's lines that are written down already."""

    def last(self) -> float:
        """When the last change was made that is written down; 0 when none ever was."""

    def take(
        self, seen: Entries, changes: tuple[LiveChange, ...], journal: tuple[str, ...]
    ) -> None:
        """All or nothing."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What Asterisk keeps, at one `time`; of the journal `taken` is written down already."""

    journal: tuple[Noted, ...]
    taken: frozenset[str]
    entries: dict[Entry, str]
    config: Config
    time: float

    def changes(self, before: Entries) -> tuple[LiveChange, ...]:
        """What the journal tells, and what differs beyond that."""
        fresh = (each for each in self.journal if each.key not in self.taken)
        told = tuple(replayed(before, fresh))
        lasting = (change for change in told if change.entry[0] in SET_BY_PEOPLE)
        then = {**before, **{change.entry: change.after for change in lasting}}
        there = {entry: value for entry, value in then.items() if value}
        return (*told, *(self._past(*each) for each in differing(there, self.entries)))

    def _past(self, entry: Entry, was: str, value: str) -> LiveChange:
        gone = not value and not belongs(self.config, entry)
        where = Where.BOX if gone else Where.ELSEWHERE
        return LiveChange(self.time, entry, was, value, "", where)


@dataclass(slots=True)
class LiveStates:
    """`now` is the mirror; `log` gives None while nothing can be written down, which is done
    `beside`.

    The journal is taken out of AstDB only when its changes are written down, so none is lost
    while we, or the disk, are not there.
    """

    exchange: Exchange
    bus: Bus
    config: Callable[[], Config]
    log: Callable[[], Log | None]
    beside: Beside
    went_back: bool = False  # a trial of the other slot was not kept: see `_carry_back`
    carried_back: Callable[[], None] = lambda: None
    clock: Callable[[], float] = time.time
    now: dict[Entry, str] = field(default_factory=dict)
    _written: dict[Entry, str] | None = None  # as the log has it
    _taken: frozenset[str] = frozenset()  # of the journal, by the log
    _count: int = 0  # of our own notes
    _due: int = 1  # how often there was more to look at than the journal
    _met: int = 0  # up to which of those times all was read
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def moved(self, event: object) -> None:
        """Look soon: of calls that move only the journal tells whether one was of a code."""
        self._due += not isinstance(event, ChannelsMoved)
        self._moved.set()

    async def run(self) -> None:
        """For good. On a busy box calls move all the time, and it is read whole all the same."""
        begun = time.monotonic()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), AT_LEAST_EVERY)
            if time.monotonic() - begun >= AT_LEAST_EVERY:
                self._due, begun = self._due + 1, time.monotonic()
            await asyncio.sleep(GATHER)
            self._moved.clear()
            if self.exchange.up:
                await self._looked()

    async def _looked(self) -> None:
        try:
            if self._due != self._met or await self.exchange.entries(JOURNAL):
                async with self._lock:
                    await self._look()
        except Fault as fault:
            log.debug("live state: %s", fault.text)

    async def look(self) -> None:
        """Read all of it and the journal; tell and write down what changed."""
        self._due += 1
        async with self._lock:
            await self._look()

    async def _look(self) -> None:
        """All of it where that is due, else what the journal tells of."""
        due = self._due
        await self._seen(whole=due != self._met)
        self._met = due

    async def _seen(self, *, whole: bool) -> None:
        kept = self.log()
        if kept is not None and self._written is None:
            self._written, self._taken = kept.seen(), kept.taken()
        if self.went_back and kept is not None and self._written is not None:
            await self._carry_back(self._written, kept.last())
            self.went_back = False
            self.carried_back()
        read = await self._read(whole=whole)
        if kept is None or self._written is None:
            self.now = read.entries
            return
        changes = read.changes(self._written)
        if any(change.where is Where.ELSEWHERE for change in changes):
            await asyncio.sleep(SETTLE)
            read = await self._read(whole=whole)
            changes = read.changes(self._written)
        self.now = read.entries
        if changes or read.journal:
            await self._write_down(kept, read, changes)

    async def _carry_back(self, written: Entries, last: float) -> None:
        """What people changed during the trial is in the log, which both slots share.

        Asterisk keeps here what it had before, lines of its journal too that are written down.
        Whatever a telephone of this start has changed already is newer. A log in which nothing was
        ever written knows nothing.
        """
        if not last:
            return
        read = await self._read(whole=True)
        self.now = read.entries
        self._taken |= {each.key for each in read.journal if each.time <= last}
        newer = {each.entry for each in read.journal if each.key not in self._taken}
        for entry, was, value in differing(read.entries, written):
            try:
                if value:
                    check(self.config(), entry, value)
            except Invalid as invalid:
                log.warning("%s/%s is not carried back: %s", *entry, invalid)
                continue
            if entry not in newer:
                log.info("%s/%s: %r carried back, %r before the trial", *entry, value, was)
                await self._put(entry, value, "")

    async def _write_down(self, kept: Log, read: "_Read", changes: tuple[LiveChange, ...]) -> None:
        keys = tuple(each.key for each in read.journal)
        await self.beside(lambda: kept.take(read.entries, changes, keys))
        self._written, self._taken = read.entries, frozenset(keys)
        self._tell(changes)
        for each in read.journal:
            await self.exchange.put_entry(JOURNAL, each.key, "")

    async def _read(self, *, whole: bool) -> "_Read":
        """The journal first: what it tells has been written by then.

        Asterisk looks through all that it keeps for each family, which is most of what a change of
        live state costs among thousands of people.
        """
        journal = (noted(*each) for each in (await self.exchange.entries(JOURNAL)).items())
        told = tuple(each for each in journal if each is not None)  # others wrote nothing of ours
        of = {each.entry[0] for each in told}
        families = tuple(each for each in SET_BY_PEOPLE if whole or each in of)
        entries = {entry: value for entry, value in self.now.items() if entry[0] not in families}
        for family in families:
            found = await self.exchange.entries(family)
            entries.update({(family, key): value for key, value in found.items()})
        return _Read(told, self._taken, entries, self.config(), self.clock())

    def _tell(self, changes: tuple[LiveChange, ...]) -> None:
        for change in changes:
            (family, key), who = change.entry, f"{change.where} {change.who}".strip()
            log.info("%s/%s: %r to %r by %s", family, key, change.before, change.after, who)
        if changes:
            self.bus.publish(LiveStateChanged(changes))

    async def set(self, entry: Entry, value: str, who: str) -> None:
        """Have Asterisk write it; Invalid by the rules of a telephone, Fault when it is silent.

        An empty value takes the entry away: what was compiled holds again.
        """
        check(self.config(), entry, value)
        async with self._lock:
            await self._put(entry, value, who)
            await self._look()

    async def _put(self, entry: Entry, value: str, who: str) -> None:
        family, key = entry
        pause: Entry = (Family.QUEUE_PAUSE, key)
        if family is Family.QUEUE_OUT and not value and self.now.get(pause):
            await self._put(pause, "", who)  # whoever logs in is on no pause
        if family is Family.DESK and (guest := self.now.get(entry)):
            await self.exchange.put_entry(Family.AT_DESK, guest, "")
        await self.exchange.put_entry(family, key, value)
        if family in LIT:
            lamp = "INUSE" if value else "NOT_INUSE"
            await self.exchange.console(f"devstate change Custom:{family}{key} {lamp}")
        if family is Family.WAKE_UP and value:
            await self.exchange.do(key, AGAIN)
        if family in OF_AGENTS and agents.serves(self.config(), key):
            await self.exchange.do(key, agents.AGAIN)
        moment = self.clock()
        self._count += 1
        key = f"{int(moment)}-{moment:.6f}-{self._count}"
        note = Noted(key, entry, value, who, Where.ADMIN)
        await self.exchange.put_entry(JOURNAL, note.key, note.text)

    async def restore(self, wanted: Entries, who: str) -> dict[Entry, Invalid]:
        """Make it all so; what cannot be is left as it is and told.

        What is set of telephones and schedules that `wanted` says nothing of is taken away.
        """
        refused: dict[Entry, Invalid] = {}
        self._due += 1  # what is compared is read now, not up to a minute ago
        async with self._lock:
            await self._look()
            for entry, _, value in tuple(differing(self.now, wanted)):
                try:
                    check(self.config(), entry, value)
                except Invalid as error:
                    refused[entry] = error
                else:
                    await self._put(entry, value, who)
            await self._look()
        return refused
