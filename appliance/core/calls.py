"""One call with its legs: who, whom, when, how long, and how it ended."""

from dataclasses import dataclass
from enum import StrEnum

ON_DEMAND = "-now-"
"""What the name of a recording has that somebody began by a key in the talk."""
RECORD_NOW = "sub-record-now"  # the context in which that is done
CAMP_ON_LOOK = "camp-on-look"  # the context that looks whether somebody, or a line, is free
CALL_BACK_KEYS = "call-back-keys-"
CALL_BACK_KEPT = "call-back-kept-"
CALL_BACK_CALLING = "call-back-calling-"
"""How contexts begin, before a queue's key: what its callers press, where who hung up waits on for
his turn, and what calls him then.
"""
NO_FAX = "full"
"""A file beside the faxes: while it is there, none is taken, as there is no room."""
WHOLE = ".whole"
"""Ends the name of a file beside a fax of which all pages came."""
FAX_WHOLE = "SUCCESS"
"""Of such a fax, in Asterisk's word."""
HELP_RINGS, HELP_SAID = "help-rings", "help-said"
"""Contexts of telephones that are told of a call for help: how they ring, and what they say."""
HELP_SECONDS = 180  # that such a telephone rings at most
PAGING = "page"  # the context in which somebody speaks to all telephones of a group
PAGE_CALL, PAGE_LISTEN = "page-call", "page-listen"  # those in which each of them is called
PAGE = "page-"
"""How the name of an announcement's conference begins, before the unique id of who speaks."""
CHECK_CONTEXT = "lineman-check"  # calls the box makes to itself are no history


class Direction(StrEnum):
    INTERNAL = "internal"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Result(StrEnum):
    ANSWERED = "answered"
    VOICEMAIL = "voicemail"  # nobody took it; the mailbox did
    BUSY = "busy"
    NO_ANSWER = "no answer"
    ABANDONED = "abandoned"  # the caller hung up first
    FAILED = "failed"
    CUT = "cut"  # Asterisk died while the call was up


class HungUpBy(StrEnum):
    CALLER = "caller"
    CALLED = "called"
    NOBODY = "nobody"  # cut, or ended by the exchange


class Part(StrEnum):
    """What a channel was in a call."""

    CALLER = "caller"
    CALLED = "called"
    TOOK_UP = "took up"  # picked up what rang elsewhere, or took it from parking
    ASKED = "asked"  # asked somebody before handing the call over
    LISTENED = "listened"  # listened, whispered or joined; no part of the talk itself


class Deed(StrEnum):
    """What happened in a call besides ringing and talking."""

    QUEUED = "queued"
    KEEPS_TURN = "keeps turn"  # left the queue, and is called back
    CALLED_BACK = "called back"  # the queue called who had kept his turn
    MENU = "menu"
    MAILBOX = "mailbox"
    PROMPT = "prompt"
    CONFERENCE = "conference"
    FAX = "fax"  # sent one to us
    ANNOUNCED = "announced"  # spoke to all telephones of a group
    BLIND = "blind"  # handed over without asking
    ATTENDED = "attended"
    PICKED_UP = "picked up"
    PARKED = "parked"
    TAKEN_BACK = "taken back"  # from parking, by somebody or by running out of time
    LISTENED = "listened"
    WHISPERED = "whispered"
    JOINED = "joined"
    RECORDED = "recorded"  # from then on, by a key


@dataclass(frozen=True, slots=True)
class Happening:
    """At `time` `who` did it, to `whom`: numbers, or the key of a queue, menu or mailbox."""

    time: float
    deed: Deed
    who: str
    whom: str


@dataclass(frozen=True, slots=True)
class Leg:
    """One channel's part of a call. Times in seconds since the epoch; 0 for what never was.

    `person` is the key of whose number it was then, `line` the number of the trunk group.
    """

    channel: str
    unique: str
    number: str
    name: str
    start: float
    answer: float
    end: float
    cause: int  # Q.850; 0 when it was cut
    part: Part = Part.CALLED
    person: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call, one row. `key` is its identity for good: boot and first linked id."""

    key: str
    links: tuple[str, ...]  # linked ids that were merged into it
    direction: Direction
    caller: str
    caller_name: str
    dialled: str
    answered_by: str
    start: float
    answer: float
    end: float
    result: Result
    cut: bool
    hung_up_by: HungUpBy
    cause: int
    recordings: tuple[str, ...]
    legs: tuple[Leg, ...]
    talked: float = -1.0  # seconds in which people were connected; -1: an old row does not say
    happened: tuple[Happening, ...] = ()
    context: str = ""  # where the caller began in the dialplan
    last_app: str = ""  # what the dialplan did with the caller last
    last_data: str = ""

    @property
    def ring_seconds(self) -> float:
        return max(0.0, (self.answer or self.end) - self.start)

    @property
    def talk_seconds(self) -> float:
        if self.talked >= 0:
            return self.talked
        return max(0.0, self.end - self.answer) if self.answer else 0.0
