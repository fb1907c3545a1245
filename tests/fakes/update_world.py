"""Two slots on disk, an installer and a power switch that a test moves."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from appliance.apply.transaction import Applier
from appliance.bus import Bus
from appliance.core.commands import AdoptCard, edit
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.flows.change_config import Changes
from appliance.flows.gate import Gate
from appliance.flows.ports import Bundle, Progress, SlotFound
from appliance.flows.system_update import Running, Updates
from appliance.flows.trial import TrialStart
from appliance.flows.waiting import Kept
from appliance.hardware.seen import Look
from appliance.health.board import Board
from appliance.simulate.cards import DIGITAL, SimulatedCards
from appliance.wire.answers import Update
from appliance.wire.views import Slot
from tests.fakes.apply_world import World
from tests.fakes.astdb import Astdb

OURS = "lineman-x86-64"
LETTER = {Slot.A: "A", Slot.B: "B"}


@dataclass
class FakeInstaller:
    """Takes any bundle unless told otherwise; `said` is what happened."""

    kind: str = OURS
    refuses: Exception | None = None
    breaks: Exception | None = None
    cannot_mark: bool = False
    silent: bool = False
    proved: dict[str, bool] = field(default_factory=lambda: {"A": True, "B": False})
    running: Slot = Slot.A
    on_install: Callable[[], None] = lambda: None
    said: list[str] = field(default_factory=list)

    async def compatible(self) -> str:
        return OURS

    async def inspect(self, bundle: Path) -> Bundle:
        self.said.append(f"inspected {bundle.read_bytes()[:20]!r}")
        if self.refuses is not None:
            raise self.refuses
        return Bundle("2.0", self.kind)

    async def install(self, bundle: Path, progress: Progress) -> None:
        assert bundle.exists()
        self.said.append("installed")
        self.on_install()
        progress(50)
        if self.breaks is not None:
            raise self.breaks
        self.proved[self._other] = False

    async def mark_good(self) -> None:
        self._mark("good", LETTER[self.running], good=True)

    async def mark_bad(self) -> None:
        self._mark("bad", LETTER[self.running], good=False)

    async def mark_other_bad(self) -> None:
        self._mark("other bad", self._other, good=False)

    def _mark(self, said: str, letter: str, *, good: bool) -> None:
        if self.cannot_mark:
            raise Fault("The boot environment cannot be written.")
        self.said.append(said)
        self.proved[letter] = good

    @property
    def _other(self) -> str:
        return "B" if self.running is Slot.A else "A"

    async def slots(self) -> tuple[SlotFound, ...]:
        if self.silent:
            raise Fault("de.pengutronix.rauc does not answer GetSlotStatus.")
        return tuple(SlotFound(letter, "1.9", good=good) for letter, good in self.proved.items())


@dataclass
class FakePower:
    restarts: int = 0
    refuses: Fault | None = None

    async def restart_box(self) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.restarts += 1


@dataclass
class Healthy(Astdb):
    """An exchange and a web page; each part fails on demand."""

    up: bool = True
    call: bool = True
    page: bool = True
    web_asked: int = 0
    settings: str | None = ""
    channels_known: bool = True
    linked: frozenset[int] = frozenset({2})
    channel_driver: bool = True

    async def console(self, line: str) -> str:
        if line.startswith("module show"):
            return f"chan_dahdi.so  0  {'' if self.channel_driver else 'Not '}Running"
        return "Asterisk 22.10.1 built by nobody"

    async def value(self, function: str) -> str:
        return function

    async def channels(self) -> tuple[()]:
        return ()

    async def do(self, exten: str, context: str) -> None:
        """Nothing is done."""

    async def loop_call(self) -> None:
        if not self.call:
            raise Fault("The test call is not answered.")

    async def links(self) -> frozenset[int]:
        return self.linked

    async def telephones(self) -> None:
        if not self.channels_known:
            raise Fault("Asterisk does not know channel 1, 2.")

    def settled(self) -> str | None:
        return self.settings

    async def web(self) -> bool:
        self.web_asked += 1
        return self.page


class Boxes:
    """One machine: `start(slot)` gives its parts after a start into that slot."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cards = SimulatedCards()
        self.installer = FakeInstaller()
        self.power = FakePower()
        self.health = Healthy()
        self.boots = 0
        self.store = World(folder / "apply")
        for letter in "AB":
            (self.slot(letter) / "generations").mkdir(parents=True)
            (self.slot(letter) / "astdb").mkdir()
        (folder / "uploads").mkdir()
        _database(self.slot("A") / "config.db", "settings of A")
        _database(self.slot("A") / "astdb" / "astdb.sqlite3", "forwarding of A")
        generation = self.slot("A") / "generations" / "000007"
        (generation / "asterisk").mkdir(parents=True)
        (generation / "asterisk" / "extensions.conf").write_text("[ext-local]\n")
        (self.slot("A") / "committed").symlink_to("generations/000007")

    def slot(self, letter: str) -> Path:
        return self.folder / "slots" / letter

    def take_on_cards(self) -> None:
        """The configuration knows every card that is here now."""
        config = Config()
        for card in self.cards.look().cards:
            config = edit(config, AdoptCard(card.found))
        self.store.stored.append(config)

    def start(self, slot: Slot, version: str) -> Start:
        """A new boot. Call it inside the running loop."""
        self.boots += 1
        self.installer.running = slot
        bus, other = Bus(), "B" if slot is Slot.A else "A"
        applier = cast("Applier", None)  # nothing is applied here
        kept = Kept(self.slot(LETTER[slot]) / "later.json")
        changes = Changes(applier, self.store, bus, kept, time.time)
        running = Running(
            version,
            slot,
            f"boot-{self.boots}",
            self.slot(LETTER[slot]),
            self.slot(other),
            self.folder / "uploads",
        )
        look: Callable[[], Look] = self.cards.look
        updates = Updates(
            running, self.installer, self.power, changes, look, self.health.links, bus
        )
        board = Board(bus)
        gate = Gate(
            exchange=self.health,
            look=_later(look),
            linked=self.health.links,
            telephones=self.health.telephones,
            web=self.health.web,
            settled=self.health.settled,
            longest=0.0,
        )
        return Start(updates, TrialStart(updates, gate, board), board)


@dataclass(frozen=True)
class Start:
    updates: Updates
    trial: TrialStart
    board: Board
    seen: list[Update] = field(default_factory=list)


def flash(boxes: Boxes) -> Start:
    """A sound update of slot A's box, up to its restart."""

    async def story() -> Start:
        start = boxes.start(Slot.A, "1.0")
        with tempfile.TemporaryFile() as file:
            file.write(b"hsqs and the rest of a bundle")
            start.updates.begin("", file.fileno(), 0)
        async for _ in start.updates.follow():
            pass
        return start

    return asyncio.run(story())


def _later(look: Callable[[], Look]) -> Callable[[], Awaitable[Look]]:
    async def looked() -> Look:
        return look()

    return looked


def _database(path: Path, content: str) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE kept (content TEXT)")
        made.execute("INSERT INTO kept VALUES (?)", (content,))
        made.commit()


def content(path: Path) -> str:
    """What the database at `path` keeps."""
    with closing(sqlite3.connect(path)) as opened:
        return str(opened.execute("SELECT content FROM kept").fetchone()[0])


__all__ = ["DIGITAL", "Boxes", "FakeInstaller", "Start", "content", "flash"]
