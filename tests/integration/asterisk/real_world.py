"""What an Applier needs of the world, with a real Asterisk: any touch of it can be made to fail."""

import os
import re
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from appliance.apply.impact import FIREWALL_UNIT
from appliance.apply.transaction import Applier, Compiling
from appliance.apply.verify import Was, verify
from appliance.core.config import Config
from appliance.core.revisions import RevisionNote
from appliance.store.config_store import SqliteConfigStore
from tests.integration.asterisk.real_asterisk import RealAsterisk

Ask = Callable[[str], Awaitable[str]]


def nothing(name: str) -> None:
    """Nothing happens there."""
    del name


def kill(name: str) -> None:
    """The process is gone there."""
    del name
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Touches:
    """Counts what is touched; at number `at` `happens` is called, which may raise."""

    at: int = -1
    happens: Callable[[str], None] = nothing
    done: list[str] = field(default_factory=list)

    def touch(self, name: str) -> None:
        self.done.append(name)
        if len(self.done) - 1 == self.at:
            self.happens(name)


@dataclass
class RealWorld:
    """`ask` and `ask_value` ask Asterisk in another way."""

    asterisk: RealAsterisk
    store: SqliteConfigStore
    touches: Touches = field(default_factory=Touches)
    ask: Ask | None = None
    ask_value: Ask | None = None
    compile: Compiling = field(default_factory=Compiling)
    armed: bool = False

    def step(self, name: str) -> None:
        """Each touch of the world outside."""
        self.touches.touch(name)

    async def console(self, line: str) -> str:
        self.step(line)
        return self.asterisk.console(line) if self.ask is None else await self.ask(line)

    async def value(self, function: str) -> str:
        self.step(function)
        return (
            self.asterisk.value(function)
            if self.ask_value is None
            else await self.ask_value(function)
        )

    async def entries(self, family: str) -> dict[str, str]:
        line = f"database show {family}"
        self.step(line)
        shown = self.asterisk.console(line)
        return dict(re.findall(rf"^/{family}/(\S+) +: (.*?) *$", shown, re.MULTILINE))

    async def put_entry(self, family: str, key: str, value: str) -> None:
        line = f"database put {family} {key} {value}" if value else f"database del {family} {key}"
        self.step(line)
        self.asterisk.console(line)

    async def restart(self, unit: str) -> None:
        """An Asterisk alone has no firewall, and nothing else may restart here."""
        assert unit == FIREWALL_UNIT, unit
        self.step(f"restart {unit}")

    async def present_spans(self) -> frozenset[int]:
        return frozenset()

    async def arm_putback(self) -> None:
        self.step("arm")
        self.armed = True

    async def disarm_putback(self) -> None:
        self.step("disarm")
        self.armed = False

    def load(self) -> Config:
        return self.store.load()

    def revision(self) -> int:
        return self.store.revision()

    def at(self, number: int) -> Config:
        return self.store.at(number)

    def revisions(self, most: int = 100) -> tuple[RevisionNote, ...]:
        return self.store.revisions(most)

    def restore(self, number: int, author: str) -> Config:
        return self.store.restore(number, author)

    def save(self, config: Config, author: str, message: str) -> int:
        self.step("save")
        saved = self.store.save(config, author, message)
        self.step("saved")
        return saved

    async def verify(self, config: Config, was: Was | None) -> None:
        await verify(config, self, self, was)

    def applier(self) -> Applier:
        return Applier(self.asterisk.generations, self, self, self, self.verify, self.compile)

    def putback(self) -> None:
        """What the timer's unit does when nobody stops it in time."""
        generations = self.asterisk.generations
        committed = generations.committed()
        assert committed is not None
        if generations.running() != committed:
            generations.switch(committed)
            self.asterisk.console("core reload")
