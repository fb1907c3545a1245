"""A supervisor's changes of the configuration over a made-up Asterisk and a clock of its own."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from appliance.asterisk.queries import ChannelSeen
from appliance.bus import Bus
from appliance.core.commands import (
    AdoptCard,
    Command,
)
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.zones import Zone
from appliance.flows.change_config import Changes
from appliance.flows.drafts import Drafts
from appliance.flows.later_change import KIND, LaterChange
from appliance.flows.waiting import At, Kept, Later, WhenIdle
from appliance.health.board import Board
from tests.fakes.apply_world import Steps, World
from tests.machines.offices import TDM400P, TE122, after, sip

BASE = after(AdoptCard(TDM400P), AdoptCard(TE122), sip("301", "Anna"), sip("302", "Ivan"))
MOSCOW = Zone("Europe/Moscow")


def channel(name: str, linked: str) -> ChannelSeen:
    return ChannelSeen(name, linked, linked, "Up", "", "", "", "", "", "from-internal", "", 1)


@dataclass
class Box:
    """A supervisor's changes over a made-up Asterisk; `now` is its clock, `up` what is called."""

    world: World
    now: float = 1_000_000.0
    up: list[ChannelSeen] = field(default_factory=list)
    dead: bool = False

    def __post_init__(self) -> None:
        self.bus = Bus()
        self.board = Board(self.bus)
        self.start()

    def start(self) -> None:
        """A new process: nothing is remembered but what is on disk."""
        kept = Kept(self.world.folder / "later.json")
        applier = self.world.applier()
        self.changes = Changes(
            applier,
            self.world,
            self.bus,
            kept,
            lambda: self.now,
            self.channels,
            voicemail=self.world.folder / "voicemail",
        )
        self.drafts = Drafts(self.world.folder / "drafts.json", self.changes)
        self.later = LaterChange(self.changes, self.board, self.drafts)

    async def channels(self) -> tuple[ChannelSeen, ...]:
        if self.dead:
            raise Fault("Asterisk does not answer.")
        return tuple(self.up)

    @property
    def config(self) -> Config:
        return self.world.load()

    def issues(self) -> list[str]:
        return [each.issue.text for each in self.board.issues() if each.issue.kind == KIND]


def box_at(folder: Path) -> Box:
    """It runs BASE as revision 1."""
    made = Box(World(folder))
    asyncio.run(made.changes.applier.apply(BASE, "test", "first"))
    made.world.steps = Steps()
    return made


def later(command: Command, when: At | WhenIdle, base: int = 1) -> Later:
    return Later(command, base, "anna", "a wish", when)


def waits(box: Box) -> Later | None:
    return box.changes.later


def runs(box: Box, config: Config) -> bool:
    generations = box.world.generations
    return (
        box.config == config
        and generations.running() == generations.committed()
        and dict(generations.read(generations.running()).files)
        == box.changes.applier.compile(config)
        and not box.world.armed
    )
