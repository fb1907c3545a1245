"""Somebody's own place: what he may set of his telephone, and the messages in his mailbox.

All of it is the asker's own, by the person that his account belongs to. A program has no mailbox,
so it names one by its `number`; of a person no question names another's.
"""

from typing import ClassVar

from appliance.wire.configured import Piece
from appliance.wire.history import Peaks
from appliance.wire.kinds import Answer, Request, Stream, View
from appliance.wire.live_state import TelephoneState
from appliance.wire.roles import Right


class OwnCode(View, frozen=True):
    """What is dialled for the same at the telephone; `off` is empty where `on` is dialled again.

    `what` as `LiveChangeView` names it, or `voicemail`. A code that is switched off is not told.
    """

    what: str
    on: str
    off: str = ""


class Workplace(Answer, frozen=True):
    """`number` is the asker's own, empty without one; `person` the key of whom he is.

    `rings`: it has a telephone for calls that are placed. `forwards`, `rests` and `follows`: that
    may be set of it, by his rights.
    """

    number: str = ""
    name: str = ""
    person: str = ""
    rings: bool = False
    forwards: bool = False
    rests: bool = False
    follows: bool = False
    mailbox: bool = False
    telephone: TelephoneState | None = None
    codes: tuple[OwnCode, ...] = ()


class GetWorkplace(Request[Workplace], frozen=True):
    needs: ClassVar[Right] = Right.OWN


class VoiceMessage(View, frozen=True):
    """A message as Asterisk keeps it, by its `id`. `number` is empty for who hid it.

    `time` is when it was left; `size` are the bytes of its WAV file, 0 where that cannot be read.
    """

    id: str
    number: str
    name: str
    time: float
    seconds: float
    heard: bool
    size: int


class VoiceMessages(Answer, frozen=True):
    """Newest first."""

    messages: tuple[VoiceMessage, ...] = ()


class GetMessages(Request[VoiceMessages], frozen=True):
    """All that lie in the asker's own mailbox."""

    needs: ClassVar[Right] = Right.OWN
    number: str = ""


class HearMessage(Stream[Piece], frozen=True):
    """One of them as a WAV file: its bytes from `first` to `last`, -1 for the end.

    It stays unheard until `MarkMessage` says otherwise.
    """

    needs: ClassVar[Right] = Right.OWN
    message: str
    first: int = 0
    last: int = -1
    number: str = ""


class GetMessagePeaks(Request[Peaks], frozen=True):
    """How loud it is, in `count` parts; it has one side, which is told as the left one."""

    needs: ClassVar[Right] = Right.OWN
    message: str
    count: int = 800
    number: str = ""


class MarkMessage(Request[VoiceMessages], frozen=True):
    """Heard, or new again. The lamp of the telephone follows."""

    needs: ClassVar[Right] = Right.OWN
    message: str
    heard: bool
    number: str = ""


class RemoveMessage(Request[VoiceMessages], frozen=True):
    """For good; one that is gone already stays gone."""

    needs: ClassVar[Right] = Right.OWN
    message: str
    number: str = ""


Asked = GetWorkplace | GetMessages | HearMessage | GetMessagePeaks | MarkMessage | RemoveMessage
"""The questions of this module, which `protocol.AnyRequest` takes in."""
