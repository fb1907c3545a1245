"""What the supervisor answers. Each is a whole value, never a difference."""

from collections.abc import Mapping
from enum import StrEnum

from appliance.wire.api_keys import ApiKeyMade, ApiKeys, OwnApiKey
from appliance.wire.bans import Bans
from appliance.wire.board import Board, Resting
from appliance.wire.certificate import Certificate, CertificateRequest
from appliance.wire.configured import (
    Changed,
    Difference,
    Draft,
    May,
    Names,
    OfficeSettings,
    Parts,
    Pending,
    Piece,
    Revisions,
    RightsOf,
    Streams,
    TableRead,
    Told,
    Uses,
)
from appliance.wire.demo import DemoTelephones
from appliance.wire.diagnosis import Diagnosis
from appliance.wire.directory import Directory
from appliance.wire.faxes import Faxes
from appliance.wire.first_start import FirstStart
from appliance.wire.history import CallTold, History, Load, Peaks, RecordingsRemoved
from appliance.wire.journal import Journal
from appliance.wire.kinds import Answer
from appliance.wire.live_state import (
    DayNight,
    LiveChanged,
    LiveChanges,
    LiveRestored,
    LiveState,
)
from appliance.wire.mail import MailQueue, MailTried
from appliance.wire.monitoring import Metrics, Monitoring, SnmpSet, SyslogTried
from appliance.wire.network import Network
from appliance.wire.roles import Right, Role
from appliance.wire.sounds import SoundFound, SoundKept, SoundsTaken, Speech
from appliance.wire.storage import Storage
from appliance.wire.views import (
    AccessView,
    AccountView,
    BoxState,
    CallView,
    CardView,
    ExtensionView,
    GateCheck,
    IssueView,
    LogLine,
    PasskeyView,
    PastCall,
    SessionView,
    Slot,
    SlotView,
    UpdatePhase,
)
from appliance.wire.webhooks import Deliveries, Delivery, WebhookMade, Webhooks
from appliance.wire.workplace import VoiceMessages, Workplace


class Done(Answer, frozen=True):
    """It was done and there is nothing to tell; also the end of a stream."""


class Refused(Answer, frozen=True):
    """`Invalid`: the admin mends it; shown at the field.

    Of a change that others came before, `since` is the revision that it was made from:
    `GetDifference` tells what they changed. 0 of any other.
    """

    field: str
    reason: str
    since: int = 0


class Failed(Answer, frozen=True):
    """`Fault`: the box could not."""

    text: str
    remedy: str = ""


class Why(StrEnum):
    LOG_IN = "log-in"  # no session, or one that ended
    RIGHTS = "rights"
    FACTOR = "factor"  # logged in, and his role owes a second factor, which is made first
    WRONG = "wrong"  # wrong name, password or set-up code
    CODE = "code"  # the password is right; `ticket` goes into GiveCode with a code
    LOCKED = "locked"  # password or passkey is right; an administrator has locked the account
    WAIT = "wait"  # too many tries; `seconds` says how long
    NOT_UNDERSTOOD = "not-understood"  # no such request, or too large


class Denied(Answer, frozen=True):
    why: Why
    seconds: float = 0.0
    ticket: str = ""


class Greeting(Answer, frozen=True):
    """What anybody may know before logging in: no version, which would say what to try."""

    name: str
    set_up: bool


class SessionOpened(Answer, frozen=True):
    """`token` goes with every request after; it is shown once."""

    token: str
    user: str
    role: Role
    expires: float


class Me(Answer, frozen=True):
    """`zone` is the office's, in whose clock times are told; empty while it cannot be read.

    `owes`: until he has made a second factor, he may ask what makes one and nothing else.
    `virtual`: the box's hardware is, and has demo telephones.
    """

    user: str
    role: Role
    expires: float
    zone: str = ""
    owes: bool = False
    virtual: bool = False


class Accounts(Answer, frozen=True):
    """Whose role `must` names owes a second factor."""

    accounts: tuple[AccountView, ...]
    must: tuple[Role, ...] = ()


class OpenSessions(Answer, frozen=True):
    """The one used last in front."""

    sessions: tuple[SessionView, ...]


class AccessLog(Answer, frozen=True):
    """Newest first."""

    entries: tuple[AccessView, ...]
    more: bool = False


