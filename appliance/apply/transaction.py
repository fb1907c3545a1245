"""A change from end to end: it is tried, then verified and committed, or everything is put back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from appliance.apply.files import Laid, touched
from appliance.apply.generation import Generations
from appliance.apply.own_files import OwnFile, check, own_files, readers
from appliance.apply.own_folder import OwnFolder
from appliance.apply.plan import Files, Plan, Readers, plan
from appliance.apply.ports import ConfigStore, Doing, Services
from appliance.apply.verify import Was
from appliance.apply.wake import wake
from appliance.beside import OneThread
from appliance.bus import die
from appliance.compiler.compile import compile_config
from appliance.compiler.lint import Linter
from appliance.compiler.memory import Memory
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid

log = logging.getLogger(__name__)

Verify = Callable[[Config, Files, Was | None], Awaitable[None]]


class RolledBack(Fault):
    """The change did not hold, and the configuration before it runs again."""


class EditedByHand(Invalid):
    """Somebody's own lines would be overwritten; `files` are those that hold them."""

    def __init__(self, files: tuple[str, ...]) -> None:
        super().__init__(
            "files",
            f"{', '.join(files)} was changed by hand; move your lines to a file in custom, or"
            " choose to overwrite them",
        )
        self.files = files


class OwnDiffers(Invalid):
    """Files in custom hold other lines than those that are brought, which would be lost."""

    def __init__(self, files: tuple[str, ...]) -> None:
        super().__init__(
            "custom",
            f"{', '.join(files)} of the box holds other lines than what you bring; take it out of"
            " either, or choose to overwrite it",
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply did: the revision now committed and the plan it carried out.

    A change that is `pending` waits, and `revision` is the one before it.
    """

    revision: int
    plan: Plan
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """A configuration that runs and holds, not yet committed. `before` is what is put back."""

    wanted: Config
    plan: Plan
    before: Laid
    fresh: Laid
    edited: tuple[str, ...] = ()  # by hand, in what ran before
    own: Readers = field(default_factory=dict)  # an expert's own files that are other now


NONE: Mapping[str, str] = {}


@dataclass(slots=True)
class Applier:
    """The one place that changes the running configuration.

    The store is written by one thread of its own, so that nobody waits for a slow disk.

    `replaced` are files that somebody had changed by hand, as they were, where newer ones are in
    use now. `die` ends the process.
    """

    generations: Generations
    store: ConfigStore
    exchange: Doing
    services: Services
    verify: Verify
    compile: Callable[[Config], Mapping[str, str]]
    own: OwnFolder = field(default_factory=OwnFolder)
    replaced: tuple[str, ...] = ()
    die: Callable[[], None] = die
    _known: Laid | None = None
    _writer: OneThread = field(default_factory=lambda: OneThread("config-writer"))

    def preview(self, wanted: Config, own: Mapping[str, str] = NONE) -> Plan:
        """What `apply` would do, without doing it."""
        files = self.compile(wanted)
        return self._way_to(files, self._reading(own, files))

    def own_files(self, wanted: Config, own: Mapping[str, str] = NONE) -> tuple[OwnFile, ...]:
        """An expert's own files once `own` are in place, beside the files of `wanted`."""
        return own_files(self.own.folder, self.compile(wanted), wanted, own)

    def _way_to(self, files: Files, own: Readers) -> Plan:
        """From all that anybody may hold, which is more than what runs after a way broken off."""
        running = self.running()
        others = self.generations.held() - {running.folder}
        also = [self.generations.read(each).files for each in others]
        return plan(running.files, files, own, also)

    def _reading(self, own: Mapping[str, str], files: Files) -> Readers:
        """Who reads those of `own` that are other than what is there; Invalid: they are wrong."""
        check(own)
        differing = self.own.differing(own)
        if not differing:
            return {}
        reading = readers(self.own.folder, own, files)
        return {name: reading[name] for name in differing}

    async def apply(
        self,
        wanted: Config,
        author: str,
        message: str,
        was: Config | None = None,
        over: Collection[str] = (),
    ) -> Applied:
        """Make `wanted` the running and committed configuration; RolledBack when it did not hold.

        See `try_out`, which is half of it.
        """
        return await self.keep(await self.try_out(wanted, was, over), author, message)

    def edited_by(self, own: Mapping[str, str]) -> tuple[str, ...]:
        """Files that somebody changed by hand and would lose with `own`."""
        return (*self.edited(), *self.own.lost(own))

    def check_kept(self, own: Mapping[str, str], over: Collection[str]) -> tuple[str, ...]:
        """Refuse what would lose somebody's own lines, but of files that may be written `over`.

        Files of the running configuration that were changed by hand are given back.
        """
        edited = self.edited()
        if kept := tuple(path for path in edited if path not in over):
            raise EditedByHand(kept)
        if other := tuple(path for path in self.own.lost(own) if path not in over):
            raise OwnDiffers(other)
        return edited

    async def keep_restored(self, tried: Tried, number: int, author: str) -> Applied:
        """As `keep`, of the earlier revision `number` that was tried out, whatever is stored.

        What was tried may differ from it in the answers of test calls that somebody accepted.
        """

        def save() -> None:
            if self.store.restore(number, author) != tried.wanted:
                self.store.save(tried.wanted, author, "other answers of test calls accepted")

        return await self._commit(tried, save)

    async def recover(self) -> Applied | None:
        """At start: apply the store's revision again when it is not the one that is committed.

        That is so after a power cut between both, and after an update whose compiler writes other
        files. What somebody changed by hand stays as it is. None when all agrees, or nothing was
        ever saved; then whoever holds other files than what is committed has read those.

        A Fault leaves what is committed running, or the timer to see to that; then again.
        """
        await self._own_recovered()
        revision = self.store.revision()
        if revision == 0:
            await self._made_whole()
            return None
        wanted = self.store.load()
        if self._stands(await asyncio.to_thread(self.compile, wanted)):
            await self._made_whole()
            return None
        log.warning("revision %d is not the running configuration: applying it again", revision)
        self._note_spoilt()
        tried = await self.try_out(wanted, None, over=self.edited())

        # Stored it is; a disk that refuses now only leaves what ran before.
        return await self._commit(tried, lambda: self.generations.commit(tried.fresh.folder))

    async def _own_recovered(self) -> None:
        """An expert's own files of a change that was not committed go as the generation did."""
        if names := self.own.unsettled(self.store.revision()):
            files = self.running().files
            # Those that are gone again, too, if this was broken off before.
            reading = readers(self.own.folder, dict.fromkeys(names, ""), files)
            await asyncio.to_thread(self.own.put_back)
            steps = plan(files, files, {name: reading[name] for name in names})
            await wake(steps, self.services, self.exchange, back=True)
            await asyncio.to_thread(self.own.settle)

    async def _made_whole(self) -> None:
        """A put-back that was broken off is brought to its end."""
        kept = self._kept()
        if self.generations.held() != {kept.folder}:
            log.warning("configuration %s is not all that is held: read again", kept.folder.name)
            await self._take(kept, back=True)

    def _kept(self) -> Laid:
        """What is put back. What is committed and runs stays, changed by hand or not."""
        running = self.running()
        if self.generations.committed() == running.folder:
            return running
        return self.generations.read(self.generations.kept())

    def _note_spoilt(self) -> None:
        """A start takes no generation that somebody changed by hand: what it held is replaced."""
        committed = self.generations.committed()
        if committed is not None and committed != self.generations.running():
            spoilt = touched(self.generations.read(committed))
            self.replaced = tuple(str(committed / path) for path in spoilt)

    def _stands(self, files: Files) -> bool:
        """Whether `files` are what runs and what the next start uses, but for another's hand."""
        running = self.running()
        if self.generations.committed() != running.folder:
            return False
        edited = set(touched(running))
        return not any(
            running.files.get(path) != files.get(path)
            for path in (running.files.keys() | files.keys()) - edited
        )

    def running(self) -> Laid:
        """The tree that Asterisk reads, looked at anew only when it is another."""
        folder = self.generations.running()
        if self._known is None or self._known.folder != folder:
            self._known = self.generations.read(folder)
        return self._known

    def edited(self) -> tuple[str, ...]:
        """Files of the running configuration that somebody changed by hand.

        The built-in one is the box's own: it is written anew whenever a card comes.
        """
        running = self.running()
        return () if running.folder == self.generations.builtin else touched(running)

    def unedited(self) -> Files:
        """What runs, but for files that somebody changed by hand."""
        edited = self.edited()
        return {path: text for path, text in self.running().files.items() if path not in edited}

    async def try_out(
        self,
        wanted: Config,
        was: Config | None,
        over: Collection[str] = (),
        own: Mapping[str, str] = NONE,
    ) -> Tried:
        """Make `wanted` what runs; the timer puts it back unless it is kept.

        `was` is the configuration that runs, if that is known: only what differs is asked about.
        `own` become an expert's own files. Files changed by hand are refused but for those that
        may be written `over`.
        """
        await self._own_recovered()
        files = await asyncio.to_thread(self.compile, wanted)
        before = self._kept()
        edited = self.check_kept(own, over)
        reading = self._reading(own, files)
        steps = self._way_to(files, reading)
        try:
            fresh = await asyncio.to_thread(self.generations.stage, files, before)
        except Fault as fault:  # not even begun
            raise RolledBack(fault.text, fault.remedy) from fault
        tried = Tried(wanted, steps, before, fresh, edited, reading)
        await self.services.arm_putback()
        try:
            if reading:
                texts = {name: own[name] for name in reading}
                await asyncio.to_thread(self.own.write, texts, self.store.revision())
            await self._take(fresh, reading)
            known = None if was is None or edited or reading else Was(was, before.files)
            await self.verify(wanted, files, known)
        except Fault as fault:
            await self.put_back(tried, fault)
        return tried

    async def await_confirmation(self) -> None:
        """Give what was tried out all the time of the timer once more, without us if need be."""
        await self.services.arm_putback()

    async def keep(self, tried: Tried, author: str, message: str) -> Applied:
        """Commit what was tried out as the next revision; RolledBack when it no longer runs."""
        return await self._commit(tried, lambda: self.store.save(tried.wanted, author, message))

    async def _commit(self, tried: Tried, save: Callable[[], object]) -> Applied:
        fresh = tried.fresh
        try:
            if self.generations.running() != fresh.folder:
                raise Fault("The change took too long and was put back.")  # noqa: TRY301
            settled = await asyncio.to_thread(self.generations.settle, fresh)
            await self._writer(save)
        except Fault as fault:
            await self.put_back(tried, fault)
        await self._finish(tried)
        if tried.own:
            await asyncio.to_thread(self.own.settle)
        self._known = settled
        if tried.edited:
            self.replaced = tuple(str(tried.before.folder / path) for path in tried.edited)
        self._prune()
        return Applied(self.store.revision(), tried.plan)

    async def _finish(self, tried: Tried) -> None:
        """The revision is stored, and what follows from it holds, or we end and start anew.

        `recover` at the next start takes it up then; until that the timer keeps what is committed.
        """
        try:
            self.generations.commit(tried.fresh.folder)
            await self._disarm()
            if self.generations.running() != tried.fresh.folder:
                # Time ran out between look and commit: what was put back is taken anew.
                await self._take(tried.fresh, tried.own)
        except Fault as fault:
            log.critical("what is stored cannot be taken into use: %s", fault.text)
            self.die()
            raise

    async def _disarm(self) -> None:
        """A timer that does not stop does nothing: it finds what is committed running."""
        try:
            await self.services.disarm_putback()
        except Fault as fault:
            log.warning("the timer goes on: %s", fault.text)

    def _prune(self) -> None:
        """What is too old may stay a while longer."""
        try:
            self.generations.prune()
        except OSError as error:
            log.warning("an old generation cannot be taken away: %s", error)

    async def put_back(self, tried: Tried, fault: Fault) -> NoReturn:
        """Point back and wake what read the new files; the timer goes on when this fails too."""
        try:
            if tried.own:
                await asyncio.to_thread(self.own.put_back)
        finally:
            await self._take(tried.before, tried.own, back=True)
        await self._disarm()
        if tried.own:
            await asyncio.to_thread(self.own.settle)
        raise RolledBack(
            f"The configuration before was kept: {fault.text}", fault.remedy
        ) from fault

    async def _take(self, taken: Laid, own: Readers | None = None, *, back: bool = False) -> None:
        """Point to a generation and wake whoever holds other files; then nobody does."""
        steps = self._way_to(taken.files, own or {})
        self.generations.switch(taken.folder)
        await wake(steps, self.services, self.exchange, back=back)
        self.generations.hold(taken.folder)


@dataclass(frozen=True, slots=True)
class Compiling:
    """Remembers the last configuration: of the next only what differs is rendered and judged."""

    memory: Memory = field(default_factory=Memory)
    linter: Linter = field(default_factory=Linter)

    def __call__(self, config: Config) -> dict[str, str]:
        """The configuration's files, re-read and found right; Fault when the compiler erred."""
        files = compile_config(config, self.memory)
        problems = self.linter.lint(files)
        if problems:
            raise Fault(
                f"The configuration does not pass its own check: {problems[0]}",
                "Nothing was changed. Make the change in another way, or wait for the next"
                " version.",
            )
        return files


def compiled(config: Config) -> dict[str, str]:
    """As `Compiling` without anything to remember."""
    return Compiling()(config)
