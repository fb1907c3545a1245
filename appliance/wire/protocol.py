"""Everything that the outside may ask of the supervisor; there is no other way in.

A frame is four bytes of length, big-endian, and that much JSON; at most `LARGEST_FRAME`. A
connection carries one question (`Ask`) at a time. The answer is one `AnyAnswer`; to a `Stream`
request it is any number of events and in the end `Done`, `Refused`, `Failed` or `Denied`. A file
travels as a descriptor (SCM_RIGHTS) with the question's first byte.
"""

from typing import ClassVar

import msgspec

from appliance.wire import (
    access,
    certificate,
    demo,
    faxes,
    live_state,
    mail,
    monitoring,
    sounds,
    webhooks,
    workplace,
)
from appliance.wire.answers import (
    AnyAnswer,
    CallsNow,
    Cards,
    Done,
    Event,
    Extensions,
    Greeting,
    Log,
    Me,
    SessionOpened,
    SetupCode,
    SipAccount,
    Status,
    Update,
)
from appliance.wire.api_keys import GetApiKeys, GetOwnApiKey, MakeApiKey, RevokeApiKey
from appliance.wire.bans import GetBans, Unban
from appliance.wire.board import GetBoard, GetResting
from appliance.wire.calls import (
    CommentCall,
    HangUp,
    ListenIn,
    ParkCall,
    PlaceCall,
    RingTelephone,
    TakeParked,
    TransferCall,
)
from appliance.wire.configuration import (
    CancelPending,
    Confirm,
    DropDraft,
    Edit,
    Export,
    GetDifference,
    GetDraft,
    GetMay,
    GetNames,
    GetOffice,
    GetPart,
    GetParts,
    GetPending,
    GetRevisions,
    GetRights,
    GetStep,
    GetStreams,
    GetSupportBundle,
    GetUses,
    Import,
    ImportTable,
    KeepInDraft,
    LeaveOut,
    MakeDraft,
    Revert,
    TakeOver,
    Trace,
)
from appliance.wire.configured import Changed
from appliance.wire.diagnosis import GetDiagnosis
from appliance.wire.directory import GetDirectory
from appliance.wire.first_start import GetFirstStart, MarkStep
from appliance.wire.history import (
    GetCall,
    GetCallTable,
    GetHistory,
    GetLoad,
    GetPeaks,
    GetRecording,
    RemoveRecordings,
)
from appliance.wire.journal import GetJournal, GetJournalText
from appliance.wire.kinds import Change, Request, Stream
from appliance.wire.network import GetNetwork
from appliance.wire.roles import Right
from appliance.wire.storage import GetStorage

LARGEST_FRAME = 1 << 20
LARGEST_UPDATE = 400 << 20  # bytes of a bundle, whichever way it comes
MOST_ROWS = 200


# Before and about logging in


class Hello(Request[Greeting], frozen=True):
    """Is the supervisor there, and is the box set up? The web page's /healthz asks this too."""

    needs: ClassVar[Right] = Right.DOOR


class SetUp(Request[SessionOpened], frozen=True):
    """First set-up: the code from the box's screen makes the first admin, once.

    `origin` is the browser's address; too many wrong codes from one make it wait.
    """

    needs: ClassVar[Right] = Right.DOOR
    code: str
    user: str
    password: str
    origin: str = ""
    agent: str = ""


class LogIn(Request[SessionOpened], frozen=True):
    """`origin` is the browser's address; too many wrong tries from one make it wait.

    `agent` is what the browser calls itself; it is shown in the list of open sessions.
    """

    needs: ClassVar[Right] = Right.DOOR
    user: str
    password: str
    origin: str = ""
    agent: str = ""


class LogOut(Request[Done], frozen=True):
    """Ends the session that the question carries."""

    needs: ClassVar[Right] = Right.OWN


class WhoAmI(Request[Me], frozen=True):
    needs: ClassVar[Right] = Right.OWN


class GetSetupCode(Request[SetupCode], frozen=True):
    needs: ClassVar[Right] = Right.CONSOLE


# The box


class GetStatus(Request[Status], frozen=True):
    needs: ClassVar[Right] = Right.OWN


class GetCards(Request[Cards], frozen=True):
    needs: ClassVar[Right] = Right.STATE


class GetCalls(Request[CallsNow], frozen=True):
    needs: ClassVar[Right] = Right.OWN


class Subscribe(Stream[Event], frozen=True):
    """Status, Cards, CallsNow, Resting, DayNight and Update as they are now, then each when it
    changes.

    Besides a CallEnded for every call that ends, of those that the asker may see, and to who may
    ask for it (`answers.EVENT_RIGHTS`) the change that waits (Pending), and each change of live
    state (LiveChanged).
    """

    needs: ClassVar[Right] = Right.OWN


