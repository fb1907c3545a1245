"""Live state: what telephones change by themselves, kept by Asterisk in AstDB and never compiled.

Each entry is `family/key`. Where there is none, what was compiled holds. Asterisk alone writes it,
so it works with the supervisor dead, and it is never part of a revision. Whatever a telephone
changes it also notes in the journal, a family of its own, until the supervisor has read it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Family(StrEnum):
    """Families of AstDB, in the names FreePBX gives them."""

    FORWARD_ALL = "CF"
    FORWARD_BUSY = "CFB"
    FORWARD_NO_ANSWER = "CFU"
    FOLLOW_ME = "FOLLOWME"
    DO_NOT_DISTURB = "DND"
    CALL_WAITING = "CW"
    NO_INTERCOM = "NOINTERCOM"
    DAY_NIGHT = "DAYNIGHT"
    BLOCK_LIST = "BLACKLIST"
    QUEUE_OUT = "QUEUEOUT"
    QUEUE_PAUSE = "QUEUEPAUSE"
    CAMP_ON = "CAMPON"
    WAKE_UP = "WAKEUP"
    SPEED_DIAL = "SPEEDDIAL"
    LAST_CALLER = "LASTCALLER"
    LAST_DIALLED = "REDIAL"
    IDLE_SINCE = "IDLESINCE"
    NO_LINE = "NOLINE"
    CAMPED = "CAMPED"
    CALL_BACK = "CALLBACK"
    DESK = "DESK"
    AT_DESK = "ATDESK"
    WRONG_PINS = "WRONGPIN"
    DOOR = "DOOR"
    PROMPT = "PROMPT"
    SPENT = "SPENT"
    LIMIT_MET = "LIMITMET"
    LINES_SPENT = "TRUNKSPENT"
    LINES_DEAR = "TRUNKDEAR"
    LINES_MET = "TRUNKMET"
    CLOCK = "CLOCK"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the key of a family is and which values it holds."""

    key: str
    value: str


FAMILIES: dict[Family, Kept] = {
    Family.FORWARD_ALL: Kept("extension", "the number every call goes to"),
    Family.FORWARD_BUSY: Kept("extension", "the number calls go to while the telephone is busy"),
    Family.FORWARD_NO_ANSWER: Kept("extension", "the number calls go to when nobody answers"),
    Family.FOLLOW_ME: Kept("extension", "the number outside that rings along with the telephone"),
    Family.DO_NOT_DISTURB: Kept("extension", "YES"),
    Family.CALL_WAITING: Kept("extension", "YES: a tone in the talk tells of a second call"),
    Family.NO_INTERCOM: Kept("extension", "YES: it never answers by itself"),
    Family.DAY_NIGHT: Kept("code of a schedule", "DAY, open by hand, or NIGHT, closed by hand"),
    Family.BLOCK_LIST: Kept(
        "number of a caller, E.164 digits", "YES: blocked; NO: not, whatever the block list says"
    ),
    Family.QUEUE_OUT: Kept("extension", "YES: it is logged out of the queues that it serves"),
    Family.QUEUE_PAUSE: Kept("extension", "YES: its queues do not ring it for a while"),
    Family.CAMP_ON: Kept("extension", "the number it waits for, `+`, since when, as WAKEUP"),
    Family.WAKE_UP: Kept("extension", "when it rings to wake, in seconds since the epoch"),
    Family.SPEED_DIAL: Kept("extension-key", "the number that the key calls"),
    Family.LAST_CALLER: Kept("extension", "who called it last, UNKNOWN for who hid his number"),
    Family.LAST_DIALLED: Kept("extension", "the number it dialled last"),
    Family.IDLE_SINCE: Kept("extension", "when its last call ended, as WAKEUP: of groups that ask"),
    Family.NO_LINE: Kept("extension", "the number it found no line to, and which lines may do"),
    Family.CAMPED: Kept("extension", "when somebody who waits for it was rung, as WAKEUP"),
    Family.CALL_BACK: Kept(
        "key of a queue, `-`, number that is called back",
        "since when, as WAKEUP, `+`, which try, `+told` when it is about to be called",
    ),
    Family.DESK: Kept("extension", "who is logged in at its telephones, by his number"),
    Family.AT_DESK: Kept("extension", "where its owner is logged in; holds while DESK agrees"),
    Family.WRONG_PINS: Kept("extension", "how many wrong PINs, `+`, when the last, as WAKEUP"),
    Family.DOOR: Kept("extension", "nothing: of what its owner lifts only the journal tells"),
    Family.PROMPT: Kept("key of a prompt", "what was recorded of it, until it lies in its place"),
    Family.SPENT: Kept("extension", "YYYYMMDD and the seconds of that day's calls to the outside"),
    Family.LIMIT_MET: Kept("extension", "YYYYMMDD and CALLS, MINUTES or PINS: the limit met"),
    Family.LINES_SPENT: Kept("number of a trunk group", "as SPENT, of calls over its lines"),
    Family.LINES_DEAR: Kept("number of a trunk group", "YYYYMMDD and that day's dear calls"),
    Family.LINES_MET: Kept("number of a trunk group", "YYYYMMDD and CALLS, MINUTES or DEAR"),
    Family.CLOCK: Kept("`box`", "LOST while the box does not know the time: set at its start"),
}
"""The only list of what Asterisk keeps by itself. Lamps of it: `Custom:` device states."""

