"""Questions and answers about the keys by which programs ask over the API."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right, Scope


class KeyView(View, frozen=True):
    """A key, but for its text. `expires` and `seen` are epoch seconds, 0 for never.

    `origin` is the address that used it last, `by` who made it, `ended` that it opens nothing.
    """

    id: str
    name: str
    scopes: tuple[Scope, ...]
    made: float
    by: str
    expires: float
    seen: float
    origin: str
    ended: bool


class ApiKeys(Answer, frozen=True):
    """In the order in which they were made."""

    keys: tuple[KeyView, ...]


class ApiKeyMade(Answer, frozen=True):
    """`text` is what the program sends; it is shown once and kept nowhere."""

    text: str
    key: KeyView


class OwnApiKey(Answer, frozen=True):
    """The key that asks."""

    key: KeyView


class GetApiKeys(Request[ApiKeys], frozen=True):
    needs: ClassVar[Right] = Right.ACCOUNTS


class MakeApiKey(Request[ApiKeyMade], frozen=True):
    """A key for a program, by the name under which the change log tells what it does.

    It ends after so many `seconds`; 0: not by itself. One that a key makes opens nothing that its
    maker does not, and ends no later: with 0 seconds at the same time.
    """

    needs: ClassVar[Right] = Right.ACCOUNTS
    name: str
    scopes: tuple[Scope, ...]
    seconds: float = 0.0


class RevokeApiKey(Request[ApiKeys], frozen=True):
    """It opens nothing from now on, nor do those that it made. `key` is its id or its name; the
    answer tells those left. A key revokes none that opens more than it does itself.
    """

    needs: ClassVar[Right] = Right.ACCOUNTS
    key: str


class GetOwnApiKey(Request[OwnApiKey], frozen=True):
    """What the key that asks is for, and until when it counts; no account asks this."""

    needs: ClassVar[Right] = Right.CONSOLE