class GetLog(Request[Log], frozen=True):
    needs: ClassVar[Right] = Right.CONSOLE
    lines: int = 100


# Changes of the configuration that have a question of their own; `configuration.py` has the others.


class GetExtensions(Request[Extensions], frozen=True):
    needs: ClassVar[Right] = Right.OFFICE


class RenameExtension(Change[Changed], frozen=True):
    base: int
    number: str
    name: str


class AddSipPhone(Request[SipAccount], frozen=True):
    """An empty `number` takes the next free one from 301."""

    needs: ClassVar[Right] = Right.OFFICE
    base: int
    name: str
    number: str = ""


class RemoveExtension(Change[Changed], frozen=True):
    base: int
    number: str


class SetOperator(Change[Changed], frozen=True):
    """Who is rung when a call from outside meant nobody else; empty: such calls are refused."""

    base: int
    number: str


class RouteDid(Change[Changed], frozen=True):
    """Calls to one of our numbers ring `to`; empty takes the route away."""

    base: int
    did: str
    to: str


class SetRecording(Change[Changed], frozen=True):
    """`which`: `none`, `outside` or `all`."""

    base: int
    which: str


class ForgetCard(Change[Changed], frozen=True):
    """Free the numbers of a card that will not come back."""

    base: int
    key: str


# Updates


class GetUpdate(Request[Update], frozen=True):
    needs: ClassVar[Right] = Right.STATE


class InstallUpdate(Stream[Update], frozen=True):
    """Install a bundle into the spare slot and restart into it on trial.

    The bundle is at `url` (http or https); when that is empty it is read to its end from the
    descriptor that came with the question, a file or a pipe. `size` in bytes, when known, makes
    the percentage of receiving.
    """

    needs: ClassVar[Right] = Right.BOX
    url: str = ""
    size: int = 0


class Restart(Request[Done], frozen=True):
    """Restart the whole box; calls drop."""

    needs: ClassVar[Right] = Right.BOX


AnyRequest = (
    Hello
    | SetUp
    | LogIn
    | LogOut
    | WhoAmI
    | GetApiKeys
    | MakeApiKey
    | RevokeApiKey
    | GetOwnApiKey
    | GetSetupCode
    | GetStatus
    | GetCards
    | GetCalls
    | GetHistory
    | GetCall
    | GetCallTable
    | GetRecording
    | GetPeaks
    | RemoveRecordings
    | CommentCall
    | GetBoard
    | GetResting
    | HangUp
    | TransferCall
    | ParkCall
    | TakeParked
    | ListenIn
    | Subscribe
    | GetLog
    | GetDiagnosis
    | GetJournal
    | GetJournalText
    | GetStorage
    | GetNetwork
    | GetLoad
    | GetExtensions
    | RenameExtension
    | AddSipPhone
    | RemoveExtension
    | SetOperator
    | RouteDid
    | SetRecording
    | ForgetCard
    | GetUpdate
    | InstallUpdate
    | Restart
    | GetParts
    | GetNames
    | GetPart
    | GetOffice
    | GetStreams
    | GetRights
    | GetMay
    | Trace
    | Edit
    | Revert
    | GetPending
    | Confirm
    | CancelPending
    | GetRevisions
    | GetSupportBundle
    | Export
    | GetDifference
    | Import
    | ImportTable
    | live_state.Asked
    | GetUses
    | certificate.Asked
    | GetFirstStart
    | MarkStep
    | RingTelephone
    | PlaceCall
    | GetDirectory
    | access.Asked
    | webhooks.Asked
    | mail.Asked
    | monitoring.Asked
    | sounds.Asked
    | faxes.Asked
    | demo.Asked
    | workplace.Asked
    | GetBans
    | Unban
    | GetDraft
    | GetStep
    | KeepInDraft
    | LeaveOut
    | TakeOver
    | DropDraft
    | MakeDraft
)


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question. `session` is the token of a log-in, or the key of a program.

    `origin` is the address that a program asks from: too many wrong keys from one make it wait.

    `console` claims root's own right without a log-in; the peer's uid must bear it out. The web
    page never sets it, so it never has more rights than its visitor.
    """

    request: AnyRequest
    session: str = ""
    console: bool = False
    origin: str = ""


def encode(message: Ask | AnyAnswer) -> bytes:
    """The JSON of one frame."""
    return msgspec.json.encode(message)


_asks = msgspec.json.Decoder(Ask)
_answers: msgspec.json.Decoder[AnyAnswer] = msgspec.json.Decoder(AnyAnswer)


def decode_ask(frame: bytes) -> Ask:
    """Raises msgspec.DecodeError for anything that is no question of ours."""
    return _asks.decode(frame)


def decode_answer(frame: bytes) -> AnyAnswer:
    """Raises msgspec.DecodeError for anything that is no answer of ours."""
    return _answers.decode(frame)
