"""What an Applier needs of the world, with a real Asterisk: any touch of it can be made to fail."""

import os
import re
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.apply.impact import (
    CARDS_UNIT,
    EXCHANGE_UNIT,
    FIREWALL_UNIT,
    NAME_UNIT,
    NETWORK_UNIT,
    TIME_UNIT,
)
from appliance.apply.own_folder import OwnFolder
from appliance.apply.plan import Files
from appliance.apply.transaction import Applier, Compiling, compiled
from appliance.apply.verify import Was, verify
from appliance.core.config import Config
from appliance.core.revisions import RevisionNote
from appliance.store.config_store import SqliteConfigStore
from tests.fakes.putback import put_back
from tests.integration.asterisk.real_asterisk import RealAsterisk

Ask = Callable[[str], Awaitable[str]]

# An Asterisk alone has no cards, no firewall and no network. What their units read when they are
# restarted, and hold from then on, is kept beside it.
_HELD: Mapping[str, tuple[str, ...]] = {
    CARDS_UNIT: ("dahdi/assigned-spans.conf", "dahdi/span-types.conf", "dahdi/system.conf"),
    FIREWALL_UNIT: ("firewall/sets",),
    NETWORK_UNIT: ("network/ports",),
    NAME_UNIT: ("network/name",),
    TIME_UNIT: ("network/time",),
}


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
    compile: Callable[[Config], Mapping[str, str]] = field(default_factory=Compiling)
    armed: bool = False

    def step(self, name: str) -> None:
        """Each touch of the world outside."""
        self.touches.touch(name)

    async def console(self, line: str) -> str:
        self.step(line)
        return self.asterisk.command(line) if self.ask is None else await self.ask(line)

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
        shown = self.asterisk.command(line)
        return dict(re.findall(rf"^/{family}/(\S+?) *: (.*?) *$", shown, re.MULTILINE))

    async def put_entry(self, family: str, key: str, value: str) -> None:
        line = f"database put {family} {key} {value}" if value else f"database del {family} {key}"
        self.step(line)
        self.asterisk.command(line)

    async def do(self, exten: str, context: str) -> None:
        line = f"channel originate Local/{exten}@{context}/n application Wait 1"
        self.step(line)
        self.asterisk.command(line)

    async def restart(self, unit: str) -> None:
        """The unit reads what is active, and may fail before or after that."""
        self.step(f"restart {unit}")
        self.wake(unit)
        self.step(f"restarted {unit}")

    def wake(self, unit: str) -> None:
        """What is active is what the unit holds from now on."""
        active = self.asterisk.generations.active
        for path in _HELD[unit]:
            held = self._held / path
            held.parent.mkdir(parents=True, exist_ok=True)
            held.write_bytes((active / path).read_bytes())

    @property
    def _held(self) -> Path:
        return self.asterisk.folder / "held"

    def outdated(self) -> Iterator[str]:
        """Units that hold something else than what is active."""
        active = self.asterisk.generations.active
        for unit, paths in _HELD.items():
            if any(
                (self._held / path).read_bytes() != (active / path).read_bytes() for path in paths
            ):
                yield unit

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

    def revisions(self, most: int = 100, before: int = 0) -> tuple[RevisionNote, ...]:
        return self.store.revisions(most, before)

    def restore(self, number: int, author: str) -> Config:
        return self.store.restore(number, author)

    def save(self, config: Config, author: str, message: str) -> int:
        self.step("save")
        saved = self.store.save(config, author, message)
        self.step("saved")
        return saved

    async def verify(self, config: Config, files: Files, was: Was | None) -> None:
        await verify(config, files, self, self, was)

    def applier(self) -> Applier:
        own = OwnFolder(self.asterisk.folder / "var/lib/lineman/custom")
        return Applier(self.asterisk.generations, self, self, self, self.verify, self.compile, own)

    def putback(self) -> None:
        """What the timer's unit does when nobody stops it in time: its own program."""
        run = self.asterisk.folder / "run/lineman"
        for told in put_back(run, run / "slot", self.asterisk.folder / "tools"):
            match told.split():
                case ["reload", unit] if unit == EXCHANGE_UNIT:
                    self.asterisk.console("core reload")
                case ["restart", unit] if unit == EXCHANGE_UNIT:
                    self.asterisk.kill(signal.SIGTERM)
                    self.asterisk.start()
                case ["restart", unit]:
                    self.wake(unit)


@contextmanager
def in_use(asterisk: RealAsterisk, config: Config, folder: Path) -> Iterator[RealWorld]:
    """A box that runs `config` as revision 1, committed; its store lies in `folder`."""
    with asterisk, closing(SqliteConfigStore(folder / "config.db")) as store:
        store.save(config, "test", "first")
        first = asterisk.generations.stage(compiled(config))
        asterisk.generations.settle(first)
        asterisk.generations.begin(first.folder)
        asterisk.generations.commit(first.folder)
        yield RealWorld(asterisk, store)
