"""Questions about who may come in: accounts, sessions, the second factor, the log of the door."""

from typing import ClassVar

from appliance.wire.answers import (
    AccessLog,
    Accounts,
    Done,
    OpenSessions,
    OwnAccess,
    PasskeyAsked,
    RecoveryCodes,
    SecondFactor,
    SessionOpened,
)
from appliance.wire.kinds import Request
from appliance.wire.roles import Right, Role

MOST_ENTRIES = 200


class GiveCode(Request[SessionOpened], frozen=True):
    """The second half of a log-in: the ticket of the first, and a code of the app.

    A recovery code will do instead, once. A ticket holds for five minutes.
    """

    needs: ClassVar[Right] = Right.DOOR
    ticket: str
    code: str
    origin: str = ""
    agent: str = ""


class ChangePassword(Request[Done], frozen=True):
    """Ends every other session of this user."""

    needs: ClassVar[Right] = Right.OWN
    old: str
    new: str


class GetAccounts(Request[Accounts], frozen=True):
    """Who may log in."""

    needs: ClassVar[Right] = Right.ACCOUNTS


class SetAccount(Request[Done], frozen=True):
    """Make an account, or change one; with an empty `password` the one it has stays.

    `role` is one of `roles.ROLES`. `person` is the key of whom of the office's people it belongs
    to: it sees that person's calls and what relations open. A change of somebody else's account
    ends its sessions.
    """

    needs: ClassVar[Right] = Right.ACCOUNTS
    user: str
    password: str = ""
    role: Role = Role.EMPLOYEE
    person: str = ""


class RemoveAccount(Request[Done], frozen=True):
    """Nobody takes away his own."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    user: str


class LockAccount(Request[Done], frozen=True):
    """Nobody logs in by it until it is opened again; its sessions end. Nobody locks his own."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    user: str
    locked: bool


class LiftDelays(Request[Done], frozen=True):
    """Whoever waits because of wrong passwords and codes need not wait any longer."""

    needs: ClassVar[Right] = Right.ACCOUNTS


class GetSessions(Request[OpenSessions], frozen=True):
    """Where the asker is logged in."""

    needs: ClassVar[Right] = Right.OWN


class EndSession(Request[Done], frozen=True):
    """End one of the asker's own sessions; an empty `id` ends all but the one that asks.

    Whoever sits down at a browser that was left open locks nobody out with it: `password` is asked.
    """

    needs: ClassVar[Right] = Right.OWN
    password: str
    id: str = ""


class GetEverySession(Request[OpenSessions], frozen=True):
    """Who is logged in, and where."""

    needs: ClassVar[Right] = Right.ACCOUNTS


class EndSessions(Request[Done], frozen=True):
    """End every session of an account, but for the one that asks."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    user: str


class GetAccessLog(Request[AccessLog], frozen=True):
    """What happened at the door; with `before` older than that moment."""

    needs: ClassVar[Right] = Right.AUDIT
    before: float = 0.0
    limit: int = 50


class GetOwnAccess(Request[OwnAccess], frozen=True):
    needs: ClassVar[Right] = Right.OWN


class BeginSecondFactor(Request[SecondFactor], frozen=True):
    """A fresh secret for the app; it counts once a code of it was given."""

    needs: ClassVar[Right] = Right.OWN
    password: str


class ConfirmSecondFactor(Request[RecoveryCodes], frozen=True):
    """From now on a code is wanted at each log-in. Ends every other session of this user."""

    needs: ClassVar[Right] = Right.OWN
    code: str


class RenewRecoveryCodes(Request[RecoveryCodes], frozen=True):
    """The old ones no longer count."""

    needs: ClassVar[Right] = Right.OWN
    password: str


class EndSecondFactor(Request[Done], frozen=True):
    """The password alone counts again."""

    needs: ClassVar[Right] = Right.OWN
    password: str


class DropSecondFactor(Request[Done], frozen=True):
    """Of an account whose owner lost telephone and recovery codes; its sessions end."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    user: str


class WantSecondFactor(Request[Done], frozen=True):
    """Of these roles and no other: who has none makes one at his next log-in, and reaches nothing
    else until then. Sessions of theirs that a password alone opened end.

    Nobody asks of others what he has not done himself; at the console it is always set and lifted.
    """

    needs: ClassVar[Right] = Right.ACCOUNTS
    roles: tuple[Role, ...]


class BeginPasskey(Request[PasskeyAsked], frozen=True):
    """What a device is asked for a new passkey. `name` is for the owner to know it by.

    `site` is the name and port by which the page was opened, as they stand in its address.
    """

    needs: ClassVar[Right] = Right.OWN
    password: str
    name: str
    site: str


class AddPasskey(Request[Done], frozen=True):
    """From now on it opens the account. What the browser gave is in base64url."""

    needs: ClassVar[Right] = Right.OWN
    ticket: str
    client_data: str
    attestation: str


class RemovePasskey(Request[Done], frozen=True):
    """One of the asker's own; ends every other session of this user."""

    needs: ClassVar[Right] = Right.OWN
    id: str


class DropPasskeys(Request[Done], frozen=True):
    """All of an account whose owner lost the device that keeps them; its sessions end."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    user: str


class BeginPasskeyLogIn(Request[PasskeyAsked], frozen=True):
    """What a device is asked to prove; with an empty `user` it offers the passkeys that it keeps.

    `site` is the name and port by which the page was opened, as they stand in its address.
    """

    needs: ClassVar[Right] = Right.DOOR
    site: str
    user: str = ""
    origin: str = ""


class LogInByPasskey(Request[SessionOpened], frozen=True):
    """What a device proved, in base64url; it counts as password and code in one.

    Invalid says which of its rules was broken; an account that is locked stays so.
    """

    needs: ClassVar[Right] = Right.DOOR
    ticket: str
    id: str
    client_data: str
    authenticator_data: str
    signature: str
    handle: str = ""
    origin: str = ""
    agent: str = ""


Asked = (
    GiveCode
    | ChangePassword
    | GetAccounts
    | SetAccount
    | RemoveAccount
    | LockAccount
    | LiftDelays
    | GetSessions
    | EndSession
    | GetEverySession
    | EndSessions
    | GetAccessLog
    | GetOwnAccess
    | BeginSecondFactor
    | ConfirmSecondFactor
    | RenewRecoveryCodes
    | EndSecondFactor
    | DropSecondFactor
    | WantSecondFactor
    | BeginPasskey
    | AddPasskey
    | RemovePasskey
    | DropPasskeys
    | BeginPasskeyLogIn
    | LogInByPasskey
)
