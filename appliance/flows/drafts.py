"""What an admin has changed and not made yet: several edits that are looked at and made as one."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.core.canonical import from_json, to_json
from appliance.core.commands import Command, Put, SetOffice, Several, edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.parts import PLACES
from appliance.durable import write_whole
from appliance.flows.change_config import Changes
from appliance.flows.moved import Moved, moved_since

log = logging.getLogger(__name__)

FILE = "drafts.json"
MOST_STEPS = 300  # of one draft; a table of people is made by itself


@dataclass(frozen=True, slots=True)
class Draft:
    """`commands` follow one another from revision `base`; no command, no draft."""

    author: str
    base: int
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    drafts: tuple[Draft, ...]


Stages = tuple[Config, ...]
"""The configuration that a draft starts from, and as it is after each of its commands."""


@dataclass(slots=True)
class Drafts:
    """One draft an author, in a file of the slot: it survives a restart.

    A draft follows the revisions of others for as long as they are about other parts. `lost` says
    why there is none, should the file be there and not be readable.
    """

    path: Path
    changes: Changes
    lost: str = ""
    _drafts: dict[str, Draft] | None = None
    _stages: dict[str, tuple[Draft, Stages]] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, author: str) -> Draft:
        """The author's draft; without any step it is at the last revision."""
        async with self._lock:
            return await asyncio.to_thread(self._followed, author)

    async def stages(self, author: str) -> Stages:
        """What each step of the author's draft makes of the configuration."""
        async with self._lock:
            return await asyncio.to_thread(self._staged_of, author)

    async def clash(self, author: str) -> str:
        """Why the draft no longer fits what others have made meanwhile; empty when it does."""
        async with self._lock:
            return await asyncio.to_thread(self._clash, author)

    async def keep(self, author: str, base: int, command: Command) -> Draft:
        """One step more, made by somebody who saw revision `base`. Invalid at the field."""
        async with self._lock:
            return await asyncio.to_thread(self._keep, author, base, command)

    async def leave_out(self, author: str, place: int) -> Draft:
        """Without the `place`th step, from 0; Invalid when a later one cannot be without it."""
        async with self._lock:
            return await asyncio.to_thread(self._leave_out, author, place)

    async def take_over(self, author: str) -> Draft:
        """The same steps from the last revision, over what others have made meanwhile."""
        async with self._lock:
            return await asyncio.to_thread(self._take_over, author)

    async def drop(self, author: str) -> None:
        """No draft any more."""
        async with self._lock:
            await asyncio.to_thread(self._store, Draft(author, self.changes.revision))

    async def read(self) -> None:
        """From the disk, if they were not yet: then `lost` is known."""
        async with self._lock:
            await asyncio.to_thread(self._known)

    async def settle(self) -> None:
        """It is known that some are lost."""
        async with self._lock:
            if self.lost:
                await asyncio.to_thread(self._write, self._known())
                self.lost = ""

    def _followed(self, author: str) -> Draft:
        draft = self._known().get(author)
        if draft is None or not draft.commands:
            return Draft(author, self.changes.revision)
        if draft.base != self.changes.revision and not self._clash(author):
            now = self.changes.config
            made = edit(now, Several(draft.commands)) == now
            left = () if made else draft.commands
            return self._store(Draft(author, self.changes.revision, left))
        return draft

    def _clash(self, author: str) -> str:
        draft = self._known().get(author)
        if draft is None or draft.base == self.changes.revision:
            return ""
        command = Several(draft.commands)
        try:
            made = edit(self.changes.config, command)
        except Invalid as invalid:
            return invalid.reason
        moved = self._moved_since(command, draft.base)
        return moved.reason if moved.both and made != self.changes.config else ""

    def _moved_since(self, command: Command, base: int) -> Moved:
        return moved_since(self.changes.store, self.changes.config, command, base)

    def _staged_of(self, author: str) -> Stages:
        try:
            return self._staged(self._followed(author))
        except Invalid:  # what it starts from is gone; `clash` says so
            return (self.changes.config,)

    def _staged(self, draft: Draft) -> Stages:
        known = self._stages.get(draft.author)
        first = self._at(draft.base)
        if known is not None and known[0] == draft and known[1][0] is first:
            return known[1]
        stages = [first]
        for command in draft.commands:
            stages.append(edit(stages[-1], command))  # each from the last
        self._stages[draft.author] = draft, tuple(stages)
        return tuple(stages)

    def _at(self, revision: int) -> Config:
        if revision == self.changes.revision:
            return self.changes.config
        return self.changes.store.at(revision)

    def _keep(self, author: str, base: int, command: Command) -> Draft:
        draft = self._followed(author)
        if base not in {draft.base, self.changes.revision}:
            moved = self._moved_since(command, base)
            if moved.both:
                raise moved
        if len(draft.commands) >= MOST_STEPS:
            raise Invalid("draft", f"has {MOST_STEPS} steps; make them before you go on")
        return self._store(
            self._without_idle(replace(draft, commands=_with(draft.commands, command)))
        )

    def _without_idle(self, draft: Draft) -> Draft:
        """Each step holds; a last one that changes nothing is none."""
        *_, before, after = self._staged(draft)
        return replace(draft, commands=draft.commands[:-1]) if before == after else draft

    def _leave_out(self, author: str, place: int) -> Draft:
        draft = self._followed(author)
        if not 0 <= place < len(draft.commands):
            raise Invalid("place", "the draft has no such step any more; look again")
        left = (*draft.commands[:place], *draft.commands[place + 1 :])
        return self._checked(replace(draft, commands=left))

    def _take_over(self, author: str) -> Draft:
        draft = self._followed(author)
        return self._checked(replace(draft, base=self.changes.revision))

    def _checked(self, draft: Draft) -> Draft:
        """Kept once every step of it holds."""
        self._staged(draft)
        return self._store(draft)

    def _known(self) -> dict[str, Draft]:
        if self._drafts is None:
            self._drafts = self._from_disk()
        return self._drafts

    def _from_disk(self) -> dict[str, Draft]:
        try:
            kept = from_json(_Kept, self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeError, Invalid) as error:
            log.error("drafts are lost: %s", error)  # noqa: TRY400  # told in words
            self.lost = str(error)
            return {}
        return {draft.author: draft for draft in kept.drafts}

    def _store(self, draft: Draft) -> Draft:
        known = {**self._known(), draft.author: draft}
        self._write(known)
        self._drafts = known
        return draft

    def _write(self, known: dict[str, Draft]) -> None:
        drafts = tuple(each for each in known.values() if each.commands)
        try:
            write_whole(self.path, to_json(_Kept(drafts), _Kept).encode())
        except OSError as error:
            raise Fault(
                f"The draft cannot be kept: {error.strerror}.", "Make room on the box."
            ) from error


def _with(commands: tuple[Command, ...], command: Command) -> tuple[Command, ...]:
    """A part that is put again as the last step is one step."""
    if commands and _same_part(commands[-1], command):
        return (*commands[:-1], command)
    return (*commands, command)


def _same_part(before: Command, after: Command) -> bool:
    if isinstance(before, Put) and isinstance(after, Put):
        kind = type(after.part)
        name = PLACES[kind].name
        return type(before.part) is kind and name(before.part) == name(after.part)
    return isinstance(before, SetOffice) and isinstance(after, SetOffice)
