"""What a person may do: roles bundle rights, and a person can differ from the role."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TypeVar

from appliance.core.directions import ALWAYS, Direction
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber, check_between
from appliance.core.text import DisplayName
from appliance.core.trunks import LONGEST_CALL, Recording


class Function(StrEnum):
    """What a telephone can do besides calling, as far as it is a right."""

    FORWARD = "forward"
    DO_NOT_DISTURB = "do not disturb"
    DAY_NIGHT = "day and night"  # switches schedules for the whole office
    PICK_LINE = "pick a line"  # `#N` before a number takes trunk group N
    RECORD = "record"  # a talk of one's own, from a key on
    DIAL_IN = "dial in"  # calls on from outside, with the PIN
    ANNOUNCE = "announce"  # speaks to all telephones of a hunt group at once
    BLOCK = "block callers"  # for the whole office
    PROMPTS = "record announcements"  # that all callers hear


class Reach(StrEnum):
    """Whose recordings a person may hear."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


E = TypeVar("E", bound=StrEnum)
EVERY_DIRECTION = tuple(each for each in Direction if each not in ALWAYS)
CHEAP = (
    Direction.FREE,
    Direction.CITY,
    Direction.LONG_DISTANCE,
    Direction.MOBILE,
    Direction.OTHER,
)
"""What is open until an admin decides; who wants the dear ones opens them."""
EVERY_FUNCTION = tuple(Function)
_UNUSUAL = frozenset(
    {Function.RECORD, Function.DIAL_IN, Function.ANNOUNCE, Function.BLOCK, Function.PROMPTS}
)
USUAL_FUNCTIONS = tuple(each for each in Function if each not in _UNUSUAL)
"""What is open until an admin decides: whom one talks to is not recorded unasked, a PIN that
somebody guesses opens no line, nobody is spoken to by whoever lifts a receiver, no caller is
turned away by him, and nobody else's words are put in the place of what callers hear.
"""
MOST_CALLS = 100  # of one person at once


@dataclass(frozen=True, slots=True)
class Rights:
    """All a person may do. Internal calls and emergency numbers are everybody's.

    `hours` names a schedule: while that is closed, only `out_of_hours` directions are open.
    Directions in `pin_for` ask for the person's PIN. `priority` may take lines that groups hold in
    reserve. `longest_minutes` ends calls to the outside, 0 does not. `trunk_groups` None: all.
    `calls_at_once` and `minutes_a_day` limit calls to the outside, 0 does not; each call holds its
    longest length of the day's minutes while it lasts.
    `mailboxes` are those of others that may be heard.
    """

    directions: tuple[Direction, ...] = CHEAP
    trunk_groups: tuple[int, ...] | None = None
    functions: tuple[Function, ...] = USUAL_FUNCTIONS
    pin_for: tuple[Direction, ...] = ()
    hours: Key | None = None
    out_of_hours: tuple[Direction, ...] = ()
    priority: bool = False
    longest_minutes: int = 0
    recording: Recording | None = None  # None: as the office does
    recordings: Reach = Reach.OWN
    mailboxes: tuple[ExtensionNumber, ...] = ()
    calls_at_once: int = 0
    minutes_a_day: int = 0

    def __post_init__(self) -> None:
        for name in ("directions", "pin_for", "out_of_hours"):
            _in_order(name, getattr(self, name), Direction)
            _check_asked(name, getattr(self, name))
        _in_order("functions", self.functions, Function)
        if self.trunk_groups is not None and len(set(self.trunk_groups)) != len(self.trunk_groups):
            raise Invalid("trunk groups", "one group is named twice; name it once")
        if self.out_of_hours and self.hours is None:
            raise Invalid("hours", "choose the schedule that says when it is out of hours")
        check_between("longest call", self.longest_minutes, 0, LONGEST_CALL)
        check_between("calls at once", self.calls_at_once, 0, MOST_CALLS)
        check_between("minutes a day", self.minutes_a_day, 0, LONGEST_CALL)


def _check_asked(field: str, directions: tuple[Direction, ...]) -> None:
    if set(ALWAYS) & set(directions):
        raise Invalid(field, "internal and emergency calls are everybody's; leave them out")


def _in_order(field: str, values: tuple[StrEnum, ...], kind: type[StrEnum]) -> None:
    """One spelling for one set: as `kind` orders them, none twice."""
    if values != tuple(each for each in kind if each in values):
        words = ", ".join(each for each in kind if each not in ALWAYS)
        raise Invalid(field, f"must be in this order, each once: {words}")


@dataclass(frozen=True, slots=True)
class Role:
    """Rights under a name, such as `secretary`."""

    key: Key
    name: DisplayName
    rights: Rights


@dataclass(frozen=True, slots=True)
class DirectionDiffers:
    direction: Direction
    allowed: bool

    def __post_init__(self) -> None:
        _check_asked("direction", (self.direction,))


@dataclass(frozen=True, slots=True)
class FunctionDiffers:
    function: Function
    allowed: bool


@dataclass(frozen=True, slots=True)
class GroupDiffers:
    """Of a role that may use every group only taking away changes anything."""

    group: int
    allowed: bool


@dataclass(frozen=True, slots=True)
class PinDiffers:
    direction: Direction
    asked: bool

    def __post_init__(self) -> None:
        _check_asked("direction", (self.direction,))


