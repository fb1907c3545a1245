"""Questions and answers about calls that ended."""

from typing import ClassVar

from appliance.wire.configured import Piece
from appliance.wire.kinds import Answer, Request, Stream, View
from appliance.wire.roles import Role
from appliance.wire.views import CallResult, Direction, PastCall


class History(Answer, frozen=True):
    """Newest first. `more`: older ones exist; ask again with `before` = the last one's start."""

    calls: tuple[PastCall, ...]
    more: bool = False


class GetHistory(Request[History], frozen=True):
    """Calls that began before `before` (0: the newest), at most `limit` of them.

    What is empty does not filter. `number` is a leg's or what was dialled, in any spelling that
    people dial; `person` a key, `line` the number of a trunk group.
    """

    needs: ClassVar[Role] = Role.USER
    before: float = 0.0
    limit: int = 50
    since: float = 0.0
    number: str = ""
    person: str = ""
    line: str = ""
    result: CallResult | None = None
    direction: Direction | None = None
    recorded: bool = False


class GetCallTable(Stream[Piece], frozen=True):
    """The same calls, all of them, as CSV with the 21 columns of Asterisk's call detail records."""

    needs: ClassVar[Role] = Role.ADMIN
    wanted: GetHistory


class LegView(View, frozen=True):
    """One channel's part, as `core.calls.Part` names it; times since the epoch, 0 for never."""

    number: str
    name: str
    person: str
    line: str
    channel: str
    part: str
    start: float
    answer: float
    end: float
    cause: int


class EvidenceView(View, frozen=True):
    """What happened so many seconds after the call began."""

    seconds: float
    text: str


class RecordingView(View, frozen=True):
    """`seconds` by the file's own size; `there` is False for one that cannot be found."""

    path: str
    seconds: float
    there: bool


class CallTold(Answer, frozen=True):
    """A call with all that is known of it. `why` is the sentence that says how it ended."""

    call: PastCall
    legs: tuple[LegView, ...]
    why: str
    evidence: tuple[EvidenceView, ...]
    recordings: tuple[RecordingView, ...]


class GetCall(Request[CallTold], frozen=True):
    """One call by its key, told in `language`; an end of the key will do if it is the only one."""

    needs: ClassVar[Role] = Role.USER
    key: str
    language: str = "en"


class GetRecording(Stream[Piece], frozen=True):
    """A recording of the call as a WAV file: the caller left, the others right."""

    needs: ClassVar[Role] = Role.ADMIN
    key: str
    place: int = 0  # which of several
