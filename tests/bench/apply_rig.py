"""A company in the real Asterisk with calls up, changed as the supervisor changes it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from appliance.apply.plan import plan
from appliance.apply.tables import database
from appliance.asterisk.ami import Address
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from appliance.compiler.dialplan import terms
from appliance.compiler.tables import is_table
from appliance.core.commands import Command, Put, edit
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.people import SipPhone
from appliance.core.rights import rights_from
from appliance.core.roles import LimitDiffers
from appliance.durable import write_whole
from appliance.flows.change_config import Changes
from appliance.flows.live_state import LiveStates
from appliance.flows.waiting import Kept
from appliance.store.config_store import SqliteConfigStore
from tests.fakes.in_place import in_place
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.real_world import RealWorld
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.sound import Sound
from tests.machines.offices import named, number

CALLS = 60
ECHO = "*43"
NUMBERS = {"name": "20050", "role": "20050", "fresh": "20070", "forwarding": "20080"}
"""Of whom something changes: a role changes no more than one person's row."""
_KEEP_ALIVE = 10.0  # seconds; Asterisk ends a call that sends nothing for 60
_SILENCE = struct.pack("!BBHII", 0x80, 8, 1, 160, 7) + b"\xd5" * 160  # one RTP packet of A-law


class What(StrEnum):
    """What is changed of one person; `FRESH`: to rights that nobody has had."""

    NAME = "name"
    ROLE = "role"
    FRESH = "fresh"
    FORWARDING = "forwarding"


class Still(Sound):
    """A telephone that sends a packet now and then: sound is nothing that is measured here."""

    far: tuple[str, int] | None = None

    def start(self, far: tuple[str, int]) -> None:
        self.far = far
        self.remind()

    def remind(self) -> None:
        if self.far is not None:
            self.media.sendto(_SILENCE, self.far)


class Calls:
    """Telephones that have each called the echo test."""

    def __init__(self, socket_: Callable[[], socket.socket], config: Config) -> None:
        devices = [ext.devices[0] for ext in config.extensions[:CALLS]]
        found = [each for each in devices if isinstance(each, SipPhone)]
        self.phones = [Phone(socket_, each.account.text, each.secret.text) for each in found]
        self._over = threading.Event()
        for phone in self.phones:
            phone.sound.close()
            phone.sound = Still(socket_())
            phone.register()
            phone.dial(ECHO)
            phone.answered()
        self._reminding = threading.Thread(target=self._remind)
        self._reminding.start()

    def _remind(self) -> None:
        while not self._over.wait(_KEEP_ALIVE):
            for phone in self.phones:
                if isinstance(phone.sound, Still):
                    phone.sound.remind()

    def close(self) -> None:
        self._over.set()
        self._reminding.join()
        for phone in self.phones:
            phone.hang_up()
            phone.close()


@dataclass(frozen=True, slots=True)
class Bare:
    """Milliseconds until calls find what is in the files: with making them, and without."""

    change: float
    reload: float


class Watched(ManagerExchange):
    """`seen` is when what is wanted was first read in a row, or had been written to AstDB."""

    wanted: str = ""
    seen: float = 0.0

    def look_for(self, wanted: str) -> None:
        """From now on."""
        self.wanted, self.seen = wanted, 0.0

    async def value(self, function: str) -> str:
        found = await super().value(function)
        self._note(found)
        return found

    async def put_entry(self, family: str, key: str, value: str) -> None:
        await super().put_entry(family, key, value)
        self._note(value)

    def _note(self, found: str) -> None:
        if self.wanted and self.wanted in found and not self.seen:
            self.seen = time.perf_counter()


