"""How much room each kind of data takes."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right


class RoomView(View, frozen=True):
    """Bytes that a kind of data takes, and may take at most.

    `shared`: it has no ceiling of its own here, and the room is what the partition has left.
    `per_day` came in a day of the last weeks, `full_in` is days from now; each -1 while it is not
    known, `full_in` also where it would never be full.
    """

    name: str
    used: int
    room: int
    shared: bool = False
    per_day: float = -1.0
    full_in: float = -1.0


class Storage(Answer, frozen=True):
    """`since` is when the first sample of the forecast was taken, 0 for none yet."""

    rooms: tuple[RoomView, ...]
    since: float = 0.0


class GetStorage(Request[Storage], frozen=True):
    """A kind whose folder is not there is missing."""

    needs: ClassVar[Right] = Right.BOX
