"""A world to apply configurations to: an Asterisk that reads what it is told to, at `active`.

Every question, order and write counts as a step, and any one step can be made to fail.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from appliance.apply.generation import Generations
from appliance.apply.own_folder import OwnFolder
from appliance.apply.plan import Files
from appliance.apply.tables import columns_of, rows_of
from appliance.apply.transaction import Applier
from appliance.apply.transaction import compiled as compiled_anew
from appliance.apply.verify import Was, verify
from appliance.compiler.conf import Option, parse
from appliance.compiler.tables import is_table, name_of
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.revisions import RevisionNote
from appliance.simulate.console import answer, value
from tests.fakes import putback
from tests.fakes.astdb import Astdb
from tests.fakes.reading import after_line, after_start

compiled = cache(compiled_anew)  # nobody changes what it gives
_QUESTIONS = {"show", "change"}


class Died(BaseException):
    """The supervisor was killed here, or the power went: nothing more of it runs."""


@dataclass
class Steps:
    """Counts what is done, and fails at the chosen step."""

    fail_at: int = -1
    error: Callable[[], BaseException] = lambda: Fault("no")
    done: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        self.done.append(name)
        if len(self.done) - 1 == self.fail_at:
            raise self.error()


@dataclass
class World(Astdb):
    """A slot and a run folder on disk, with Asterisk, systemd, cards and a store in memory."""

    folder: Path
    steps: Steps = field(default_factory=Steps)
    loaded: dict[str, str] = field(default_factory=dict)  # what Asterisk and the units hold
    armed: bool = False
    stored: list[Config] = field(default_factory=list)
    notes: list[RevisionNote] = field(default_factory=list)
    sabotage: frozenset[str] = frozenset()  # extensions Asterisk will not take
    shown_channels: str = ""
    # What it says to a line instead of doing it.
    says: Callable[[str], str | None] = lambda _line: None

    def __post_init__(self) -> None:
        (self.folder / "slot" / "generations").mkdir(parents=True)
        (self.folder / "run" / "builtin" / "asterisk").mkdir(parents=True)
        (self.folder / "custom").mkdir()
        self.power_returns()

    @property
    def generations(self) -> Generations:
        return Generations(self.folder / "slot", self.folder / "run" / "active")

    @property
    def _active(self) -> dict[str, str]:
        return dict(self.generations.read(self.generations.running()).files)

    def applier(self) -> Applier:
        own = OwnFolder(self.folder / "custom")
        return Applier(self.generations, self, self, self, self.verify, compiled, own)

    async def verify(self, config: Config, files: Files, was: Was | None) -> None:
        await verify(config, files, self, self, was)

    def power_returns(self) -> None:
        """What a start does: `active` is what is kept, and everybody reads it."""
        self.armed = False
        self.generations.begin(self.generations.kept())
        self.loaded = self._active

    def time_runs_out(self, refused: str = "", dies: int = 0) -> None:
        """What the timer's unit does; see `put_back`."""
        self.armed = False
        run, slot, tools = (self.folder / name for name in ("run", "slot", "tools"))
        for told in putback.put_back(run, slot, tools, refused, dies):
            verb, unit = told.split()
            if verb == refused:
                continue
            if verb == "reload":
                self.reads("core reload")
            else:
                self.loaded = after_start(unit, self.loaded, self._active)

    def reads(self, line: str) -> None:
        """Asterisk does what it is told."""
        self.loaded = after_line(line, self.loaded, self._active)

    async def console(self, line: str) -> str:
        self.steps.step(line)
        if (refused := self.says(line)) is not None:
            return refused
        if not _QUESTIONS & set(line.split()):
            self.reads(line)
        if line == "dialplan show ext-local":
            return "\n".join(f"  '{number}' => 1. Dial()" for number in self._extensions())
        if line.startswith("dahdi show channels"):
            return self.shown_channels
        return answer(self.loaded, line)

    async def entries(self, family: str) -> dict[str, str]:
        self.steps.step(f"database show {family}")
        return await super().entries(family)

    async def put_entry(self, family: str, key: str, value: str) -> None:
        self.steps.step(f"database {'put' if value else 'del'} {family} {key}")
        await super().put_entry(family, key, value)

    async def do(self, exten: str, context: str) -> None:
        self.steps.step(f"do {exten}@{context}")

    async def value(self, function: str) -> str:
        self.steps.step(function)
        name, _, rest = function.removesuffix(")").partition("(")
        asked = rest.split(",")
        match name:
            case "REALTIME":
                return self._row(asked[0], asked[2])
            case "DIALPLAN_EXISTS":
                return "1" if asked[1] in self._extensions() else "0"
        return value(self.loaded, function)

    def _row(self, table: str, key: str) -> str:
        text = next((t for p, t in self.loaded.items() if is_table(p) and name_of(p) == table), "")
        for row in rows_of(text):
            if row[0] == key and key not in self.sabotage:
                pairs = zip(columns_of(text)[1], row, strict=True)
                return "".join(f"{column}={value}," for column, value in pairs)
        return ""

    def _sections(self, path: str) -> dict[str, list[Option]]:
        conf = parse(self.loaded.get(path, ""))
        return {s.name: [x for x in s.lines if isinstance(x, Option)] for s in conf.sections}

    def _extensions(self) -> list[str]:
        lines = self._sections("asterisk/extensions.conf").get("ext-local", [])
        numbers = {line.value.split(",")[0] for line in lines if line.name == "exten"}
        return sorted(numbers - self.sabotage)

    async def restart(self, unit: str) -> None:
        self.steps.step(f"restart {unit}")
        self.loaded = after_start(unit, self.loaded, self._active)

    async def present_spans(self) -> frozenset[int]:
        return frozenset()

    async def arm_putback(self) -> None:
        self.steps.step("arm")
        self.armed = True

    async def disarm_putback(self) -> None:
        self.steps.step("disarm")
        self.armed = False

    def load(self) -> Config:
        return self.stored[-1] if self.stored else Config()

    def revision(self) -> int:
        return len(self.stored)

    def at(self, number: int) -> Config:
        if not 0 < number <= len(self.stored):
            raise Invalid("revision", f"there is no revision {number}")
        return self.stored[number - 1]

    def revisions(self, most: int = 100, before: int = 0) -> tuple[RevisionNote, ...]:
        below = self.notes[: before - 1] if before else self.notes
        return tuple(reversed(below[-most:]))

    def restore(self, number: int, author: str) -> Config:
        self.save(self.at(number), author, "restored")
        return self.load()

    def save(self, config: Config, author: str, message: str) -> int:
        self.steps.step("before save")
        self.stored.append(config)
        self.notes.append(RevisionNote(len(self.stored), 0.0, author, message))
        self.steps.step("after save")
        return len(self.stored)
