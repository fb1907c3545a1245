"""What the outside sees of the box. Times are seconds since the epoch by the box's clock."""

from enum import StrEnum

from appliance.wire.kinds import View
from appliance.wire.roles import Role


class AccountView(View, frozen=True):
    """Somebody who may log in; `person` is the key of whom of the office's people it is.

    `locked`: not until somebody opens it again. `sessions` counts those that are open.
    """

    user: str
    role: Role
    person: str
    locked: bool = False
    sessions: int = 0
    second_factor: bool = False
    passkeys: int = 0


class PasskeyView(View, frozen=True):
    """A passkey as its owner named it; it counts where the page is opened by the name `host`.

    `used` is when it last opened the account, 0 for never.
    """

    id: str
    name: str
    host: str
    made: float
    used: float = 0.0


class SessionView(View, frozen=True):
    """Somebody who is logged in: since when, from which address, with what; `seen` last.

    `id` names it and opens nothing. `own`: the one that asked. `how` is a word of `sessions.How`.
    """

    id: str
    user: str
    began: float
    seen: float
    origin: str
    agent: str
    own: bool = False
    how: str = ""


class AccessView(View, frozen=True):
    """What happened at the door: `who` did `what` to the account `of`, from the address `origin`.

    `what` is a word of `access_log.What`. `before` and `after` are roles, where one was changed,
    or the name of a passkey that went or came.
    """

    time: float
    who: str
    what: str
    of: str
    before: str = ""
    after: str = ""
    origin: str = ""


class BoxState(StrEnum):
    """The box in one word; `ATTENTION` whenever an issue of weight is open."""

    STARTING = "starting"
    RUNNING = "running"
    ATTENTION = "attention"
    TRIAL = "trial"  # an update proves itself
    RESTARTING = "restarting"


class Weight(StrEnum):
    """How bad an issue is, in rising order."""

    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"  # somebody cannot call


class IssueView(View, frozen=True):
    """`kind` and `subject` name it while it lasts; `text` and `remedy` are English.

    Pages in other languages translate by `kind`, with `subject` filled in.
    """

    kind: str
    subject: str
    text: str
    remedy: str
    weight: Weight
    since: float


class SocketKind(StrEnum):
    FXS = "fxs"  # a telephone goes here
    FXO = "fxo"  # a city line goes here
    E1 = "e1"
    EMPTY = "empty"  # no module in this place of the card


class SocketState(StrEnum):
    """What a socket does. Green are `IDLE`, `LIFTED`, `RINGING`, `TALKING` and `IN_SERVICE`."""

    EMPTY = "empty"
    UNCONFIGURED = "unconfigured"
    IDLE = "idle"
    LIFTED = "lifted"  # off hook without a call, or dialling
    RINGING = "ringing"
    TALKING = "talking"
    NO_LINE = "no-line"  # FXO: no battery from the exchange
    IN_SERVICE = "in-service"  # E1 without alarm
    ALARM = "alarm"  # E1 or FXS with one
    ABSENT = "absent"  # its card is not in its slot


