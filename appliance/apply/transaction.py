"""A change from end to end: it is verified and committed, or everything is put back."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.apply.generation import Generations
from appliance.apply.impact import Target
from appliance.apply.plan import Files, Plan, plan
from appliance.apply.ports import ConfigStore, Exchange, Services
from appliance.compiler.compile import compile_config
from appliance.compiler.lint import lint
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid

log = logging.getLogger(__name__)


class RolledBack(Fault):
    """The change did not hold, and the configuration before it runs again."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply did: the revision now committed and the plan it carried out."""

    revision: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Applier:
    """The one place that changes the running configuration."""

    generations: Generations
    store: ConfigStore
    exchange: Exchange
    services: Services
    verify: Callable[[Config], Awaitable[None]]

    def preview(self, wanted: Config) -> Plan:
        """What `apply` would do, without doing it."""
        return plan(self._running(), compiled(wanted))

    async def apply(self, wanted: Config, author: str, message: str, base: int) -> Applied:
        """Make `wanted` the running and committed configuration.

        `base` is the revision `wanted` was made from. Invalid when somebody else was faster;
        RolledBack when it did not hold.
        """
        if base != self.store.revision():
            raise Invalid("revision", "somebody changed the configuration meanwhile; look again")
        files = compiled(wanted)
        steps = plan(self._running(), files)
        revision = base

        def keep() -> None:
            nonlocal revision
            revision = self.store.save(wanted, author, message)

        await self._change(wanted, files, steps, keep)
        return Applied(revision, steps)

    async def recover(self) -> Applied | None:
        """At start: apply the store's revision again when it is not the one that is committed.

        That is so after a power cut between both, and after an update whose compiler writes other
        files. None when all agrees, or nothing was ever saved.
        """
        revision = self.store.revision()
        if revision == 0:
            return None
        wanted = self.store.load()
        files = compiled(wanted)
        committed = self.generations.committed()
        if (
            committed is not None
            and committed == self.generations.running()
            and self.generations.files(committed) == files
        ):
            return None
        log.warning("revision %d is not the running configuration: applying it again", revision)
        steps = plan(self._running(), files)
        await self._change(wanted, files, steps, lambda: None)
        return Applied(revision, steps)

    def _running(self) -> Files:
        return self.generations.files(self.generations.running())

    async def _change(
        self, wanted: Config, files: Files, steps: Plan, keep: Callable[[], None]
    ) -> None:
        before = self.generations.running()
        try:
            fresh = self.generations.stage(files)
        except Fault as fault:  # not even begun
            raise RolledBack(fault.text, fault.remedy) from fault
        await self.services.arm_putback()
        self.generations.switch(fresh)
        try:
            await self._wake(steps)
            await self.verify(wanted)
            if self.generations.running() != fresh:
                raise Fault("The change took too long and was put back.")  # noqa: TRY301
            keep()
        except Fault as fault:
            await self._put_back(before, fresh, fault)
        self.generations.commit(fresh)
        await self.services.disarm_putback()
        if self.generations.running() != fresh:  # time ran out between the look and the commit
            await self._point(before, fresh)
        self.generations.prune()

    async def _put_back(self, before: Path, fresh: Path, fault: Fault) -> None:
        """Point back and wake what read the new files; the timer helps when this fails too."""
        await self._point(fresh, before)
        await self.services.disarm_putback()
        raise RolledBack(
            f"The configuration before was kept: {fault.text}", fault.remedy
        ) from fault

    async def _point(self, left: Path, taken: Path) -> None:
        """Point from one generation to another and wake what read the files of the one left."""
        self.generations.switch(taken)
        files = self.generations.files
        await self._wake(plan(files(left), files(taken)))

    async def _wake(self, steps: Plan) -> None:
        for verb in steps.verbs:
            if verb.target is Target.UNIT:
                await self.services.restart(verb.text)
            else:
                await self.exchange.console(verb.text)


def compiled(config: Config) -> dict[str, str]:
    """The configuration's files, re-read and found right; Fault when the compiler erred."""
    files = compile_config(config)
    problems = lint(files)
    if problems:
        raise Fault(
            f"The configuration does not pass its own check: {problems[0]}",
            "Nothing was changed. Make the change in another way, or wait for the next version.",
        )
    return files
