"""Every kind of change, broken off in every way at every touch of the world: old or new.

So are the way back of a change that was refused, and what a new supervisor does first.
Files, committed generation, store and the running Asterisk are asked; none may tell of a mixture.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cache, partial
from pathlib import Path

from appliance.apply.files import MANIFEST
from appliance.apply.impact import CARDS_UNIT, FIREWALL_UNIT, NAME_UNIT, NETWORK_UNIT, TIME_UNIT
from appliance.apply.tables import columns_of, rows_of
from appliance.apply.transaction import compiled
from appliance.apply.verify import verify
from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.tables import is_table, name_of
from appliance.core.call_handling import Queue
from appliance.core.cards import E1Signalling, Framing, PriSide
from appliance.core.commands import (
    AddSipPhone,
    AdoptCard,
    Command,
    Put,
    RemoveExtension,
    SetLine,
    SetRecording,
    Several,
    edit,
)
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.people import Person
from appliance.core.roles import Rights
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Recording, SipTrunk, TrunkGroup
from appliance.store.config_store import SqliteConfigStore
from tests.campaign.faults import Twice, counting, fill, refuse, small_disk
from tests.campaign.plan import Campaign
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.real_world import RealWorld, Touches, kill, nothing
from tests.integration.asterisk.shown import accounts, dialplan, endpoints_of
from tests.machines.offices import A400P, TE122, after, named, number, sip
from tests.machines.parts import mailbox, numbers, role, schedule, weekdays

NAME = DisplayName("Somebody")
_NUMBERS = tuple(str(digits) for digits in range(301, 307))
BASE = after(
    AdoptCard(TE122),
    *(sip(digits, f"Somebody {digits}") for digits in _NUMBERS),
    role("staff", "Сотрудник", Rights()),
    role("chief", "Начальник", Rights(longest_minutes=60)),
    Put(Person(Key("anna"), DisplayName("Анна"), number=number("301"), role=Key("staff"))),
)
CHANGES: Mapping[str, Command] = {
    "name": named("301", 'Пётр О\'Нил; "Ромашка"'),
    "rights": Put(
        Person(Key("anna"), DisplayName("Анна"), number=number("301"), role=Key("chief"))
    ),
    "telephone": sip("307", "New"),
    "removal": RemoveExtension(number("306")),
    "recording": SetRecording(Recording.ALL),
    "mailbox": mailbox("302", "Box"),
    "card": AdoptCard(A400P),
    "framing": SetLine(TE122.key, 1, Framing(crc4=False), PriSide.NET),
    "signalling": SetLine(TE122.key, 1, Framing(), PriSide.CPE, E1Signalling.CAS),
    "carrier": Put(
        TrunkGroup(7, DisplayName("Carrier"), (SipTrunk(Token("carrier"), "127.0.0.2"),))
    ),
    "password": Several(
        (
            RemoveExtension(number("305")),
            AddSipPhone(
                number("305"), DisplayName("Somebody 305"), secret_from(b"another secret!")
            ),
        )
    ),
    "queue": Put(Queue(Key("sales"), NAME, number("600"), numbers(301, 303))),
    "room": Put(ConferenceRoom(Key("room"), NAME, number("640"), numbers(301, 302), most=5)),
    "parking": Put(ParkingLot(Key("lot"), NAME, number("700"), number("701"), 5)),
    "hours": schedule("hours", "Office hours", weekdays(9, 18), code=1),
    "own": Put(FeatureCode(Feature.CLOCK, "*61")),
}
# What an expert's own files are with a change that brings some; they are empty without it.
OWN: Mapping[str, Mapping[str, str]] = {
    "own": {"extensions_custom.conf": "[came-along]\nexten => 700,1,Answer()\n"}
}
_CAME_ALONG = {"came-along": {"700": ["Answer()"]}}
FAULTS = ("kill", "restart", "refused", "full", "ignored", "exchange-dies", "timer")
# On the way back of a change that was refused, and on the way of a supervisor that comes after a
# kill. A killed one leaves the rest to the timer, or to the next that comes before that.
BACK = ("back-kill", "back-restart", "back-refused", "back-exchange-dies")
AGAIN = ("again-kill", "again-restart", "again-refused", "again-exchange-dies")
_OF_EACH = 15  # touches tried of each change and fault, the world's own and some of the disk's
_DISK = 24  # MiB


_compiled = cache(compiled)  # it touches nothing outside
Steps = dict[str, list[str]]  # by number


class ApplyFaults:
    """One Asterisk and one store for all cases; each begins and ends with BASE."""

    def __init__(self, asterisk: RealAsterisk, slot: Path, seed: int) -> None:
        self._asterisk, self._slot = asterisk, slot
        self._chance = random.Random(seed)  # noqa: S311  # the same cases for the same seed
        self._first: dict[str, int] = {}  # the touch at which what is broken twice breaks first
        self._cases = [
            f"{name}-{fault}-{at:03}" for name in CHANGES for fault, at in self._breaks(name)
        ]
        self._ends: Counter[str] = Counter()
        self._own: Mapping[str, str] = {}  # what comes along with the change that is tried

    @contextmanager
    def _world(self) -> Iterator[RealWorld]:
        with closing(SqliteConfigStore(self._slot / "config.db")) as store:
            yield RealWorld(self._asterisk, store, compile=_compiled)

    def _breaks(self, name: str) -> Iterator[tuple[str, int]]:
        self._own = OWN.get(name, {})
        wanted = edit(BASE, CHANGES[name])
        whole = self._counted(wanted, Touches())
        yield from itertools.product(FAULTS, self._chosen(whole))
        # All of it is read by then, or some.
        self._first[name] = first = self._chance.choice(
            [at for at, done in enumerate(whole) if done.endswith(("reload", ".so", "save"))]
        )
        back = self._counted(wanted, Twice(first=first))
        yield from itertools.product(BACK, self._chosen(back, first + 1))
        again = self._recovering(name, Touches())
        yield from itertools.product(AGAIN, self._chosen(again))

    def _counted(self, wanted: Config, touches: Touches) -> list[str]:
        """What a change touches, in order; BASE runs again then."""
        with self._world() as world:
            self._broken(world, touches, partial(self._apply, world, wanted))
            self._apply(world, BASE)
        return touches.done

    def _recovering(self, name: str, touches: Touches) -> list[str]:
        """What a supervisor touches that comes after one that was killed in a change."""
        self._in_a_child(Touches(self._first[name], kill), edit(BASE, CHANGES[name]))
        with self._world() as world:
            self._broken(world, touches, lambda: asyncio.run(world.applier().recover()))
        return touches.done

    @staticmethod
    def _broken(world: RealWorld, touches: Touches, work: Callable[[], object]) -> None:
        """It is told, as it should be; what runs is looked at next."""
        world.touches = touches
        with counting(touches), contextlib.suppress(Fault, OSError):
            work()
        world.touches = Touches()

    def cases(self) -> Sequence[str]:
        """Change, fault and the number of the touch at which it happens."""
        return self._cases

    def _chosen(self, done: list[str], begin: int = 0) -> list[int]:
        touched = list(enumerate(done))[begin:]
        own = [at for at, name in touched if not name.startswith("os.")]
        disk = [at for at, name in touched if name.startswith("os.")]
        some = self._chance.sample(disk, min(len(disk), max(0, _OF_EACH - len(own))))
        return sorted({*own, *some})

    def bad(self, case: str) -> str | None:
        """What did not agree with what, or None."""
        change, _, rest = case.partition("-")
        fault, _, at = rest.rpartition("-")
        self._own = OWN.get(change, {})
        wanted = edit(BASE, CHANGES[change])
        kind, _, rest = fault.partition("-")
        if kind == "again":
            self._break_again(change, rest, int(at))
        else:
            self._break(wanted, fault, int(at), self._first[change] if kind == "back" else None)
        with self._world() as world:
            told = self._recovered(world, fault) or self._mixture(world, BASE, wanted)
            self._ends["new" if told is None and world.load() == wanted else "old"] += 1
            if told is None and world.load() != BASE:
                self._apply(world, BASE)
                told = self._mixture(world, BASE, BASE)
        return told

    def _apply(self, world: RealWorld, config: Config) -> None:
        asyncio.run(_applied(world, config, self._own_of(config)))

    def _own_of(self, config: Config) -> Mapping[str, str]:
        return dict.fromkeys(self._own, "") if config == BASE else self._own

    def _mixture(self, world: RealWorld, old: Config, new: Config) -> str | None:
        """What does not agree with what is stored, which is one of both; None when all does."""
        config = world.load()
        if config not in (old, new):
            return "the store has neither"
        own = self._own_of(config)
        if other := _other_files(world, config) or _other_own(world, own):
            return other
        try:
            asyncio.run(verify(config, world.compile(config), world, world))
        except Fault as fault:
            return f"asked for all: {fault}"
        came = _CAME_ALONG if any(own.values()) else {}
        return _loaded(world, config, came) or _rows(world, config, new if config == old else old)

    def _break(self, wanted: Config, fault: str, at: int, first: int | None) -> None:
        touches = Touches(at) if first is None else Twice(at, first=first)
        fault = fault.removeprefix("back-")
        if fault in {"kill", "restart"}:
            touches.happens = kill
            self._in_a_child(touches, wanted)
            return
        with self._world() as world:
            touches.happens = self._happening(fault, world)
            if fault == "ignored":
                world.ask = partial(self._deaf, touches)
            self._broken(world, touches, partial(self._apply, world, wanted))
            (self._slot / "fill").unlink(missing_ok=True)
            self._revived()
            if world.armed:
                world.putback()

    def _break_again(self, change: str, fault: str, at: int) -> None:
        """The timer has not run out, but for `kill` it does before the next supervisor comes."""
        if fault in {"kill", "restart"}:
            self._in_a_child(Touches(self._first[change], kill), edit(BASE, CHANGES[change]))
            self._in_a_child(Touches(at, kill), None)
            return
        with self._world() as world:
            self._recovering(change, Touches(at, self._happening(fault, world)))

    def _happening(self, fault: str, world: RealWorld) -> Callable[[str], None]:
        return {
            "refused": refuse,
            "full": lambda _name: fill(self._slot),
            "ignored": nothing,
            "exchange-dies": lambda _name: self._asterisk.kill(signal.SIGKILL),
            "timer": lambda _name: world.putback(),
        }[fault]

    async def _deaf(self, touches: Touches, line: str) -> str:
        """Asterisk does not do what it is told in that very step."""
        if len(touches.done) - 1 == touches.at:
            return ""
        return self._asterisk.command(line)

    def _in_a_child(self, touches: Touches, wanted: Config | None) -> None:
        """A change, or what is done first of all; another process, which may be killed."""
        if (child := os.fork()) == 0:  # a database must not be carried over a fork
            with self._world() as world, counting(touches), contextlib.suppress(Fault, OSError):
                world.touches = touches
                if wanted is None:
                    asyncio.run(world.applier().recover())
                else:
                    self._apply(world, wanted)
            os._exit(0)
        os.waitpid(child, 0)

    def _recovered(self, world: RealWorld, fault: str) -> str | None:
        """What a new supervisor does; `restart`: it comes before the timer has run out."""
        self._revived()
        if fault in {"kill", "back-kill", "again-kill"}:
            world.putback()
        try:
            asyncio.run(world.applier().recover())
        except Fault as failed:
            return f"recovery: {failed}"
        return None

    def _revived(self) -> None:
        """As systemd does."""
        if not self._asterisk.console("core show version"):
            self._asterisk.kill(signal.SIGKILL)
            self._asterisk.start()

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How the cases of this run ended."""
        del tried
        return {f"ended_{which}": count for which, count in self._ends.items()}