class AlarmWord(StrEnum):
    """Span and line alarms by the field's words; `YELLOW` is RAI, `BLUE` is AIS."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    RECOVERING = "recovering"
    LOOPBACK = "loopback"
    NOT_OPEN = "not-open"
    LOS = "los"
    LFA = "lfa"
    LMFA = "lmfa"


class CallState(StrEnum):
    DIALLING = "dialling"
    RINGING = "ringing"
    TALKING = "talking"
    PARKED = "parked"  # waits until somebody takes it


class TimeslotView(View, frozen=True):
    """A timeslot of an E1, 1 to 31, that a call is on; `call` is the one of this `id`."""

    slot: int
    state: CallState
    call: str


class SocketView(View, frozen=True):
    """One socket of a card's bracket; a card's sockets come in the order a person sees them.

    `channel` is the first DAHDI channel number, 0 while it has none; `calls` counts those up.
    `number` and `name` say whose telephone it is (FXS) or which trunk group it serves, whose own
    number is the `group`. `local` and `place` tell it from others of the card as
    `core.cards.Socket` does. `slots` are an E1's that are busy, as far as Asterisk tells them.
    """

    label: str
    kind: SocketKind
    span: int
    channel: int
    channels: int
    state: SocketState
    alarms: tuple[AlarmWord, ...] = ()
    number: str = ""
    name: str = ""
    calls: int = 0
    local: int = 0
    place: int = 0
    group: str = ""
    slots: tuple[TimeslotView, ...] = ()


class CardView(View, frozen=True):
    """One line card. `number` counts from 1 as the page names it: "Card 1, port 3"."""

    key: str
    number: int
    model: str  # key of the catalogue, `virtual` or `unknown`
    name: str
    driver: str
    virtual: bool
    present: bool
    sockets: tuple[SocketView, ...]
    quirks: tuple[str, ...] = ()


class Direction(StrEnum):
    INTERNAL = "internal"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Deed(StrEnum):
    """What an asker may do with a call that is up."""

    HANG_UP = "hang-up"
    TRANSFER = "transfer"
    LISTEN = "listen"
    WHISPER = "whisper"  # only whom one listens to hears one
    JOIN = "join"  # both hear one
    PARK = "park"
    TAKE = "take"  # from parking, at one's own telephone


class CallView(View, frozen=True):
    """A call that is up. `answered` is 0 until somebody answers.

    One that is parked waits at the `space`, a number to dial, and `until` then.
    """

    id: str
    direction: Direction
    state: CallState
    caller: str
    caller_name: str
    called: str
    called_name: str
    line: str  # the outside line it uses, as a person names it; empty for internal calls
    since: float
    answered: float
    numbers: tuple[str, ...] = ()  # the internal numbers that take part
    group: str = ""  # the number of the trunk group
    queue: str = ""  # the key of the queue that the caller waits in
    may: tuple[Deed, ...] = ()  # what the asker may do with it
    space: str = ""
    until: float = 0.0


class CallResult(StrEnum):
    ANSWERED = "answered"
    VOICEMAIL = "voicemail"  # the mailbox took it
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    ABANDONED = "abandoned"  # the caller hung up first
    FAILED = "failed"
    CUT = "cut"  # the exchange died in the middle


class PastCall(View, frozen=True):
    """One row of the call history. `answered_by` is empty when nobody did."""

    key: str
    direction: Direction
    result: CallResult
    caller: str
    caller_name: str
    dialled: str
    answered_by: str
    start: float
    ring_seconds: float
    talk_seconds: float
    cause: int  # Q.850; 0 for unknown
    recorded: bool
    hung_up_by: str = ""  # `caller`, `called` or `nobody`
    answered_name: str = ""
    person: str = ""  # the key of who called
    line: str = ""  # the number of the trunk group it went over
    commented: bool = False


class Slot(StrEnum):
    A = "A"
    B = "B"


class SlotView(View, frozen=True):
    """One of the two places a release can be in. `good`: it proved itself and can be started."""

    slot: Slot
    version: str
    running: bool
    good: bool


class UpdatePhase(StrEnum):
    NONE = "none"
    RECEIVING = "receiving"
    CHECKING = "checking"
    INSTALLING = "installing"
    COPYING = "copying"  # configuration goes to the other slot
    RESTARTING = "restarting"
    TRIAL = "trial"
    KEPT = "kept"  # the trial passed
    WENT_BACK = "went-back"
    FAILED = "failed"  # the version before runs on


class GateCheck(View, frozen=True):
    """One thing an update on trial has to prove; `passed` is None while it is being tried."""

    name: str
    passed: bool | None
    text: str


class ExtensionView(View, frozen=True):
    """An internal number; `devices` in words, such as "Card 1, port 3" or "SIP 301"."""

    number: str
    name: str
    devices: tuple[str, ...]


class Impact(StrEnum):
    """What a change does to calls, in rising order."""

    NOTHING = "nothing"
    RELOAD = "reload"
    DROPS_CHANNEL_CALLS = "drops-channel-calls"
    DROPS_CARD_CALLS = "drops-card-calls"
    DROPS_NETWORK_CALLS = "drops-network-calls"
    RESTARTS_EXCHANGE = "restarts-exchange"


class LogLine(View, frozen=True):
    time: float
    priority: int  # syslog's: 0 emergency to 7 debug
    unit: str
    text: str
