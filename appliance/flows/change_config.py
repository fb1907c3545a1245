"""An admin changes something: one value after the other, each applied whole or put back."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.apply.forget import Moves, forget, moves, standing
from appliance.apply.own_files import OwnFile
from appliance.apply.plan import Plan
from appliance.apply.ports import ConfigStore
from appliance.apply.transaction import NONE, Applied, Applier, RolledBack
from appliance.asterisk.queries import ChannelSeen
from appliance.bus import Bus, deadly
from appliance.core.commands import Command, edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.facts import ChangeWaits, ConfigCommitted, NobodyConfirmed
from appliance.flows.dropped_calls import Felt, dropped, felt
from appliance.flows.moved import moved_since
from appliance.flows.test_calls import Another, accepting, edited, names_of, replayed
from appliance.flows.waiting import (
    PLAIN,
    Kept,
    Later,
    Terms,
    Unconfirmed,
    check_waits,
    needs_confirm,
    seconds_to_confirm,
)

log = logging.getLogger(__name__)


async def _no_channels() -> tuple[ChannelSeen, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change would do; `drops` counts the calls that it would end now.

    `answers` and `edited` have to be consented to; `own` are the expert's own files as they are.
    """

    revision: int
    plan: Plan
    steps: tuple[Felt, ...]
    drops: int
    answers: tuple[Another, ...]
    edited: tuple[str, ...]
    own: tuple[OwnFile, ...]