OF_EXTENSIONS = tuple(
    family for family, kept in FAMILIES.items() if kept.key.partition("-")[0] == "extension"
)
FORWARDS = (Family.FORWARD_ALL, Family.FORWARD_BUSY, Family.FORWARD_NO_ANSWER)
BY_CALLS = (
    Family.LAST_CALLER,
    Family.LAST_DIALLED,
    Family.IDLE_SINCE,
    Family.NO_LINE,
    Family.CAMPED,
    Family.CALL_BACK,
    Family.AT_DESK,
    Family.WRONG_PINS,
    Family.DOOR,
    Family.PROMPT,
    Family.SPENT,
    Family.LIMIT_MET,
    Family.LINES_SPENT,
    Family.LINES_DEAR,
    Family.LINES_MET,
)
"""What calls change by the way, and nobody sets."""
SET_BY_PEOPLE = (
    *(each for each in OF_EXTENSIONS if each not in BY_CALLS),
    Family.DAY_NIGHT,
    Family.BLOCK_LIST,
)
"""What is mirrored, audited and backed up; the box sets the others by itself."""
LAMPS = "CustomDevstate"  # where Asterisk keeps its `Custom:` device states
OF_AGENTS = (Family.QUEUE_OUT, Family.QUEUE_PAUSE)
"""While either has an entry no queue rings the number; the exchange's queues are told of both."""
LIT = (Family.DO_NOT_DISTURB, Family.DAY_NIGHT, *OF_AGENTS)  # families whose entries have a lamp
OWNERS = "OWNER"  # the family of whose each number was when it was looked at last, by key
BOXES = "MAILBOX"  # the family of which mailboxes there were then
ACCOUNTS = "ACCOUNT"  # the family of which secret each SIP account had then, as a digest
CONTACTS = "registrar/contact"  # where Asterisk keeps who is registered: ACCOUNT;@… is the key
JOURNAL = "CHANGED"  # the family of what was changed and not yet read

MAILBOX = "box+"
"""WRONG_PINS of a mailbox begin so, before its number; those of a room have its key."""
CALLS_MET, MINUTES_MET, PINS_MET, DEAR_MET = "CALLS", "MINUTES", "PINS", "DEAR"
YES, NO, DAY, NIGHT, LOST, UNKNOWN = "YES", "NO", "DAY", "NIGHT", "LOST", "UNKNOWN"
BOX = "box"
LONGEST_SPEED_DIAL = 30  # keys of what one key calls

Entry = tuple[Family, str]
"""A family and the key in it."""
Entries = Mapping[Entry, str]
"""Values that are there; what has none is not."""


def read(family: Family, key: str) -> str:
    """The entry as the dialplan reads it; empty where there is none."""
    return f"${{DB({family}/{key})}}"


def speed_dial_key(number: str, key: str) -> str:
    """Where the number is kept that a key of the telephone calls."""
    return f"{number}-{key}"


def waited_for(value: str) -> str:
    """The number in an entry of CAMP_ON."""
    return value.partition("+")[0]


def extension_in(key: str) -> str:
    """Whose number an entry of `OF_EXTENSIONS` belongs to."""
    return key.partition("-")[0]


def met_today(entries: Mapping[str, str], today: date) -> dict[str, str]:
    """Which limit each number or group met today, by what LIMIT_MET or LINES_MET keeps."""
    begin = f"{today:%Y%m%d}"
    return {
        number: value.removeprefix(begin)
        for number, value in entries.items()
        if value in {begin + met for met in (CALLS_MET, MINUTES_MET, PINS_MET, DEAR_MET)}
    }


class Where(StrEnum):
    """How an entry was changed."""

    TELEPHONE = "telephone"  # by a feature code; `who` is the telephone's number
    ADMIN = "admin"  # over the wire; `who` is the user
    BOX = "box"  # by the box itself, as a number that went
    ELSEWHERE = "elsewhere"  # past both, such as by hand in Asterisk's console


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry of the journal: `key` sorts by time, `value` empty: the entry went."""

    key: str
    entry: Entry
    value: str
    who: str
    where: Where

    @property
    def time(self) -> float:
        """Seconds since the epoch, by the box's clock."""
        seconds = self.key.partition("-")[0]
        return float(seconds) if seconds.isdecimal() else 0.0

    @property
    def text(self) -> str:
        """As it stands in AstDB, which `noted` reads."""
        family, key = self.entry
        return journal_text(family, key, self.value, self.where, self.who)


@dataclass(frozen=True, slots=True)
class LiveChange:
    """One line of the audit. What is empty was not, or is not there."""

    time: float
    entry: Entry
    before: str
    after: str
    who: str
    where: Where


def journal_text(family: Family, key: str, value: str, where: Where, who: str) -> str:
    """What is noted of a change; in the dialplan its parts may be variables."""
    return f"{family}/{key}|{value}|{where}|{who}"


def noted(key: str, text: str) -> Noted | None:
    """An entry of the journal as it was read; None for what nobody of ours wrote."""
    about, *rest = text.split("|", 3)
    family, _, name = about.partition("/")
    if len(rest) != 3 or family not in set(Family) or rest[1] not in set(Where) or not name:
        return None
    value, where, who = rest
    return Noted(key, (Family(family), name), value, who, Where(where))


def replayed(before: Entries, journal: Iterable[Noted]) -> Iterator[LiveChange]:
    """What the journal says was changed, in its order; what changed nothing is left out."""
    now = dict(before)
    for each in sorted(journal, key=lambda noted: noted.key):
        was = now.get(each.entry, "")
        if was != each.value:
            now[each.entry] = each.value
            yield LiveChange(each.time, each.entry, was, each.value, each.who, each.where)


def differing(before: Entries, after: Entries) -> Iterator[tuple[Entry, str, str]]:
    """Entries that differ, with what they were and are."""
    for entry in sorted(before.keys() | after.keys()):
        was, value = before.get(entry, ""), after.get(entry, "")
        if was != value:
            yield entry, was, value
