"""What the dialplan itself writes down of a call where nothing else happens that would tell.

An analogue telephone's channel begins before its first digit, so that without these nobody would
know whom it called when nobody was rung; and they say by which rule of ours that was. Each is an
event of `NoOp` whose data are the fact and the number that it is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from appliance.core.cel import CelRow

APPLICATION = "NoOp"


class Fact(StrEnum):
    FAX = "fax"  # how many pages came, and whether that was all of it
    NO_ROOM = "no room"  # for the documents of this fax
    DIALLED = "dialled"  # what is no telephone: a group, queue, menu or conference
    FORWARDS = "forwards"  # the call goes on elsewhere
    NO_LINE = "no line"  # to the outside
    RESTS = "rests"  # do not disturb is on
    TALKS = "talks"  # at the analogue telephone, without call waiting
    NO_TELEPHONE = "no telephone"  # nothing rings for the number
    CALLS_MET = "calls met"  # as many calls to the outside as he may have at once
    DIALS_IN = "dials in"  # from outside, by this number and its PIN
    WRONG_PIN = "wrong pin"  # of this number, from outside or at another's telephone
    AT_DESK = "at desk"  # this number is at the telephone, which is another's
    MINUTES_MET = "minutes met"  # of calls to the outside today
    KEEPS_TURN = "keeps turn"  # left the queue to be called back at this number
    CALLS_BACK = "calls back"  # who kept his turn in the queue, at this number
    LINES_CALLS_MET = "lines calls met"  # by a trunk group: as many calls out as it may carry
    LINES_MINUTES_MET = "lines minutes met"  # of calls out over a trunk group today
    LINES_DEAR_MET = "lines dear met"  # as many dear calls over a trunk group today


@dataclass(frozen=True, slots=True)
class Noted:
    """`about` is the number that the fact is about; `time` when it was written, once it was."""

    fact: Fact
    about: str
    time: float = 0.0

    def __str__(self) -> str:
        return f"{self.fact},{self.about}"


def noted(rows: Sequence[CelRow], unique: str) -> Iterator[Noted]:
    """What was written down of that channel, in order; an expert's own `NoOp` is none."""
    for row in rows:
        if row.unique == unique and (found := fact_of(row)) is not None:
            yield found


def fact_of(row: CelRow) -> Noted | None:
    """What the event writes down; None for any other one."""
    if row.event != "APP_START" or row.app != APPLICATION:
        return None
    fact, _, about = row.app_data.partition(",")
    return Noted(Fact(fact), about, row.time) if fact in set(Fact) else None
