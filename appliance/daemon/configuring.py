"""Questions about the configuration, answered; changes of it, made or looked at beforehand."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.apply.own_files import in_dialplan
from appliance.core import commands
from appliance.core.canonical import from_plain, to_plain
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.exchange_file import shown
from appliance.core.office import Office, office_of
from appliance.core.parts import sharing
from appliance.core.people import Person
from appliance.core.scenario import Scenario
from appliance.core.test_calls import Outcome
from appliance.daemon.change_view import applied_view, foreseen_view, language_of, pending_view
from appliance.daemon.difference_view import difference_view
from appliance.daemon.names_view import names_view
from appliance.daemon.parts_view import (
    may_view,
    part_view,
    parts_view,
    rights_view,
    streams_view,
    uses_view,
)
from appliance.daemon.secrets_kept import completed
from appliance.daemon.wishes import said_of, wish
from appliance.flows.change_config import Changes
from appliance.flows.drafts import Drafts
from appliance.flows.waiting import At, Later, OwnText, Terms, WhenIdle
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from appliance.wire import configuration, configured, protocol
from appliance.wire.admission import Asker
from appliance.wire.answers import AnyAnswer, Done
from appliance.wire.kinds import Change, Plain, When

Answering = Callable[[Any, Asker], Awaitable[AnyAnswer]]
_OWN_QUESTION = (
    protocol.RenameExtension,
    protocol.RemoveExtension,
    protocol.SetOperator,
    protocol.RouteDid,
    protocol.SetRecording,
    protocol.ForgetCard,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for, and what the revision says of it.

    `own` are an expert's own files that come with it.
    """

    command: commands.Command
    base: int
    author: str
    message: str
    own: Mapping[str, str] = field(default_factory=dict)


def _nobody(_person: str) -> tuple[str, ...]:
    return ()


