"""Questions and answers about the box's mail: what waits to be sent, and whether any is taken."""

from typing import ClassVar

from appliance.core.letters import LetterKind, LetterState
from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right

MOST = 50  # letters of an answer


class LetterView(View, frozen=True):
    """A letter on its way, or after its end; what it says is for its reader alone.

    `said` is what the server answered last, `error` why it did not take it, in English. `next` is
    the moment of the next try, 0 for none.
    """

    number: int
    kind: LetterKind
    to: str
    made: float
    state: LetterState
    attempts: int = 0
    tried: float = 0.0
    next: float = 0.0
    said: str = ""
    error: str = ""


class MailQueue(Answer, frozen=True):
    """The newest first. `server` is empty where none is set up; `waiting` counts what waits."""

    server: str
    waiting: int
    letters: tuple[LetterView, ...]


class MailTried(Answer, frozen=True):
    """`said` is the server's own answer where it took the message, else `error` says why not."""

    said: str = ""
    error: str = ""


class GetMail(Request[MailQueue], frozen=True):
    needs: ClassVar[Right] = Right.OFFICE


class TestMail(Request[MailTried], frozen=True):
    """Send a message to `to` now and once; the answer, within two minutes, is what came of it.

    By the settings in use, with `draft` by those of the asker's draft. `language` is the letter's.
    """

    needs: ClassVar[Right] = Right.OFFICE
    to: str
    draft: bool = False
    language: str = ""


Asked = GetMail | TestMail