@dataclass(slots=True)
class Changes:
    """The only way to another configuration. `hold` says why none is taken at present, and while
    `alone` is held none is.

    `channels` asks for what is up in the exchange; `clock` gives seconds since the epoch;
    `voicemail` is the folder of voice messages.
    """

    applier: Applier
    store: ConfigStore
    bus: Bus
    kept: Kept
    clock: Callable[[], float]
    channels: Callable[[], Awaitable[tuple[ChannelSeen, ...]]] = _no_channels
    voicemail: Path = Path("/srv/voicemail")
    hold: str = ""
    unconfirmed: Unconfirmed | None = None
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    _config: Config | None = None
    _revision: int = 0
    _runs: Config | None = None  # what is known to run, so that only what differs is asked about
    _decided: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def config(self) -> Config:
        """The committed configuration; Fault with a remedy when it cannot be read."""
        if self._config is None:
            self._config, self._revision = self.store.load(), self.store.revision()
        return self._config

    @property
    def revision(self) -> int:
        """Of `config`; while another is being committed still that one."""
        return self.store.revision() if self._config is None else self._revision

    @property
    def later(self) -> Later | None:
        """The change that waits for its moment."""
        return self.kept.later()

    async def foresee(self, command: Command, base: int, own: Mapping[str, str] = NONE) -> Foreseen:
        """What `change` would do, without doing it."""
        async with self.alone:
            self._check_base(command, base)
            wanted = await self._wanted(command)
            plan = await asyncio.to_thread(self.applier.preview, wanted, own)
            seen = await asyncio.to_thread(self.applier.own_files, wanted, own)
            answers = await asyncio.to_thread(replayed, wanted)
        return await self._foreseen(base, plan, answers, (own, seen), self.config)

    async def foresee_restore(self, number: int) -> Foreseen:
        """What `restore` would do; calls are named by that revision, the only one to be read."""
        async with self.alone:
            wanted = self.store.at(number)
            plan = await asyncio.to_thread(self.applier.preview, wanted)
            seen = await asyncio.to_thread(self.applier.own_files, wanted)
            answers = await asyncio.to_thread(replayed, wanted)
        return await self._foreseen(self.revision, plan, answers, (NONE, seen), wanted)

    async def _foreseen(
        self,
        base: int,
        plan: Plan,
        answers: tuple[Another, ...],
        own: tuple[Mapping[str, str], tuple[OwnFile, ...]],
        names: Config,
    ) -> Foreseen:
        """`own` are the expert's own files that come, and all as they are then."""
        channels = await self.channels() if plan.changed else ()
        return Foreseen(
            base,
            plan,
            felt(plan, channels, names),
            dropped(plan, channels, names),
            answers,
            self.applier.edited_by(own[0]),
            own[1],
        )

    async def plan_of(self, later: Later) -> Plan:
        """What making it would do, for as long as the revision is the one it starts from."""
        async with self.alone:
            self._check_base(later.command, later.base)
            wanted = await self._wanted(later.command)
            return await asyncio.to_thread(self.applier.preview, wanted, later.terms.files)

    async def drops(self, plan: Plan) -> int:
        """How many calls that are up now it would end."""
        channels = await self.channels() if plan.changed else ()
        return dropped(plan, channels, self.config)

    async def change(
        self,
        command: Command,
        base: int,
        author: str,
        message: str,
        terms: Terms = PLAIN,
    ) -> Applied:
        """Invalid at the field; RolledBack when it did not hold and nothing was changed."""
        async with self.alone:
            self._check_alone()
            return await self._make(command, base, author, message, terms)

    async def change_later(self, later: Later) -> Applied:
        """Keep a change until its moment; what is wrong with it by now is refused at once."""
        check_waits(later, self.clock())
        async with self.alone:
            self._check_alone()
            self._check_hold()
            self._check_base(later.command, later.base)
            wanted = await self._wanted(later.command)
            await asyncio.to_thread(accepting, wanted, later.terms.answers)
            own = later.terms.files
            plan = await asyncio.to_thread(self.applier.preview, wanted, own)
            self.applier.check_kept(own, later.terms.edited)
            if needs_confirm(plan):
                raise Invalid("change", "it could lock you out: make it at once, and confirm it")
            await self.kept.keep(later)
        log.info("a change by %s waits: %s", later.author, later.message)
        self.bus.publish(ChangeWaits())
        return Applied(later.base, plan, pending=True)

    async def wait_on(self, later: Later, anew: Later) -> None:
        """What waits, waits as `anew`; nothing when it was cancelled meanwhile."""
        async with self.alone:
            if self.later is later:
                await self.kept.keep(anew)

    async def make_later(self) -> Applied | None:
        """Its moment has come: make what was kept. It is kept no longer, whatever comes of it."""
        async with self.alone:
            later = self.later
            if later is None or self.hold:  # cancelled meanwhile, or an update began
                return None
            try:
                return await self._make(
                    later.command, later.base, later.author, later.message, later.terms
                )
            finally:
                await self._drop_done()

    async def _drop_done(self) -> None:
        """Should its note stay, the next start sees what became of it."""
        try:
            await self._drop_later()
        except Fault as fault:
            log.warning("%s", fault.text)

    async def cancel(self) -> None:
        """Drop the change that waits for its moment, put back the one that waits for a yes."""
        if self.later is not None:
            self._check_hold()  # what an update copied would be made all the same
            await self._drop_later()
        elif (waits := self.unconfirmed) is not None:
            await self._give_back(waits, "it was taken back.")
        else:
            raise Invalid("change", "no change waits")

    async def confirm(self) -> Applied:
        """Keep the change that runs until it is put back."""
        async with self.alone:
            waits = self.unconfirmed
            if waits is None:
                raise Invalid("change", "no change waits to be confirmed; it was put back")
            self._check_hold()
            self._decide()
            return await self._keep(waits)

    async def take_on(self, commands: tuple[Command, ...], message: str) -> Applied | None:
        """Changes the box makes by itself; None when they change nothing.

        The very first revision is made even of nothing, so that the numbers of sockets are kept.
        What was changed by hand is written over: a card would not work otherwise.
        """
        async with self._undisturbed():
            return await self._take_on(commands, message)

    @asynccontextmanager
    async def _undisturbed(self) -> AsyncIterator[None]:
        """Alone, and no change waits for a yes: with that one decided first."""
        while True:
            async with self.alone:
                if self.unconfirmed is None:
                    yield
                    return
            await self._decided.wait()

    async def _take_on(self, commands: tuple[Command, ...], message: str) -> Applied | None:
        wanted = self.config
        for command in commands:
            wanted = await asyncio.to_thread(edit, wanted, command)
        if wanted == self.config and self.revision:
            return None
        self._check_hold()
        answers = await asyncio.to_thread(replayed, wanted)  # nobody is there to be asked
        over = self.applier.edited()
        applied = await self.applier.apply(wanted, "box", message, self._runs, over)
        return await self._committed(wanted, applied, "box", message, answers)

    async def recover(self) -> Applied | None:
        """At start, and again after a Fault: see that what is stored is what runs."""
        async with self._undisturbed():
            applied = await self.applier.recover()
            self._runs = self.config if self.revision else None
            if self._runs is not None:
                await self._forget_gone(self._moved_last())
            return applied

    def _moved_last(self) -> Moves:
        """What the last revision moved: we may have died before that was followed.

        Followed again it changes nothing, for nobody has the numbers that went.
        """
        try:
            return moves(self.store.at(self.revision - 1), self.config)
        except (Fault, Invalid):  # there is none before, or it cannot be read
            return Moves()

    async def restore(self, number: int, author: str, terms: Terms = PLAIN) -> Applied:
        """An earlier revision anew, even when what is stored cannot be read."""
        async with self.alone:
            self._check_alone()
            self._check_hold()
            wanted = await asyncio.to_thread(accepting, self.store.at(number), terms.answers)
            tried = await self.applier.try_out(wanted, None, terms.edited)
            message = f"revision {number} restored"
            return await self._taken(Unconfirmed(tried, author, message, restores=number), terms)

    def _check_alone(self) -> None:
        waits = self.later or self.unconfirmed
        if waits is not None:
            raise Invalid(
                "change", f"a change by {waits.author} waits; cancel it first, or wait for it"
            )

    def _check_base(self, command: Command, base: int) -> None:
        if base != self.revision:
            raise moved_since(self.store, self.config, command, base)

    async def _wanted(self, command: Command) -> Config:
        """As all that needs nothing but a processor it is done beside the loop, under the lock."""
        return await asyncio.to_thread(edit, self.config, command)

    def _check_hold(self) -> None:
        if self.hold:
            raise Fault(self.hold, "Try again when that is over.")

    async def _make(
        self, command: Command, base: int, author: str, message: str, terms: Terms
    ) -> Applied:
        self._check_base(command, base)
        self._check_hold()
        wanted = await asyncio.to_thread(edited, self.config, command, terms.answers)
        tried = await self.applier.try_out(wanted, self._runs, terms.edited, terms.files)
        return await self._taken(Unconfirmed(tried, author, message), terms)

    async def _taken(self, tried: Unconfirmed, terms: Terms) -> Applied:
        """Kept at once, or once somebody said yes."""
        if terms.confirm or needs_confirm(tried.tried.plan):
            until = self.clock() + seconds_to_confirm(tried.tried.plan)
            return await self._await_yes(replace(tried, until=until))
        return await self._keep(tried)

    async def _keep(self, tried: Unconfirmed) -> Applied:
        if tried.restores:
            applied = await self.applier.keep_restored(tried.tried, tried.restores, tried.author)
        else:
            applied = await self.applier.keep(tried.tried, tried.author, tried.message)
        return await self._committed(tried.tried.wanted, applied, tried.author, tried.message)

    async def _committed(
        self,
        wanted: Config,
        applied: Applied,
        author: str,
        message: str,
        answers: tuple[Another, ...] = (),
    ) -> Applied:
        before = self._config
        self._config = self._runs = wanted
        self._revision = applied.revision
        fields = {"LINEMAN_REVISION": applied.revision}
        log.info("revision %d by %s: %s", applied.revision, author, message, extra=fields)
        self.bus.publish(ConfigCommitted(applied.revision, names_of(answers)))
        if before is None or standing(before) != standing(wanted):
            await self._forget_gone(Moves() if before is None else moves(before, wanted))
        return applied

    async def _forget_gone(self, went: Moves) -> None:
        """What is kept of whoever and whatever went; what stays now goes at the next start."""
        there = standing(self.config)
        try:
            await forget(self.applier.exchange, there, self.voicemail, self.clock(), went)
        except Fault as fault:
            log.warning("what numbers that went had set is kept: %s", fault.text)

    async def _await_yes(self, waits: Unconfirmed) -> Applied:
        """It runs, with the timer behind us; it is put back unless somebody says yes."""
        await self.applier.await_confirmation()
        self.unconfirmed = waits
        self._decided.clear()
        self.bus.publish(ChangeWaits())
        deadly("confirmation", self._expire(waits))
        return Applied(self.revision, waits.tried.plan, pending=True)

    async def _expire(self, waits: Unconfirmed) -> None:
        await asyncio.sleep(seconds_to_confirm(waits.tried.plan))
        try:
            given_back = await self._give_back(waits, "nobody confirmed it in time.")
        except Fault as fault:  # the timer goes on, and does it
            log.error("not put back yet: %s", fault.text)  # noqa: TRY400  # told in words
            given_back = True
        if given_back:
            self.bus.publish(NobodyConfirmed(waits.author))

    async def _give_back(self, waits: Unconfirmed, why: str) -> bool:
        """False when it was decided about meanwhile."""
        async with self.alone:
            if self.unconfirmed is not waits:
                return False
            self._decide()
            try:
                await self.applier.put_back(waits.tried, Fault(why))
            except RolledBack as told:
                log.warning("%s", told.text)
            return True

    async def _drop_later(self) -> None:
        try:
            await self.kept.drop()
        finally:
            self.bus.publish(ChangeWaits())

    def _decide(self) -> None:
        self.unconfirmed = None
        self._decided.set()
        self.bus.publish(ChangeWaits())
