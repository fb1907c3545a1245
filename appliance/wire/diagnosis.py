"""Questions and answers about what the box is made of and what it says of itself."""

from enum import StrEnum
from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right
from appliance.wire.views import Weight


class UnitState(StrEnum):
    """What a part of the box does."""

    WORKS = "works"
    STARTS = "starts"
    DONE = "done"  # it had one thing to do, and did it
    OFF = "off"  # it runs when it is needed
    FAILED = "failed"


class UnitView(View, frozen=True):
    unit: str
    state: UnitState


class DriverView(View, frozen=True):
    """A card driver that is loaded, and with what: `NAME=VALUE`."""

    name: str
    options: tuple[str, ...]


class PastIssueView(View, frozen=True):
    """An issue that is over, as the log has it; `until` is 0 where it ended with the supervisor."""

    kind: str
    subject: str
    text: str
    remedy: str
    weight: Weight
    since: float
    until: float


class Diagnosis(Answer, frozen=True):
    """`exchange` is Asterisk's own word for its version, empty while it does not answer.

    `past` has the issue that ended last in front. What could not be asked is missing, and
    `unknown` says why.
    """

    exchange: str
    units: tuple[UnitView, ...]
    drivers: tuple[DriverView, ...]
    past: tuple[PastIssueView, ...]
    unknown: tuple[str, ...] = ()


class GetDiagnosis(Request[Diagnosis], frozen=True):
    """`GetStatus` has the issues that are open, `GetCards` the ports."""

    needs: ClassVar[Right] = Right.BOX
