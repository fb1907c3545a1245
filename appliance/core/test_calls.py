"""Calls that are tried before each change of the configuration, with the answer each must have."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.core.keys import Key
from appliance.core.scenario import LiveValue, Scenario
from appliance.core.text import DisplayName


class Ending(StrEnum):
    """What the caller got in the end."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    REFUSED = "refused"
    VOICEMAIL = "voicemail"
    SERVED = "served"  # by the box itself: the clock, the echo test, a code, an announcement
    ENDLESS = "endless"  # the dialplan goes round in circles


@dataclass(frozen=True, slots=True)
class Rang:
    """`who` is an internal number, or a number as it was sent to a trunk group."""

    who: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of a trunk group was taken and this number sent over it."""

    group: int
    number: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can be compared, with the real exchange and with an earlier answer.

    `by` is who answered, or the mailbox; `cause` is Q.850's, 0 where there is none. `changed` are
    live values that the call wrote.
    """

    ending: Ending
    by: str = ""
    cause: int = 0
    rang: tuple[Rang, ...] = ()
    sent: tuple[Sent, ...] = ()
    recorded: bool = False
    changed: tuple[LiveValue, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredCall:
    """`expected` is the answer that an admin has accepted."""

    key: Key
    name: DisplayName
    scenario: Scenario
    expected: Outcome