@dataclass
class Rig:
    """`changes` and `states` are the supervisor's."""

    world: RealWorld
    exchange: Watched
    changes: Changes
    states: LiveStates
    turn: int = 0

    def _next(self, what: What) -> Command:
        """The next change of this kind; no change before led to what it leads to."""
        self.turn += 1
        if what is What.NAME:
            self.exchange.look_for(f"Новое имя {self.turn}")
            return named(NUMBERS[what], self.exchange.wanted)
        config = self.changes.config
        owner = config.owner(number(NUMBERS[what]))
        assert owner is not None
        if what is What.ROLE:
            other = replace(owner, role=Key("manager" if owner.role == Key("chief") else "chief"))
        else:
            other = replace(owner, differences=(LimitDiffers(100 + self.turn),))
        role = next(role for role in config.roles if role.key == other.role)
        row = terms.columns(rights_from(role, other, config.trunk_groups))
        pairs = zip(terms.COLUMNS, row, strict=True)
        self.exchange.look_for("".join(f"{column}={value}," for column, value in pairs))
        return Put(other)

    def _next_target(self) -> str:
        """Where calls are forwarded next."""
        self.turn += 1
        self.exchange.look_for(str(20001 + self.turn % 40))
        return self.exchange.wanted

    async def change(self, what: What) -> tuple[float, float]:
        """Milliseconds from the request to the effect, and to the answer."""
        if what is What.FORWARDING:
            target = self._next_target()
            begun = time.perf_counter()
            await self.states.set((Family.FORWARD_ALL, NUMBERS[what]), target, "bench")
        else:
            command = self._next(what)
            begun = time.perf_counter()
            await self.changes.change(command, self.changes.revision, "bench", what)
        return (self.exchange.seen - begun) * 1000, (time.perf_counter() - begun) * 1000

    async def bare(self, what: What) -> Bare:
        """The same change by hand, as soon as the box runs what it leads to."""
        return await (self._put() if what is What.FORWARDING else self._reloaded(what))

    async def _put(self) -> Bare:
        """One entry in AstDB: no file is made."""
        target = self._next_target()
        begun = time.perf_counter()
        await self.exchange.put_entry(Family.FORWARD_ALL, NUMBERS[What.FORWARDING], target)
        took = (self.exchange.seen - begun) * 1000
        return Bare(took, took)

    async def _reloaded(self, what: What) -> Bare:
        """Its files are made, written whole, and read by Asterisk."""
        applier, generations = self.changes.applier, self.world.asterisk.generations
        files = applier.compile(edit(self.changes.config, self._next(what)))
        running = applier.running()
        verbs = plan(running.files, files).verbs
        texts = {path: text for path, text in files.items() if running.files.get(path) != text}
        by_hand = generations.stage(running.files, running).folder
        generations.switch(by_hand)
        begun = time.perf_counter()
        for path, text in texts.items():
            write_whole(by_hand / path, database(text) if is_table(path) else text.encode())
        written = time.perf_counter()
        for verb in verbs:
            await self.exchange.console(verb.text)
        while not self.exchange.seen:
            await self.exchange.value(f"REALTIME(people,number,{NUMBERS[what]})")
        seen = self.exchange.seen
        took = Bare((seen - begun) * 1000, (seen - written) * 1000)
        generations.switch(running.folder)
        for verb in verbs:
            await self.exchange.console(verb.text)
        generations.hold(running.folder)
        shutil.rmtree(by_hand)
        return took

    async def calls(self) -> int:
        """How many calls are up."""
        return len({channel.linked for channel in await self.exchange.channels()})


@contextmanager
def company_in_asterisk(root: Path, folder: Path, config: Config) -> Iterator[RealWorld]:
    """It runs `config` as revision 1."""
    folder.mkdir()
    (folder / "slot").mkdir()
    with closing(SqliteConfigStore(folder / "slot" / "config.db")) as store:
        asterisk = RealAsterisk(root, folder / "asterisk", {"asterisk/none.conf": ""})
        world = RealWorld(asterisk, store)
        laid = asterisk.generations.stage(world.compile(config))
        asterisk.generations.settle(laid)
        asterisk.generations.begin(laid.folder)
        asterisk.generations.commit(laid.folder)
        store.save(config, "bench", "first")
        with asterisk:
            yield world


@asynccontextmanager
async def supervised(world: RealWorld) -> AsyncIterator[Rig]:
    """With the manager connection; every touch of Asterisk goes over it."""
    bus = Bus()
    secret = world.asterisk.folder / "run/lineman/ami.conf"
    heard = world.asterisk.folder / "var/spool/asterisk/check"
    exchange = Watched(secret, bus, asyncio.Event(), Address(), heard)
    with world.asterisk.network():  # the connection is made there and stays there
        running = asyncio.create_task(exchange.run())
        async with asyncio.timeout(30):
            while not exchange.up:
                await asyncio.sleep(0.05)
    kept = Kept(world.asterisk.folder / "later.json")
    changes = Changes(world.applier(), world, bus, kept, time.time, exchange.channels)
    states = LiveStates(exchange, bus, lambda: changes.config, lambda: None, in_place)
    rig = Rig(world, exchange, changes, states)
    world.ask, world.ask_value = exchange.console, exchange.value
    try:
        await changes.recover()
        yield rig
    finally:
        world.ask = world.ask_value = None
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@contextmanager
def calls_up(world: RealWorld, config: Config) -> Iterator[Calls]:
    """CALLS calls to the echo test."""
    calls = Calls(world.asterisk.socket, config)
    try:
        shown = f"{CALLS} active calls"
        wait_for(lambda: shown in world.asterisk.console("core show channels count"), 30)
        yield calls
    finally:
        calls.close()
