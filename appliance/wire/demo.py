"""Telephones and an exchange that exist in memory only: what a page does with them."""

from enum import StrEnum
from typing import ClassVar

from appliance.wire.configured import Piece
from appliance.wire.kinds import Answer, Request, Stream, View
from appliance.wire.roles import Right

MOST_KEYS = 20  # of one question


class Heard(StrEnum):
    """What is at the ear of a lifted telephone."""

    NOTHING = ""  # or somebody talks
    DIAL = "dial"
    RINGBACK = "ringback"
    BUSY = "busy"
    CONGESTION = "congestion"


class OutsideAnswers(StrEnum):
    """What becomes of the office's calls to the outside."""

    ANSWER = "answer"
    RING = "ring"
    BUSY = "busy"
    CONGESTION = "congestion"


class DemoLineState(StrEnum):
    DEAD = "dead"  # nobody can call over it
    FREE = "free"
    RINGS = "rings"  # towards the box
    TAKEN = "taken"


class DemoPhone(View, frozen=True):
    """By its `key`. `number` is the office's, empty for a telephone that is nobody's; `socket` what
    is printed beside its own on the bracket of `card`.

    `caller` is on its display while it rings, and of a call that was answered. `dialled`: since it
    was lifted last.
    """

    key: str
    card: int
    socket: str
    number: str = ""
    name: str = ""
    lifted: bool = False
    rings: bool = False
    heard: Heard = Heard.NOTHING
    dialled: str = ""
    caller: str = ""
    caller_name: str = ""


class DemoLine(View, frozen=True):
    """A city line or a stream to the exchange that is played. `place` counts lines and streams
    each. `number`: whom the box has called, or who calls it.
    """

    key: str
    stream: bool
    place: int
    state: DemoLineState
    number: str = ""


class DemoTelephones(Answer, frozen=True):
    """`there`: this box has such telephones. `sound`: what they hear can be heard."""

    there: bool = False
    sound: bool = False
    phones: tuple[DemoPhone, ...] = ()
    lines: tuple[DemoLine, ...] = ()
    answers: OutsideAnswers = OutsideAnswers.ANSWER


class _Asked(Request[DemoTelephones], frozen=True):
    needs: ClassVar[Right] = Right.OFFICE


class GetDemoTelephones(_Asked, frozen=True):
    pass


class LiftDemo(_Asked, frozen=True):
    """Answers when it rings."""

    phone: str


class PressDemo(_Asked, frozen=True):
    """Keys, one after the other; answered once the last is up again."""

    phone: str
    digits: str


class HangUpDemo(_Asked, frozen=True):
    phone: str


class RingDemo(_Asked, frozen=True):
    """A call from the outside over `line`, from `number`, which may be hidden.

    `called` is the office's number, which only a stream tells.
    """

    line: str
    number: str = ""
    name: str = ""
    called: str = ""


class EndDemo(_Asked, frozen=True):
    """The outside hangs up on `line`."""

    line: str


class SetDemoAnswers(_Asked, frozen=True):
    """From now on, of every call to the outside."""

    answers: OutsideAnswers


class HearDemo(Stream[Piece], frozen=True):
    """What is at a lifted telephone's ear until it is hung up: 8000 samples a second, each of 16
    bits, little-endian.
    """

    needs: ClassVar[Right] = Right.OFFICE
    phone: str


Asked = (
    GetDemoTelephones
    | LiftDemo
    | PressDemo
    | HangUpDemo
    | RingDemo
    | EndDemo
    | SetDemoAnswers
    | HearDemo
)
"""The questions of this module, which `protocol.AnyRequest` takes in."""
