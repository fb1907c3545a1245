"""What the board of live calls has places for; who talks to whom is told by CallsNow."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right


class PersonTile(View, frozen=True):
    """A telephone's place on the board; `key` is whose it is, empty for nobody's."""

    number: str
    name: str
    key: str = ""


class LineTile(View, frozen=True):
    """A trunk group; `capacity` is how many calls it carries at once."""

    number: str
    name: str
    capacity: int


class QueueTile(View, frozen=True):
    """A queue and the internal numbers of who takes its calls."""

    key: str
    name: str
    members: tuple[str, ...]


class Board(Answer, frozen=True):
    """What is the asker's to watch: everything for an admin, else by relations.

    `own` is the asker's own number, empty without one. Whoever is in a queue sees that queue.
    """

    people: tuple[PersonTile, ...]
    lines: tuple[LineTile, ...] = ()
    queues: tuple[QueueTile, ...] = ()
    own: str = ""


class GetBoard(Request[Board], frozen=True):
    needs: ClassVar[Right] = Right.OWN


class Resting(Answer, frozen=True):
    """The numbers that want no calls just now, as far as the asker may watch them."""

    numbers: tuple[str, ...]


class GetResting(Request[Resting], frozen=True):
    needs: ClassVar[Right] = Right.BOARD
