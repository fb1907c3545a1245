"""Every question of the protocol, answered."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from appliance.core import commands
from appliance.core.adopt import next_extension
from appliance.core.box_log import Sought
from appliance.core.errors import Fault, Invalid
from appliance.core.numbers import ExtensionNumber
from appliance.core.text import DisplayName
from appliance.daemon.certificate import Certificates
from appliance.daemon.configuring import Answering
from appliance.daemon.demo import Demo
from appliance.daemon.drafting import Drafting
from appliance.daemon.exchanging import Answering as AnsweringWithFile
from appliance.daemon.exchanging import Exchanging
from appliance.daemon.live import Live
from appliance.daemon.live_states import AskingLive
from appliance.daemon.log_book import LogBook
from appliance.daemon.mailing import Mailing
from appliance.daemon.messages import OwnMessages
from appliance.daemon.office import Office
from appliance.daemon.past_calls import PastCalls
from appliance.daemon.secrets_kept import fresh_secret
from appliance.daemon.sights import person_of
from appliance.daemon.sounds import Sounds
from appliance.daemon.support import Support
from appliance.daemon.watched import Watched
from appliance.wire import access, answers, configuration, history, protocol
from appliance.wire.accounts import AnsweringAccounts
from appliance.wire.admission import Asker
from appliance.wire.configured import Piece
from appliance.wire.demo import HearDemo
from appliance.wire.entrance import Entrance
from appliance.wire.faxes import GetFax
from appliance.wire.journal import GetJournalText
from appliance.wire.keys_answered import AnsweringKeys
from appliance.wire.live_state import ExportLiveState
from appliance.wire.passkeys_answered import AnsweringPasskeys
from appliance.wire.views import LogLine, UpdatePhase
from appliance.wire.workplace import HearMessage

FIRST_SIP = 301
MOST_LINES = 1000  # of the log
LONGEST_LINE = 2000  # characters

_AT_THE_DOOR = (
    protocol.SetUp,
    protocol.LogIn,
    protocol.LogOut,
    protocol.WhoAmI,
    protocol.GetSetupCode,
    access.GiveCode,
)


class Part(Protocol):
    """Answers questions of its own."""

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""


def joined(parts: Iterable[Mapping[type, Answering]]) -> dict[type, Answering]:
    """All of them in one; ValueError where two would answer the same question."""
    found: dict[type, Answering] = {}
    for part in parts:
        if twice := found.keys() & part.keys():
            raise ValueError(f"{', '.join(kind.__name__ for kind in twice)} is answered twice")
        found |= part
    return found


@dataclass(slots=True, kw_only=True)
class Front:
    """The rights were judged before a question comes here.

    `others` are asked for nothing but their answers.
    """

    office: Office
    entrance: Entrance
    past: PastCalls
    live: Live
    exchanging: Exchanging
    asking_live: AskingLive
    watched: Watched
    certificate: Certificates
    sounds: Sounds
    messages: OwnMessages
    support: Support
    log_book: LogBook
    mailing: Mailing
    demo: Demo
    others: tuple[Part, ...]
    _answering: dict[type, Answering] = field(init=False)

    def __post_init__(self) -> None:
        door = self.entrance.door
        accounts = AnsweringAccounts(door, self._called, self.certificate.names)
        parts: tuple[Part, ...] = (
            self.exchanging.configuring,
            Drafting(self.exchanging.configuring),
            self.asking_live,
            self.past,
            self.certificate,
            self.sounds,
            self.messages,
            self.log_book,
            self.mailing,
            self.demo,
            accounts,
            AnsweringKeys(door),
            AnsweringPasskeys(door, self.certificate.names),
            *self.others,
        )
        own: Mapping[type, Answering] = {
            protocol.Hello: self._hello,
            protocol.GetStatus: self._status,
            protocol.GetCards: self._cards,
            protocol.GetCalls: self._calls,
            protocol.GetLog: self._log,
            protocol.GetExtensions: self._extensions,
            protocol.GetUpdate: self._update,
            protocol.AddSipPhone: self._add_sip_phone,
            protocol.Restart: self._restart,
        }
        at_the_door: Mapping[type, Answering] = dict.fromkeys(_AT_THE_DOOR, self.entrance.answer)
        self._answering = {
            **joined([own, at_the_door, *(part.answering for part in parts)]),
            access.SetAccount: partial(
                self._set_account, accounts
            ),  # in place of the accounts' own
        }

    @property
    def answered(self) -> frozenset[type]:
        """Every kind of question that `answer` knows."""
        return frozenset({*self._answering, *self._with_file})

    @property
    def _with_file(self) -> dict[type, AnsweringWithFile]:
        return {
            **self.exchanging.answering,
            **self.asking_live.answering_with_file,
            **self.sounds.answering_with_file,
        }

    @property
    def _files(self) -> dict[type, Callable[[Any], AsyncIterator[Piece]]]:
        """What a file is made of for whoever may ask for it at all."""
        return {
            configuration.Export: self.exchanging.pieces,
            ExportLiveState: self.asking_live.pieces,
            GetJournalText: self.log_book.pieces,
            HearDemo: self.demo.pieces,
            **self.sounds.files,
        }

    @property
    def _told_files(self) -> dict[type, Callable[[Any, Asker], AsyncIterator[Piece]]]:
        """What depends on who asks, or is noted with his name."""
        return {
            history.GetCallTable: self.past.pieces,
            history.GetRecording: self.past.pieces,
            HearMessage: self.messages.pieces,
            GetFax: self.mailing.faxes.pieces,
        }

    async def answer(
        self, request: protocol.AnyRequest, asker: Asker, descriptor: int | None
    ) -> answers.AnyAnswer:
        if (with_file := self._with_file.get(type(request))) is not None:
            return await with_file(request, asker, descriptor)
        return await self._answering[type(request)](request, asker)

    def follow(
        self, request: protocol.AnyRequest, asker: Asker, descriptor: int | None
    ) -> AsyncIterator[answers.AnyAnswer]:
        if isinstance(request, protocol.InstallUpdate):
            return self._install(request, descriptor)
        if isinstance(request, configuration.GetSupportBundle):
            return self.support.pieces()
        if (told := self._told_files.get(type(request))) is not None:
            return told(request, asker)
        if (file := self._files.get(type(request))) is not None:
            return file(request)
        return self.live.follow(asker)

    async def _install(
        self, request: protocol.InstallUpdate, descriptor: int | None
    ) -> AsyncIterator[answers.AnyAnswer]:
        updates = self.office.updates
        updates.begin(request.url, descriptor, request.size)
        async for update in updates.follow():
            yield update

    async def _hello(self, _request: object, _asker: Asker) -> answers.Greeting:
        box = self.office.box
        return answers.Greeting(box.name, self.entrance.set_up)

    async def _status(self, _request: object, _asker: Asker) -> answers.Status:
        return self.office.status()

    async def _cards(self, _request: object, _asker: Asker) -> answers.Cards:
        return self.office.cards()

    async def _calls(self, _request: object, asker: Asker) -> answers.CallsNow:
        return self.watched.calls(self.office.calls(), asker)

    async def _log(self, request: protocol.GetLog, _asker: Asker) -> answers.Log:
        count = max(1, min(request.lines, MOST_LINES))
        found = await self.support.journal.read(Sought(count))
        return answers.Log(
            tuple(
                LogLine(each.time, each.priority, each.unit, each.text[:LONGEST_LINE])
                for each in reversed(found)
            )
        )

    async def _extensions(self, _request: object, _asker: Asker) -> answers.Extensions:
        return self.office.extensions()

    async def _update(self, _request: object, _asker: Asker) -> answers.Update:
        return self.office.updates.now

    async def _add_sip_phone(
        self, request: protocol.AddSipPhone, asker: Asker
    ) -> answers.SipAccount:
        changes = self.office.changes
        number = (
            ExtensionNumber(request.number)
            if request.number
            else next_extension(changes.config, FIRST_SIP)
        )
        if any(ext.number == number for ext in changes.config.extensions):
            raise Invalid("number", f"{number} is somebody's already; choose another")
        secret = fresh_secret()
        command = commands.AddSipPhone(number, DisplayName(request.name), secret)
        applied = await changes.change(
            command, request.base, asker.user, f"{number} is {request.name}, a SIP telephone"
        )
        return answers.SipAccount(applied.revision, str(number), str(number), secret.text)

    def _called(self, person: str) -> str:
        found = person_of(self.office.config(), person)
        return person if found is None else found.name.text

    async def _set_account(
        self, accounts: AnsweringAccounts, request: access.SetAccount, asker: Asker
    ) -> answers.Done:
        if request.person and person_of(self.office.config(), request.person) is None:
            raise Invalid("person", f"there is nobody with the key {request.person}")
        return await accounts.set_account(request, asker)

    async def _restart(self, _request: object, _asker: Asker) -> answers.Done:
        updates = self.office.updates
        if self.office.changes.hold and updates.now.phase is not UpdatePhase.FAILED:
            raise Fault(self.office.changes.hold, "Wait until that is over.")
        await updates.power.restart_box()
        return answers.Done()
