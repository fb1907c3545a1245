"""The box's mail: questions about it answered, and who writes letters joined to who sends them."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.asterisk.faxes import Faxes
from appliance.asterisk.ports import Switchboard
from appliance.asterisk.voice_messages import VoiceMessages
from appliance.bus import deadly
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.issues import Issue
from appliance.core.letters import Letter, Written
from appliance.core.mail import Mail
from appliance.core.people import Email, Language
from appliance.core.zones import clock_of
from appliance.daemon.change_view import language_of
from appliance.daemon.configuring import Answering, Configuring
from appliance.daemon.faxes import ReceivedFaxes
from appliance.daemon.office import Office
from appliance.daemon.places import Places
from appliance.facts import CallRecorded, CallsChanged
from appliance.mail import sending
from appliance.mail.alarms import Alarms
from appliance.mail.emergency import CallsForHelp
from appliance.mail.faxes import FaxByMail
from appliance.mail.kept import FILE, Letters
from appliance.mail.letters import Desk
from appliance.mail.pdf import pdf_of
from appliance.mail.post import Post
from appliance.mail.sending import Sending
from appliance.mail.voicemail import VoiceByMail
from appliance.store.mail_queue import MailQueue
from appliance.wire import mail as wire
from appliance.wire.admission import Asker

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Mailing:
    """All that writes letters, and what sends them."""

    office: Office
    configuring: Configuring
    sending: Sending
    voicemail: VoiceByMail
    help: CallsForHelp
    alarms: Alarms
    faxes: ReceivedFaxes

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            wire.GetMail: self._queue,
            wire.TestMail: self._test,
            **self.faxes.answering,
        }

    def begin(self) -> None:
        """Start every task."""
        self.sending.begin()
        deadly("voicemail by mail", self.voicemail.run())
        deadly("faxes by mail", self.faxes.by_mail.run())
        deadly("calls for help", self.help.run())
        deadly("alarms by mail", self.alarms.run())

    def close(self) -> None:
        self.sending.letters.close()

    async def happened(self, event: object) -> None:
        """Somebody may have called for help."""
        match event:
            case CallRecorded(call):
                self.help.ended(call)
            case CallsChanged():
                self.help.up(self.office.calls_watch.channels)

    async def waiting(self) -> int:
        """How many letters wait; Fault while the queue is closed."""
        return await self.sending.letters(MailQueue.waiting)

    async def _queue(self, _request: object, _asker: Asker) -> wire.MailQueue:
        def asked(queue: MailQueue) -> tuple[int, list[Letter]]:
            return queue.waiting(), queue.letters(wire.MOST)

        waiting, letters = await self.sending.letters(asked)
        server = self.office.config().mail.server
        return wire.MailQueue(server, waiting, tuple(map(_view, letters)))

    async def _test(self, request: wire.TestMail, asker: Asker) -> wire.MailTried:
        try:
            to = Email(request.to)
        except Invalid as invalid:
            raise Invalid("to", invalid.reason) from invalid
        _, config = await self.configuring.seen(asker, draft=request.draft)
        desk = desk_of(self.office.box.name, config, language_of(request.language))
        if desk is None:
            raise Invalid("server", "no mail server is set up; name it first")
        letter = desk.test(to)
        try:
            said = await self.sending.post(config.mail, letter.to, letter.content)
        except Fault as fault:
            log.info("mail: a test by %s: %s", asker.user, fault.text)
            return wire.MailTried(error=fault.text)
        return wire.MailTried(said=said)


def desk_of(box: str, config: Config, language: Language) -> Desk | None:
    """None where no server is set up."""
    sender = config.mail.sender
    if not config.mail.server or sender is None:
        return None
    return Desk(box, sender, datetime.now(clock_of(config.zone)), language)


def _view(letter: Letter) -> wire.LetterView:
    return wire.LetterView(
        number=letter.number,
        kind=letter.kind,
        to=letter.to,
        made=letter.made,
        state=letter.state,
        attempts=letter.attempts,
        tried=letter.tried,
        next=letter.next,
        said=letter.said,
        error=letter.error,
    )


def mailing(
    places: Places, office: Office, configuring: Configuring, switchboard: Switchboard
) -> Mailing:
    """All that mail needs, joined."""
    letters = Letters(places.history.with_name(FILE))
    post = Post(office.box.name)
    whose = office.whose

    def mail() -> Mail:
        return office.config().mail

    def desk(language: Language | None = None) -> Desk | None:
        config = office.config()
        return desk_of(office.box.name, config, language or Language(config.national.language))

    def tell(issue: Issue | None) -> None:
        if issue is None:
            office.board.clear(sending.KIND, sending.KIND)
        else:
            office.board.post(issue, time.time())

    async def at_once(letter: Written) -> None:
        try:
            await post(mail(), letter.to, letter.content)
        except Fault as fault:
            log.warning("mail: %s", fault.text)

    async def alarm(issues: Sequence[Issue]) -> None:
        writer = desk()
        told = mail().alarms if writer is not None else ()
        if writer is not None and told:
            await sends.put([writer.alarm(to, issues) for to in told])

    sends = Sending(letters, mail, post, time.time, tell)
    kept = Faxes(places.fax)
    by_mail = FaxByMail(
        kept,
        office.config,
        whose.directory,
        whose.zone,
        desk,
        office.board,
        letters,
        sends.put,
        office.exchange.channels,
        lambda fax: pdf_of(fax.file),
        time.time,
    )
    return Mailing(
        office=office,
        configuring=configuring,
        sending=sends,
        voicemail=VoiceByMail(
            VoiceMessages(places.voicemail),
            office.config,
            whose.directory,
            whose.zone,
            desk,
            letters,
            sends.put,
            time.time,
        ),
        help=CallsForHelp(
            office.config,
            whose.directory,
            whose.zone,
            desk,
            office.board,
            letters,
            sends.put,
            at_once,
            switchboard.ring,
            time.time,
        ),
        alarms=Alarms(
            lambda: [opened.issue for opened in office.board.issues()], alarm, time.monotonic
        ),
        faxes=ReceivedFaxes(kept, by_mail, office.config, whose.directory),
    )