@dataclass(slots=True)
class Configuring:
    """The rights were judged before a question comes here."""

    changes: Changes
    drafts: Drafts
    accounts_of: Callable[[str], tuple[str, ...]] = _nobody
    """Names of the accounts that belong to the person with that key."""
    _exchange: Exchange | None = None

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            configuration.GetParts: self._parts,
            configuration.GetPart: self._part,
            configuration.GetNames: self._names,
            configuration.GetOffice: self._office,
            configuration.GetStreams: self._streams,
            configuration.GetUses: self._uses,
            configuration.GetRights: self._rights,
            configuration.GetMay: self._may,
            configuration.Trace: self._trace,
            configuration.Edit: self._edit,
            configuration.Revert: self._revert,
            configuration.GetRevisions: self._revisions,
            configuration.GetDifference: self._difference,
            configuration.GetPending: self._pending,
            configuration.Confirm: self._confirm,
            configuration.CancelPending: self._cancel,
            **dict.fromkeys(_OWN_QUESTION, self._own_question),
        }

    async def seen(self, asker: Asker, *, draft: bool) -> tuple[int, Config]:
        """The configuration that a question is about, and the revision it comes from."""
        if not draft:
            return self.changes.revision, self.changes.config
        stages = await self.drafts.stages(asker.user)
        return (await self.drafts.of(asker.user)).base, stages[-1]

    async def _parts(self, request: configuration.GetParts, asker: Asker) -> configured.Parts:
        revision, config = await self.seen(asker, draft=request.draft)
        secrets = not asker.api_key
        return parts_view(config, revision, request.kind, request.after, secrets=secrets)

    async def _part(self, request: configuration.GetPart, asker: Asker) -> configured.Parts:
        revision, config = await self.seen(asker, draft=request.draft)
        secrets = not asker.api_key
        return part_view(config, revision, request.kind, request.name, secrets=secrets)

    async def _names(self, request: configuration.GetNames, asker: Asker) -> configured.Names:
        revision, config = await self.seen(asker, draft=request.draft)
        return names_view(config, revision, request.kinds, request.after)

    async def _office(
        self, request: configuration.GetOffice, asker: Asker
    ) -> configured.OfficeSettings:
        revision, config = await self.seen(asker, draft=request.draft)
        plain = shown if asker.api_key else to_plain
        return configured.OfficeSettings(revision, plain(office_of(config), Office))

    async def _streams(self, request: configuration.GetStreams, asker: Asker) -> configured.Streams:
        revision, config = await self.seen(asker, draft=request.draft)
        return configured.Streams(revision, streams_view(config))

    async def _uses(self, request: configuration.GetUses, asker: Asker) -> configured.Uses:
        _, config = await self.seen(asker, draft=request.draft)
        accounts = self.accounts_of(request.name) if request.kind == Person.__name__ else ()
        return await asyncio.to_thread(uses_view, config, request.kind, request.name, accounts)

    async def _rights(self, request: configuration.GetRights, asker: Asker) -> configured.RightsOf:
        _, config = await self.seen(asker, draft=request.draft)
        return rights_view(config, request.who)

    async def _may(self, request: configuration.GetMay, asker: Asker) -> configured.May:
        _, config = await self.seen(asker, draft=request.draft)
        return may_view(config, request.who, request.opening, request.whom)

    async def _trace(self, request: configuration.Trace, asker: Asker) -> configured.Told:
        scenario = from_plain(Scenario, request.scenario)
        _, config = await self.seen(asker, draft=request.draft)
        story = await asyncio.to_thread(self._story, scenario, config)
        lines = story_lines(story, language_of(request.language))
        applier = self.changes.applier
        own = await asyncio.to_thread(in_dialplan, applier.own.folder, applier.running().files)
        return configured.Told(lines, to_plain(story.outcome, Outcome), own)

    def _story(self, scenario: Scenario, config: Config) -> Story:
        """The exchange of a large office takes a while to make, so the last one is kept."""
        exchange = self._exchange
        if exchange is None or exchange.config is not config:
            exchange = self._exchange = Exchange(config)
        return simulate(exchange, scenario)

    async def _own_question(self, request: Any, asker: Asker) -> configured.Changed:  # noqa: ANN401
        command, message = wish(request)
        return await self.made(request, Wish(command, request.base, asker.user, message))

    async def _edit(self, request: configuration.Edit, asker: Asker) -> configured.Changed:
        config = self.changes.config
        command = self.asked(request.command, config, asker)
        message = said_of(command, config)
        return await self.made(request, Wish(command, request.base, asker.user, message))

    def asked(self, plain: Plain, config: Config, asker: Asker) -> commands.Command:
        """The command that somebody asks for; a program means secrets that it was not told."""
        whole = completed(plain, config) if asker.api_key else plain
        command: commands.Command = from_plain(commands.Command, whole)
        return command

    def check(self, command: commands.Command, config: Config) -> None:
        """Invalid for what nobody may ask for, whoever he is.

        Cards are taken on by the box, which sees them; nobody makes them up. An account whose
        person is gone would be the next one's who gets that key.
        """
        match command:
            case commands.AdoptCard():
                raise Invalid("command", "cards are taken on by themselves")
            case commands.TakeOut(Person(key=key)):
                for account in self.accounts_of(str(key)):
                    raise Invalid(
                        "person",
                        f"the account {account} is this person's: under Users and roles make it "
                        "somebody else's or remove it, then remove the person",
                    )
            case commands.PutAs(was, Person(key=key)) if was != str(key):
                for account in self.accounts_of(was):
                    raise Invalid(
                        "person",
                        f"the account {account} is this person's: leave the key as it is, or under "
                        "Users and roles make it somebody else's or remove it first",
                    )
            case commands.Replace(after):
                self._check_kept(config, after)
            case commands.Several(several):
                for each in several:
                    self.check(each, config)

    def _check_kept(self, before: Config, after: Config) -> None:
        """The whole configuration anew leaves nobody out who has an account."""
        kept = {person.key for person in after.people}
        for person in before.people:
            for account in self.accounts_of(str(person.key)) if person.key not in kept else ():
                raise Invalid(
                    "person",
                    f"the account {account} is that of {person.name}, who would be gone: under "
                    "Users and roles make it somebody else's or remove it, then do this again",
                )

    async def made(self, request: Change[Any], wish: Wish) -> configured.Changed:
        """Look at it, make it, or keep it for its moment, as `request` says.

        Invalid for what nobody may ask for.
        """
        self.check(wish.command, self.changes.config)
        if request.preview:
            foreseen = await self.changes.foresee(wish.command, wish.base, wish.own)
            return foreseen_view(foreseen, language_of(request.language))
        own = tuple(OwnText(name, text) for name, text in sorted(wish.own.items()))
        terms = Terms(request.accept, request.overwrite, request.confirm, own)
        if request.when is not When.NOW:
            when = At(request.at) if request.when is When.AT else WhenIdle()
            later = Later(wish.command, wish.base, wish.author, wish.message, when, terms)
            return applied_view(await self.changes.change_later(later))
        applied = await self.changes.change(
            wish.command, wish.base, wish.author, wish.message, terms
        )
        return applied_view(applied)

    async def _revert(self, request: configuration.Revert, asker: Asker) -> configured.Changed:
        """When what is stored cannot be read there is nothing to compare an earlier one with."""
        number = request.revision
        if not self._readable():
            if request.when is not When.NOW:
                raise Invalid("when", "settings that cannot be read are restored at once or not")
            if request.preview:
                foreseen = await self.changes.foresee_restore(number)
                return foreseen_view(foreseen, language_of(request.language))
            terms = Terms(request.accept, request.overwrite, request.confirm)
            return applied_view(await self.changes.restore(number, asker.user, terms))
        now, earlier = self.changes.config, self.changes.store.at(number)
        command = commands.Replace(await asyncio.to_thread(sharing, earlier, now))
        message = f"back to revision {number}"
        return await self.made(request, Wish(command, request.base, asker.user, message))

    def _at(self, number: int) -> Config:
        """A revision; the last one need not be read again. Invalid when there is none."""
        if self._readable() and number == self.changes.revision:
            return self.changes.config
        return self.changes.store.at(number)

    def _readable(self) -> bool:
        try:
            return self.changes.config is not None
        except Fault:
            return False

    async def _revisions(
        self, request: configuration.GetRevisions, _asker: Asker
    ) -> configured.Revisions:
        most = max(1, min(request.limit, protocol.MOST_ROWS))
        notes = self.changes.store.revisions(most + 1, request.before)
        views = tuple(
            configured.RevisionView(each.number, each.time, each.author, each.message)
            for each in notes[:most]
        )
        return configured.Revisions(self.changes.revision, views, more=len(notes) > most)

    async def _difference(
        self, request: configuration.GetDifference, _asker: Asker
    ) -> configured.Difference:
        after = self._at(request.new) if request.new else self.changes.config
        before = self._at(request.old)
        return await asyncio.to_thread(difference_view, before, after, request.after)

    async def _pending(self, _request: object, _asker: Asker) -> configured.Pending:
        return pending_view(self.changes)

    async def _confirm(self, _request: object, _asker: Asker) -> Done:
        await self.changes.confirm()
        return Done()

    async def _cancel(self, _request: object, _asker: Asker) -> Done:
        await self.changes.cancel()
        return Done()