class OwnAccess(Answer, frozen=True):
    """How the asker's own account is guarded; `recovery_codes` counts those not yet used.

    `opens_at` is a name of the page at which one of the passkeys opens it; empty where none does.
    """

    second_factor: bool
    recovery_codes: int = 0
    passkeys: tuple[PasskeyView, ...] = ()
    opens_at: str = ""


class PasskeyAsked(Answer, frozen=True):
    """`options` is JSON for the browser, as Web Authentication writes it: PublicKeyCredential's
    creation or request options. What the device says to it goes back with `ticket`, once, within
    two minutes.
    """

    ticket: str
    options: str


class SecondFactor(Answer, frozen=True):
    """What goes into the telephone's app, shown once: `uri` as a picture, or `secret` by hand."""

    secret: str
    uri: str


class RecoveryCodes(Answer, frozen=True):
    """Each opens the account once in place of a code; shown once."""

    codes: tuple[str, ...]


class SetupCode(Answer, frozen=True):
    """`code` is empty once the box is set up."""

    code: str


class Status(Answer, frozen=True):
    """The box at a glance. `exchange_up`: Asterisk answers; `calls` counts those up."""

    name: str
    version: str
    slot: Slot
    state: BoxState
    exchange_up: bool
    calls: int
    started: float
    issues: tuple[IssueView, ...] = ()


class Cards(Answer, frozen=True):
    """`timing`: how exact the one clock of all cards is, in per cent; None while unknown."""

    cards: tuple[CardView, ...]
    timing: float | None = None


class CallsNow(Answer, frozen=True):
    calls: tuple[CallView, ...]


class CallEnded(Answer, frozen=True):
    """One more row of history, in the event stream only."""

    call: PastCall


class Update(Answer, frozen=True):
    """`sentence` says in words how the last update ended and is kept until the next.

    `percent` belongs to the phase; `remedy` says what to do when it did not end well.
    """

    phase: UpdatePhase
    percent: int
    version: str
    slots: tuple[SlotView, ...]
    checks: tuple[GateCheck, ...] = ()
    sentence: str = ""
    remedy: str = ""


class Extensions(Answer, frozen=True):
    """`revision` goes back with the change that is made from this list."""

    revision: int
    extensions: tuple[ExtensionView, ...]


class SipAccount(Answer, frozen=True):
    """What goes into the telephone; the secret is shown once."""

    revision: int
    number: str
    account: str
    secret: str


class Log(Answer, frozen=True):
    lines: tuple[LogLine, ...]


AnyAnswer = (
    Done
    | Refused
    | Failed
    | Denied
    | Greeting
    | SessionOpened
    | Me
    | Accounts
    | OpenSessions
    | AccessLog
    | ApiKeys
    | ApiKeyMade
    | OwnApiKey
    | OwnAccess
    | SecondFactor
    | RecoveryCodes
    | PasskeyAsked
    | SetupCode
    | Status
    | Cards
    | CallsNow
    | History
    | CallTold
    | Peaks
    | CallEnded
    | Board
    | Directory
    | Faxes
    | Resting
    | Update
    | Extensions
    | SipAccount
    | Log
    | Diagnosis
    | Journal
    | Storage
    | Network
    | Load
    | Changed
    | Pending
    | Parts
    | Names
    | OfficeSettings
    | Streams
    | RightsOf
    | May
    | Told
    | TableRead
    | Revisions
    | Difference
    | Piece
    | LiveState
    | DayNight
    | Certificate
    | CertificateRequest
    | LiveChanges
    | LiveChanged
    | LiveRestored
    | Uses
    | Draft
    | Bans
    | FirstStart
    | Webhooks
    | WebhookMade
    | Deliveries
    | Delivery
    | MailQueue
    | MailTried
    | Metrics
    | Monitoring
    | SnmpSet
    | SyslogTried
    | SoundKept
    | Speech
    | RecordingsRemoved
    | SoundFound
    | SoundsTaken
    | Workplace
    | VoiceMessages
    | DemoTelephones
)
Event = (
    Status
    | Cards
    | CallsNow
    | Resting
    | CallEnded
    | Update
    | Pending
    | LiveChanged
    | DayNight
    | DemoTelephones
)
EVENT_RIGHTS: Mapping[type, Right] = {
    Cards: Right.STATE,
    Resting: Right.BOARD,
    Update: Right.STATE,
    Pending: Right.OFFICE,
    LiveChanged: Right.AUDIT,
    DayNight: Right.STATE,
    DemoTelephones: Right.OFFICE,
}
"""What `Subscribe` tells only to who may ask for it; all else is told to whoever has logged in."""
