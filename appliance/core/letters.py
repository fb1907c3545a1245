"""A letter of the box's: what it is about, to whom it goes and how far it is."""

from dataclasses import dataclass
from enum import StrEnum


class LetterKind(StrEnum):
    """In the order in which they are sent."""

    EMERGENCY = "emergency"  # somebody called for help
    ALARM = "alarm"  # something is wrong with the box
    FAX = "fax"  # a document that came by fax
    VOICEMAIL = "voicemail"  # a message in somebody's mailbox


class LetterState(StrEnum):
    WAITING = "waiting"  # for its first try, or its next
    SENT = "sent"  # the server has taken it
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that is to go. `content` is all of it, as a server takes it."""

    kind: LetterKind
    to: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One in the queue, without its content. Moments are seconds since the epoch, 0 for none.

    `said` is what the server answered, `error` why it was not taken, in English.
    """

    number: int
    kind: LetterKind
    to: str
    made: float
    state: LetterState = LetterState.WAITING
    attempts: int = 0
    tried: float = 0.0
    next: float = 0.0
    said: str = ""
    error: str = ""

    @property
    def waits(self) -> bool:
        return self.state is LetterState.WAITING
