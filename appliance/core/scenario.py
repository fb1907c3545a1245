"""A call as it is imagined: when it is made, from where, and how everybody behaves."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from appliance.core.errors import Invalid
from appliance.core.live_state import Family
from appliance.core.numbers import ExtensionNumber, check_between

LONGEST_WAIT = 3600  # seconds until somebody answers


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A second, with its distance from UTC, such as `2026-03-02T10:15:00+03:00`."""

    text: str

    def __post_init__(self) -> None:
        try:
            time = datetime.fromisoformat(self.text)
        except ValueError:
            time = None
        if time is None or time.tzinfo is None or self.text != time.isoformat(timespec="seconds"):
            raise Invalid("moment", f"{self.text!r} is no time such as 2026-03-02T10:15:00+03:00")

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.text)

    def __str__(self) -> str:
        return self.text


def moment_of(time: datetime) -> Moment:
    """`time`, which knows its zone, to the second."""
    return Moment(time.replace(microsecond=0).isoformat())


def _check_keys(field: str, keys: str) -> None:
    if not re.fullmatch(r"[0-9*#+]{0,40}", keys, re.ASCII):
        raise Invalid(field, f"{keys!r} is more than digits, *, # and +, 40 at most")


@dataclass(frozen=True, slots=True)
class FromTelephone:
    """The telephone of `number` dials."""

    number: ExtensionNumber
    dialled: str

    def __post_init__(self) -> None:
        _check_keys("dialled", self.dialled)
        if not self.dialled:
            raise Invalid("dialled", "is what the telephone dials; name it")


@dataclass(frozen=True, slots=True)
class FromTrunk:
    """A call from outside on the `line`th line of a trunk group, counted from 1.

    `called` is as the carrier sends it; city lines carry none. An empty `caller` is hidden.
    """

    group: int
    called: str = ""
    caller: str = ""
    line: int = 1

    def __post_init__(self) -> None:
        _check_keys("called", self.called)
        _check_keys("caller", self.caller)
        check_between("line", self.line, 1, 500)


Origin = FromTelephone | FromTrunk


class Does(StrEnum):
    """What a telephone or the far end does when it is called."""

    ANSWERS = "answers"
    NO_ANSWER = "no answer"
    BUSY = "busy"
    OFF_LINE = "off line"  # cannot be reached at all


@dataclass(frozen=True, slots=True)
class TelephoneIs:
    """How all devices of an extension behave; after so many seconds of ringing it answers."""

    number: ExtensionNumber
    does: Does = Does.ANSWERS
    after: int = 5

    def __post_init__(self) -> None:
        check_between("seconds", self.after, 0, LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class LinesAre:
    """A trunk group: `in_use` of its lines are taken, and the far ends behave so."""

    group: int
    in_use: int = 0
    does: Does = Does.ANSWERS
    after: int = 5

    def __post_init__(self) -> None:
        check_between("lines in use", self.in_use, 0, 30_000)
        check_between("seconds", self.after, 0, LONGEST_WAIT)


@dataclass(frozen=True, slots=True, order=True)
class LiveValue:
    """A key that telephones change by themselves; `value` empty: it is not there."""

    family: Family
    key: str
    value: str = ""

    def __post_init__(self) -> None:
        for field in ("key", "value"):
            if not re.fullmatch(r"[A-Za-z0-9*#+-]{0,40}", getattr(self, field), re.ASCII):
                raise Invalid(field, "is at most 40 letters, digits, *, #, + and -")
        if not self.key:
            raise Invalid("key", "name whose live value it is")


@dataclass(frozen=True, slots=True)
class Scenario:
    """Telephones that are not named answer after 5 s; lines that are not named are free and work.

    `presses` are the keys at each menu and each question for a PIN, in turn.
    """

    moment: Moment
    origin: Origin
    presses: tuple[str, ...] = ()
    telephones: tuple[TelephoneIs, ...] = ()
    lines: tuple[LinesAre, ...] = ()
    live: tuple[LiveValue, ...] = ()

    def __post_init__(self) -> None:
        for keys in self.presses:
            _check_keys("presses", keys)
        if len({each.number for each in self.telephones}) != len(self.telephones):
            raise Invalid("telephones", "one is named twice; name it once")
        if len({each.group for each in self.lines}) != len(self.lines):
            raise Invalid("lines", "one group is named twice; name it once")
        if len({(each.family, each.key) for each in self.live}) != len(self.live):
            raise Invalid("live", "one key is named twice; name it once")