async def _applied(world: RealWorld, config: Config, own: Mapping[str, str]) -> None:
    applier = world.applier()
    over = [f"custom/{name}" for name in own]
    tried = await applier.try_out(config, world.load(), over, own)
    await applier.keep(tried, "campaign", "x")


def _other_files(world: RealWorld, config: Config) -> str | None:
    """What is committed, runs, and was read by the units: all of it is the configuration's."""
    generations = world.asterisk.generations
    running = generations.running()
    if running != generations.committed():
        return "what runs is not committed"
    if generations.held() != {running}:
        return "somebody may hold what does not run"
    if generations.read(running).files != world.compile(config):
        return "the files are not those of the store"
    if outdated := list(world.outdated()):
        return f"{', '.join(outdated)} holds other files than those that run"
    check = ["sha256sum", "--quiet", "--strict", "-c", MANIFEST]
    if subprocess.run(check, cwd=running, check=False, capture_output=True).returncode:
        return "the manifest does not fit"
    return None


def _other_own(world: RealWorld, own: Mapping[str, str]) -> str | None:
    """An expert's own files are those of what is stored."""
    folder = world.asterisk.folder / "var/lib/lineman/custom"
    for name, text in own.items():
        file = folder / name
        if (file.read_text() if file.exists() else "") != text:
            return f"custom/{name} is another's"
    return None


