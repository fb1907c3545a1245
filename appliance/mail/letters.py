"""What the box's letters say, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path

from appliance.core.issues import Issue
from appliance.core.letters import LetterKind, Written
from appliance.core.people import Email, Language
from appliance.core.saying import Said
from appliance.spoken.sentences import said

_TEST_SUBJECT = Said("Проверка почты: {0}", "Mail test: {0}")
_TEST = Said(
    "Телефонная станция {0} отправила это письмо по кнопке «Отправить проверочное сообщение». "
    "Почта настроена верно.",
    "The telephone exchange {0} sent this letter because somebody pressed “Send a test message”. "
    "Mail is set up right.",
)
_MESSAGE_SUBJECT = Said("Голосовое сообщение: {0}, {1}", "Voice message: {0}, {1}")
_MESSAGE = Said(
    "В ящике {0} новое голосовое сообщение.\n\nОт: {1}\nКогда: {2}\nДлительность: {3}\n",
    "There is a new voice message in mailbox {0}.\n\nFrom: {1}\nWhen: {2}\nLength: {3}\n",
)
_ATTACHED = Said(
    "Запись приложена. С телефона ящик слушают по его коду, в браузере — на странице "
    "«Моё рабочее место».",
    "The sound is attached. The mailbox is heard at the telephone by its code, and in a browser on "
    "the page “My workplace”.",
)
_LONG = Said(
    "Запись слишком длинная, чтобы её приложить. С телефона ящик слушают по его коду, в браузере — "
    "на странице «Моё рабочее место».",
    "The sound is too long to be attached. The mailbox is heard at the telephone by its code, and "
    "in a browser on the page “My workplace”.",
)
_NO_SOUND = Said("Записи на диске нет.", "Its sound is not on the disk.")
_HIDDEN = Said("номер скрыт", "number withheld")
_FAX_SUBJECT = Said("Факс: {0}, {1} {1:страница|страницы|страниц}", "Fax: {0}, {1} {1:page|pages}")
_FAX_PART_SUBJECT = Said(
    "Факс: {0}, {1} {1:страница|страницы|страниц}, связь оборвалась",
    "Fax: {0}, {1} {1:page|pages}, broken off",
)
_FAX = Said(
    "На номер «{0}» пришёл факс.\n\nОт: {1}\nКогда: {2}\nСтраниц: {3}\n",
    "A fax came to {0}.\n\nFrom: {1}\nWhen: {2}\nPages: {3}\n",
)
_FAX_PART = Said(
    "Связь оборвалась: пришли, возможно, не все страницы. Попросите отправить факс ещё раз.\n",
    "It was broken off, so pages may be missing. Ask whoever sent it to send it again.\n",
)
_FAX_ATTACHED = Said(
    "Документ приложен. Он есть и на странице «Факс».",
    "The document is attached. It is on the page Fax, too.",
)
_FAX_LONG = Said(
    "Документ слишком большой, чтобы его приложить; он есть на странице «Факс».",
    "The document is too large to be attached; it is on the page Fax.",
)
_HELP_SUBJECT = Said("Вызов {0} с номера {1}", "{0} was called from {1}")
_HELP = Said(
    "С телефона {0} вызвали {1}.\n\nКогда: {2}\n\nУзнайте, что случилось, и встретьте помощь.",
    "Somebody called {1} at the telephone {0}.\n\nWhen: {2}\n\nFind out what happened, and meet "
    "whoever comes to help.",
)
_ALARM_SUBJECT = Said("{0}: {1}", "{0}: {1}")
_ALARM = Said(
    "Телефонная станция {0} сообщает:\n\n{1}\n\nЧто открыто сейчас, видно на её странице.",
    "The telephone exchange {0} tells:\n\n{1}\n\nWhat is open now stands on its page.",
)
_TYPES = {".wav": "audio/wav", ".pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes, when, and in which language. `now` is by the office's clock."""

    box: str
    sender: Email
    now: datetime
    language: Language

    def test(self, to: Email) -> Written:
        return self._written(
            LetterKind.ALARM, to, self._say(_TEST_SUBJECT, self.box), self._say(_TEST, self.box)
        )

    def message(self, to: Email, message: "VoiceMessage") -> Written:
        """A voice message with its sound."""
        length = f"{int(message.seconds) // 60}:{int(message.seconds) % 60:02}"
        who = message.who or self._say(_HIDDEN)
        text = self._say(_MESSAGE, message.box, who, self._moment(message.when), length)
        sound = message.sound
        rest = _LONG if message.too_long else _ATTACHED if sound else _NO_SOUND
        subject = self._say(_MESSAGE_SUBJECT, who, length)
        name = f"{message.box}-{message.when:%Y%m%d-%H%M%S}.wav"
        body = f"{text}\n{self._say(rest)}"
        return self._written(LetterKind.VOICEMAIL, to, subject, body, (name, sound))

    def fax(self, to: Email, fax: "FaxDocument") -> Written:
        """A fax with its document."""
        who, pages = fax.who or self._say(_HIDDEN), str(fax.pages)
        text = self._say(_FAX, fax.fax, who, self._moment(fax.when), pages)
        if not fax.whole:
            text = f"{text}\n{self._say(_FAX_PART)}"
        rest = _FAX_ATTACHED if fax.content else _FAX_LONG
        subject = self._say(_FAX_SUBJECT if fax.whole else _FAX_PART_SUBJECT, who, pages)
        body = f"{text}\n{self._say(rest)}"
        return self._written(LetterKind.FAX, to, subject, body, (fax.name, fax.content))

    def help_called(self, to: Email, who: str, dialled: str, when: datetime) -> Written:
        """Somebody called an emergency number."""
        text = self._say(_HELP, who, dialled, self._moment(when))
        return self._written(LetterKind.EMERGENCY, to, self._say(_HELP_SUBJECT, dialled, who), text)

    def alarm(self, to: Email, issues: Iterable[Issue]) -> Written:
        """What is wrong with the box, each with its cure."""
        known = tuple(issues)
        language = self.language.value
        first = said(known[0].text, language)
        told = "\n\n".join(
            "\n".join(filter(None, (said(each.text, language), said(each.remedy, language))))
            for each in known
        )
        more = f" (+{len(known) - 1})" if len(known) > 1 else ""
        subject = self._say(_ALARM_SUBJECT, self.box, first + more)
        return self._written(LetterKind.ALARM, to, subject, self._say(_ALARM, self.box, told))

    def _say(self, sentence: Said, *about: str) -> str:
        return sentence.filled(about, self.language, {})

    def _moment(self, when: datetime) -> str:
        russian = self.language is Language.RU
        return f"{when:%d.%m.%Y %H:%M:%S}" if russian else f"{when:%Y-%m-%d %H:%M:%S}"

    def _written(
        self,
        kind: LetterKind,
        to: Email,
        subject: str,
        text: str,
        attached: tuple[str, bytes] = ("", b""),
    ) -> Written:
        letter = EmailMessage(SMTP)
        letter["Subject"] = " ".join(subject.split())
        letter["From"] = formataddr((self.box, str(self.sender)))
        letter["To"] = str(to)
        letter["Date"] = format_datetime(self.now)
        letter["Message-ID"] = make_msgid(domain=str(self.sender).partition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
        letter.set_content(text, cte="base64")
        name, content = attached
        if content:
            main, _, sub = _TYPES[Path(name).suffix].partition("/")
            letter.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return Written(kind, str(to), letter.as_bytes())


@dataclass(frozen=True, slots=True)
class VoiceMessage:
    """One in the mailbox `box`. `who` is empty where the caller is not known; so is `sound` where
    it is not on the disk, or `too_long`.
    """

    box: str
    who: str
    when: datetime
    seconds: float
    sound: bytes = b""
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class FaxDocument:
    """One that came to the number named `fax`. `who` is empty where the caller is not known; so is
    `content` where it is too long. Of one that is not `whole` the call broke off.
    """

    fax: str
    who: str
    when: datetime
    pages: int
    name: str
    content: bytes = b""
    whole: bool = True
