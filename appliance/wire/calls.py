"""What is done with calls: those that are up, and notes on those that ended."""

from typing import ClassVar

from appliance.wire.answers import Done
from appliance.wire.kinds import Request
from appliance.wire.roles import Right
from appliance.wire.views import Deed


class CommentCall(Request[Done], frozen=True):
    """Note something about a call that one may see; an empty text takes it away."""

    needs: ClassVar[Right] = Right.OWN
    key: str
    text: str


class HangUp(Request[Done], frozen=True):
    """End a call that is up. `call` is its id as CallsNow names it."""

    needs: ClassVar[Right] = Right.BOARD
    call: str


class TransferCall(Request[Done], frozen=True):
    """Hand a call that is up over to `to`, the internal number of a telephone, group or queue.

    The asker's own side leaves it; in a call of others our side does, who called of two of ours.
    """

    needs: ClassVar[Right] = Right.BOARD
    call: str
    to: str


class ParkCall(Request[Done], frozen=True):
    """Let a call that is up wait in parking until somebody takes it; our side leaves it.

    `lot` is a parking lot's key, empty for the first one.
    """

    needs: ClassVar[Right] = Right.BOARD
    call: str
    lot: str = ""


class TakeParked(Request[Done], frozen=True):
    """The asker's own telephone rings; lifted it has the parked call.

    A program names somebody's by its internal `number`.
    """

    needs: ClassVar[Right] = Right.BOARD
    call: str
    number: str = ""


class ListenIn(Request[Done], frozen=True):
    """The asker's own telephone rings; once it is lifted it hears the talk of `whom`.

    `how` is LISTEN, WHISPER or JOIN. `whom` is an internal number that takes part in the call. A
    program names by its internal `number` whose telephone rings: it hears whom its owner may hear.
    """

    needs: ClassVar[Right] = Right.BOARD
    call: str
    whom: str
    how: Deed
    number: str = ""


class RingTelephone(Request[Done], frozen=True):
    """Ring the telephone of an internal number, for half a minute.

    Lifted, it calls `then`, as if that had been dialled on it; empty: it is told its own number.
    Of several telephones the one at the DAHDI `channel` rings; 0: the first.
    """

    needs: ClassVar[Right] = Right.OFFICE
    number: str
    then: str = ""
    channel: int = 0


class PlaceCall(Request[Done], frozen=True):
    """A telephone rings, for half a minute; lifted, it calls `to`, as if that had been dialled.

    It is the asker's own. A program has none, so it names one by its internal `number`. What that
    telephone may not call it does not call so either. The same within three seconds is done once.
    """

    needs: ClassVar[Right] = Right.OWN
    to: str
    number: str = ""
