"""A box whose telephones change live state: Asterisk's side, the log and who follows both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from appliance.asterisk.queries import ChannelSeen
from appliance.bus import Bus
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.live_state import Entries, Entry, Family, LiveChange, Where
from appliance.flows.live_state import LiveStates
from tests.fakes.astdb import Astdb
from tests.machines.offices import after, sip

T = TypeVar("T")

ALL: Entry = (Family.FORWARD_ALL, "301")
REST: Entry = (Family.DO_NOT_DISTURB, "302")
OFFICE = after(sip("301", "Anna"), sip("302", "Ivan"))


@dataclass
class Exchange(Astdb):
    """Does what a telephone dials; `dies_at` is the question that it leaves unanswered."""

    up: bool = True
    said: list[str] = field(default_factory=list)
    dies_at: int = -1
    asked: int = 0
    read: list[str] = field(default_factory=list)  # families
    late: dict[str, str] = field(default_factory=dict)  # what is there at the next reading

    def _ask(self) -> None:
        self.asked += 1
        if self.asked == self.dies_at:
            raise Fault("Asterisk does not answer.")

    async def entries(self, family: str) -> dict[str, str]:
        self._ask()
        self.read.append(family)
        found = await super().entries(family)
        if family == "DAYNIGHT":
            self.kept |= self.late
            self.late = {}
        return found

    async def put_entry(self, family: str, key: str, value: str) -> None:
        self._ask()
        await super().put_entry(family, key, value)

    async def console(self, line: str) -> str:
        self.said.append(line)
        return ""

    async def value(self, function: str) -> str:
        return function

    async def channels(self) -> tuple[ChannelSeen, ...]:
        return ()

    async def do(self, exten: str, context: str) -> None:
        self.said.append(f"{exten}@{context}")

    async def loop_call(self) -> None: ...

    def dials(self, entry: Entry, value: str, at: int, who: str = "301") -> None:
        """A feature code, as the dialplan does it."""
        family, key = entry
        if value:
            self.kept[f"{family}/{key}"] = value
        else:
            self.kept.pop(f"{family}/{key}", None)
        self.kept[f"CHANGED/{at}-{at}.7"] = f"{family}/{key}|{value}|telephone|{who}"


@dataclass
class Log:
    """Keeps in memory; a full disk takes nothing."""

    kept: dict[Entry, str] = field(default_factory=dict)
    changes: list[LiveChange] = field(default_factory=list)
    journal: tuple[str, ...] = ()
    full: bool = False
    writing: bool = False

    async def beside(self, work: Callable[[], T]) -> T:
        self.writing = True
        try:
            return work()
        finally:
            self.writing = False

    def seen(self) -> dict[Entry, str]:
        return dict(self.kept)

    def taken(self) -> frozenset[str]:
        return frozenset(self.journal)

    def last(self) -> float:
        return max((change.time for change in self.changes), default=0.0)

    def take(
        self, seen: Entries, changes: tuple[LiveChange, ...], journal: tuple[str, ...]
    ) -> None:
        assert self.writing, "whoever waits for the disk keeps everybody waiting"
        if self.full:
            raise Fault("The disk is full.")
        self.kept, self.journal = dict(seen), journal
        self.changes += changes


@dataclass
class Box:
    exchange: Exchange = field(default_factory=Exchange)
    log: Log = field(default_factory=Log)
    config: Config = OFFICE
    closed: bool = False
    carried: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self, *, went_back: bool = False) -> None:
        """A new process: it knows what the log and Asterisk know."""
        self.states = LiveStates(
            self.exchange,
            Bus(),
            lambda: self.config,
            lambda: None if self.closed else self.log,
            self.log.beside,
            went_back=went_back,
            carried_back=lambda: self.carried.append(True),
            clock=lambda: 100.5,
        )

    def look(self) -> None:
        asyncio.run(self.states.look())

    @property
    def journal(self) -> list[str]:
        return [key for key in self.exchange.kept if key.startswith("CHANGED/")]


def phone(at: int, before: str, value: str) -> LiveChange:
    return LiveChange(float(at), ALL, before, value, "301", Where.TELEPHONE)
