"""What is wrong with the box, in words for its owner."""

from dataclasses import dataclass
from enum import IntEnum

MAKE_ROOM = (
    "Telephones work on. The page Storage takes old recordings away, as “lineman recordings remove"
    " --before YYYY-MM-DD” does, and keeps the calls. Room of any other kind is made by a factory"
    " reset in the recovery menu at the box, which asks about history and recordings."
)


class Severity(IntEnum):
    """Ordered: the worst open issue gives a subject its colour."""

    NOTICE = 1  # nothing is broken; something waits to be decided
    WARNING = 2
    ERROR = 3  # somebody cannot call


@dataclass(frozen=True, slots=True)
class Issue:
    """One condition about one subject. The pair (kind, subject) names it while it lasts."""

    kind: str
    subject: str
    text: str
    remedy: str
    severity: Severity = Severity.WARNING
