"""Questions about an admin's own draft, answered; all its steps, made as one change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, repeat

from appliance.core.commands import Several
from appliance.core.errors import Invalid
from appliance.daemon.configuring import Answering, Configuring, Wish
from appliance.daemon.difference_view import difference_view
from appliance.daemon.wishes import said_of
from appliance.flows.drafts import Draft, Drafts
from appliance.wire import configuration, configured
from appliance.wire.admission import Asker
from appliance.wire.answers import Done


@dataclass(frozen=True, slots=True)
class Drafting:
    """The rights were judged before a question comes here; everybody has a draft of his own."""

    configuring: Configuring

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            configuration.GetDraft: self._draft,
            configuration.GetStep: self._step,
            configuration.KeepInDraft: self._keep,
            configuration.LeaveOut: self._leave_out,
            configuration.TakeOver: self._take_over,
            configuration.DropDraft: self._drop,
            configuration.MakeDraft: self._make,
        }

    @property
    def _drafts(self) -> Drafts:
        return self.configuring.drafts

    async def _draft(self, _request: object, asker: Asker) -> configured.Draft:
        return await self._told(await self._drafts.of(asker.user))

    async def _told(self, draft: Draft) -> configured.Draft:
        stages = await self._drafts.stages(draft.author)
        seen = chain(stages, repeat(stages[-1]))  # a draft that no longer fits has but the first
        steps = tuple(map(said_of, draft.commands, seen))
        return configured.Draft(draft.base, steps, await self._drafts.clash(draft.author))

    async def _step(self, request: configuration.GetStep, asker: Asker) -> configured.Difference:
        stages = await self._drafts.stages(asker.user)
        if not 0 <= request.place < len(stages):
            raise Invalid("place", "the draft has no such step any more; look again")
        before = stages[request.place - 1] if request.place else stages[0]
        after = stages[request.place or -1]
        return await asyncio.to_thread(difference_view, before, after, request.after)

    async def _keep(self, request: configuration.KeepInDraft, asker: Asker) -> configured.Draft:
        _, config = await self.configuring.seen(asker, draft=True)
        command = self.configuring.asked(request.command, config, asker)
        self.configuring.check(command, config)
        return await self._told(await self._drafts.keep(asker.user, request.base, command))

    async def _leave_out(self, request: configuration.LeaveOut, asker: Asker) -> configured.Draft:
        return await self._told(await self._drafts.leave_out(asker.user, request.place - 1))

    async def _take_over(self, _request: object, asker: Asker) -> configured.Draft:
        return await self._told(await self._drafts.take_over(asker.user))

    async def _drop(self, _request: object, asker: Asker) -> Done:
        await self._drafts.drop(asker.user)
        return Done()

    async def _make(self, request: configuration.MakeDraft, asker: Asker) -> configured.Changed:
        """The draft stays until its change is committed, should that wait or be put back."""
        draft = await self._drafts.of(asker.user)
        if not draft.commands:
            raise Invalid("draft", "nothing is changed")
        command = Several(draft.commands)
        first, *_ = await self._drafts.stages(asker.user)
        wish = Wish(command, draft.base, asker.user, said_of(command, first))
        made = await self.configuring.made(request, wish)
        if not request.preview and not made.pending:
            await self._drafts.drop(asker.user)
        return made