@dataclass(frozen=True, slots=True)
class PriorityDiffers:
    priority: bool


@dataclass(frozen=True, slots=True)
class LimitDiffers:
    """Minutes of a call to the outside; 0 for no limit."""

    longest_minutes: int

    def __post_init__(self) -> None:
        check_between("longest call", self.longest_minutes, 0, LONGEST_CALL)


@dataclass(frozen=True, slots=True)
class CallsDiffer:
    """Calls to the outside at once; 0 for no limit."""

    calls_at_once: int

    def __post_init__(self) -> None:
        check_between("calls at once", self.calls_at_once, 0, MOST_CALLS)


@dataclass(frozen=True, slots=True)
class DayDiffers:
    """Minutes of calls to the outside in a day; 0 for no limit."""

    minutes_a_day: int

    def __post_init__(self) -> None:
        check_between("minutes a day", self.minutes_a_day, 0, LONGEST_CALL)


@dataclass(frozen=True, slots=True)
class RecordingDiffers:
    recording: Recording


@dataclass(frozen=True, slots=True)
class HoursDiffer:
    """The schedule whose hours count; None for no limit by time."""

    hours: Key | None


@dataclass(frozen=True, slots=True)
class OutOfHoursDiffers:
    """Changes something only while there are hours, whether the role's or the person's own."""

    direction: Direction
    allowed: bool

    def __post_init__(self) -> None:
        _check_asked("direction", (self.direction,))


@dataclass(frozen=True, slots=True)
class MailboxDiffers:
    """Somebody else's mailbox, by its number."""

    mailbox: ExtensionNumber
    allowed: bool


@dataclass(frozen=True, slots=True)
class ReachDiffers:
    """Whose recordings may be heard."""

    recordings: Reach


Difference = (
    DirectionDiffers
    | FunctionDiffers
    | GroupDiffers
    | PinDiffers
    | PriorityDiffers
    | LimitDiffers
    | CallsDiffer
    | DayDiffers
    | RecordingDiffers
    | HoursDiffer
    | OutOfHoursDiffers
    | MailboxDiffers
    | ReachDiffers
)


def subject(difference: Difference) -> tuple[type, object]:
    """The right that it is about, which nobody differs in twice."""
    what, *value = fields(difference)
    return type(difference), getattr(difference, what.name) if value else None


def differing(  # noqa: PLR0911  # one answer a kind
    rights: Rights, difference: Difference, groups: tuple[int, ...]
) -> Rights:
    """`rights` with one difference; `groups` are the numbers of all trunk groups there are.

    That the hours are others comes before what is open out of them.
    """
    match difference:
        case DirectionDiffers(direction, allowed):
            return replace(rights, directions=_with(rights.directions, direction, there=allowed))
        case FunctionDiffers(function, allowed):
            return replace(rights, functions=_with(rights.functions, function, there=allowed))
        case GroupDiffers():
            return _lines_differ(rights, difference, groups)
        case PinDiffers(direction, asked):
            return replace(rights, pin_for=_with(rights.pin_for, direction, there=asked))
        case OutOfHoursDiffers(direction, allowed):
            if rights.hours is None:
                return rights
            open_ = _with(rights.out_of_hours, direction, there=allowed)
            return replace(rights, out_of_hours=open_)
        case MailboxDiffers(mailbox, allowed):
            if allowed == (mailbox in rights.mailboxes):
                return rights
            others = tuple(each for each in rights.mailboxes if each != mailbox)
            return replace(rights, mailboxes=(*others, mailbox) if allowed else others)
        case HoursDiffer(hours):
            open_ = () if hours is None else rights.out_of_hours
            return replace(rights, hours=hours, out_of_hours=open_)
    return _instead(rights, difference)


def _lines_differ(rights: Rights, difference: GroupDiffers, groups: tuple[int, ...]) -> Rights:
    used = set(groups if rights.trunk_groups is None else rights.trunk_groups)
    if difference.allowed == (difference.group in used):
        return rights
    used ^= {difference.group}
    return replace(rights, trunk_groups=tuple(sorted(used)))


_Single = (
    PriorityDiffers | LimitDiffers | CallsDiffer | DayDiffers | RecordingDiffers | ReachDiffers
)


def _instead(rights: Rights, difference: _Single) -> Rights:
    """One value in the place of the role's."""
    match difference:
        case PriorityDiffers(priority):
            return replace(rights, priority=priority)
        case LimitDiffers(minutes):
            return replace(rights, longest_minutes=minutes)
        case CallsDiffer(calls):
            return replace(rights, calls_at_once=calls)
        case DayDiffers(minutes):
            return replace(rights, minutes_a_day=minutes)
        case RecordingDiffers(recording):
            return replace(rights, recording=recording)
        case ReachDiffers(recordings):
            return replace(rights, recordings=recordings)


def hours_first(differences: Iterable[Difference]) -> Iterator[Difference]:
    """Hours before what is open out of them, whichever was said first."""
    return iter(sorted(differences, key=lambda each: not isinstance(each, HoursDiffer)))


def _with(values: tuple[E, ...], value: E, *, there: bool) -> tuple[E, ...]:
    wanted = {*values, value} if there else {*values} - {value}
    return tuple(each for each in type(value) if each in wanted)
