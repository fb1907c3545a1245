"""`lineman mail`: what waits to be sent, and whether the server takes anything."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime

from appliance.core.errors import Fault
from appliance.core.letters import LetterKind, LetterState
from appliance.ctl.parser import Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _, language, said
from appliance.spoken.languages import mark
from appliance.wire.client import Client
from appliance.wire.mail import GetMail, LetterView, MailQueue, TestMail

_KINDS = {
    LetterKind.EMERGENCY: mark("call for help"),
    LetterKind.ALARM: mark("alarm"),
    LetterKind.FAX: mark("fax"),
    LetterKind.VOICEMAIL: mark("voice message"),
}
_STATES = {
    LetterState.WAITING: mark("waits"),
    LetterState.SENT: mark("taken"),
    LetterState.GIVEN_UP: mark("given up"),
}


def add(words: Words, group: str) -> None:
    """The word with the one that follows it."""
    word = words.word(group, "mail", queue, _("letters: what waits, what came of the last ones"))
    tried = word.sub("test", test, _("send a message now, and tell what the server answers"))
    tried.add_argument("to", metavar=_("ADDRESS"))


async def queue(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetMail())
    show(chosen, _lines(found), found)


def _lines(found: MailQueue) -> Iterator[str]:
    if not found.server:
        yield _("No mail server is set up: no letter is sent.")
    yield from table(list(map(_row, found.letters)), indent="")
    if not found.letters:
        yield _("There is no letter.")


def _row(letter: LetterView) -> tuple[str, ...]:
    when = f"{datetime.fromtimestamp(letter.made).astimezone():%Y-%m-%d %H:%M}"
    came = said(letter.error) if letter.error else letter.said
    return (when, _(_KINDS[letter.kind]), letter.to, _(_STATES[letter.state]), came)


async def test(client: Client, chosen: Namespace) -> None:
    tried = await client.ask(TestMail(chosen.to, language=language()))
    if tried.error:
        raise Fault(f"Not sent. {tried.error}")
    show(chosen, (_("The server has taken the message: %(said)s", said=tried.said),), tried)
