"""Who talks to whom just now, and what hangs together: people, lines, queues."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Role


class PersonTile(View, frozen=True):
    """Somebody's place on the board; `key` is empty for a telephone that is nobody's."""

    number: str
    name: str
    key: str = ""
    department: str = ""


class LineTile(View, frozen=True):
    """A trunk group; `capacity` is how many calls it carries at once, 0 for no limit."""

    number: str
    name: str
    capacity: int


class QueueTile(View, frozen=True):
    """A queue and the internal numbers of who takes its calls."""

    key: str
    name: str
    number: str
    members: tuple[str, ...]


class Board(Answer, frozen=True):
    """What the board has places for; how they are follows from CallsNow and BoardState.

    `own` is the asker's own number, empty without one.
    """

    people: tuple[PersonTile, ...]
    lines: tuple[LineTile, ...] = ()
    queues: tuple[QueueTile, ...] = ()
    own: str = ""


class GetBoard(Request[Board], frozen=True):
    """Those whose calls the asker may watch: all for an admin, else by relations."""

    needs: ClassVar[Role] = Role.USER


class QueueState(View, frozen=True):
    """Since when (epoch) each caller of a queue has been waiting, the longest first."""

    key: str
    waiting: tuple[float, ...]


class BoardState(Answer, frozen=True):
    """What of telephones and queues no call tells: numbers that want no calls, numbers none of
    whose telephones can be reached, and who waits.
    """

    resting: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    queues: tuple[QueueState, ...] = ()


class GetBoardState(Request[BoardState], frozen=True):
    needs: ClassVar[Role] = Role.USER