def _loaded(world: RealWorld, config: Config, came: Mapping[str, Steps]) -> str | None:
    """Every context with its steps, and every endpoint: those that are compiled, and no other.

    `came` are contexts of an expert's own.
    """
    shown = dialplan(world.asterisk.command("dialplan show"))
    wanted: dict[str, Steps] = {
        context.name: {exten.pattern: list(map(str, exten.steps)) for exten in context.extens}
        for context in contexts(config)
    }
    wanted.update(came)
    for name in shown.keys() | wanted:
        if shown.get(name, {}) != wanted.get(name, {}):
            return f"context {name} is not the store's"
    known = accounts(world.asterisk.command("pjsip show endpoints"))
    if other := known ^ endpoints_of(world.compile(config)["asterisk/pjsip.conf"]):
        return f"endpoints {', '.join(sorted(other))} are not the store's"
    return None


def _rows(world: RealWorld, config: Config, other: Config) -> str | None:
    """Every row is the store's own; what only the other one has is not there."""
    wanted, others = _table_rows(world, config), _table_rows(world, other)
    for function in wanted.keys() | others.keys():
        if world.asterisk.value(function) != wanted.get(function, ""):
            return f"{function} is another's"
    return None


def _table_rows(world: RealWorld, config: Config) -> dict[str, str]:
    """What asks for each row, and the answer."""
    found = {}
    for path, text in world.compile(config).items():
        if is_table(path):
            _, columns = columns_of(text)
            for row in rows_of(text):
                ask = f"REALTIME({name_of(path)},{columns[0]},{row[0]})"
                found[ask] = "".join(f"{c}={v}," for c, v in zip(columns, row, strict=True))
    return found


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Asterisk runs BASE, whose slot is on a small disk of its own."""
    del folder
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-faults-", dir="/tmp"))
        asterisk = RealAsterisk(root, Path(name) / "asterisk", {"asterisk/none.conf": ""})
        slot = asterisk.generations.slot
        stack.enter_context(small_disk(slot, _DISK))
        (slot / "generations").mkdir()
        with closing(SqliteConfigStore(slot / "config.db")) as store:
            store.save(BASE, "campaign", "first")
            world = RealWorld(asterisk, store)
            laid = asterisk.generations.stage(world.compile(BASE))
            asterisk.generations.settle(laid)
            asterisk.generations.begin(laid.folder)
            asterisk.generations.commit(laid.folder)
            for unit in (CARDS_UNIT, FIREWALL_UNIT, NETWORK_UNIT, NAME_UNIT, TIME_UNIT):
                world.wake(unit)
        stack.enter_context(asterisk)
        yield ApplyFaults(asterisk, slot, seed)
