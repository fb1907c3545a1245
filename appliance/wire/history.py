"""Questions and answers about calls that ended."""

from enum import StrEnum
from typing import ClassVar

from appliance.wire.configured import Piece
from appliance.wire.kinds import Answer, Request, Stream, View
from appliance.wire.roles import Right
from appliance.wire.views import CallResult, Direction, PastCall

MOST_COMMENT = 1000  # characters
MOST_PEAKS = 2000


class History(Answer, frozen=True):
    """Newest first. `more`: there may be older ones; ask again with `before` and `before_key`
    as `rest` and `rest_key` say. A far search stops on the way, with few calls or none.
    """

    calls: tuple[PastCall, ...]
    more: bool = False
    rest: float = 0.0
    rest_key: str = ""


class GetHistory(Request[History], frozen=True):
    """Calls older than the place `before`, `before_key` (0: the newest), at most `limit` of them.

    What is empty does not filter. `number` is a leg's or what was dialled, in any spelling that
    people dial; `person` a key, `line` the number of a trunk group. `search` is a part of a number
    or name, of three letters at least, or a short number. Only what the asker may see is found:
    own calls, and those of people whose recordings are open to him; an admin sees every one.
    `heard`: of those with a recording, only those whose recordings he may hear.
    """

    needs: ClassVar[Right] = Right.OWN
    before: float = 0.0
    limit: int = 50
    since: float = 0.0
    number: str = ""
    person: str = ""
    line: str = ""
    result: CallResult | None = None
    direction: Direction | None = None
    recorded: bool = False
    search: str = ""
    before_key: str = ""
    heard: bool = False


class GetCallTable(Stream[Piece], frozen=True):
    """The same calls, all of them, as CSV with the 21 columns of Asterisk's call detail records."""

    needs: ClassVar[Right] = Right.OWN
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
    """`seconds` by the file's own size; `there` is False for one that cannot be found.

    `size` counts the bytes of the WAV file that `GetRecording` makes of it. One that somebody had
    removed says when (`removed`, 0 for all others) and who it was.
    """

    path: str
    seconds: float
    there: bool
    size: int = 0
    removed: float = 0.0
    removed_by: str = ""


class CommentView(View, frozen=True):
    """What somebody noted about a call."""

    text: str
    author: str
    time: float


class DeedView(View, frozen=True):
    """Who did what with a call from a page: `comment`, `hear`, `hang-up`, `transfer`, `listen`,
    `whisper` or `join`; `before` and `after` are what was noted, or whom it was about.
    """

    time: float
    who: str
    what: str
    before: str = ""
    after: str = ""


class CallTold(Answer, frozen=True):
    """A call with all that is known of it. `why` is the sentence that says how it ended.

    `may_hear`: the asker may hear its recordings. An admin is told what was done with it (`deeds`).
    """

    call: PastCall
    legs: tuple[LegView, ...]
    why: str
    evidence: tuple[EvidenceView, ...]
    recordings: tuple[RecordingView, ...]
    may_hear: bool = True
    comment: CommentView | None = None
    deeds: tuple[DeedView, ...] = ()


class GetCall(Request[CallTold], frozen=True):
    """One call by its key, told in `language`; an end of the key will do if it is the only one."""

    needs: ClassVar[Right] = Right.OWN
    key: str
    language: str = "en"


class GetRecording(Stream[Piece], frozen=True):
    """A recording of the call as a WAV file: the caller left, the others right.

    `first` and `last` are bytes of that file, both within it; -1 for the last one there is. Each
    hearing is written down, unless the same asker began it less than a minute before.
    """

    needs: ClassVar[Right] = Right.OWN
    key: str
    place: int = 0  # which of several
    first: int = 0
    last: int = -1


class Peaks(Answer, frozen=True):
    """How loud each side is over the time of a recording, in hundredths of the loudest there is."""

    seconds: float
    left: tuple[int, ...]
    right: tuple[int, ...]


class GetPeaks(Request[Peaks], frozen=True):
    """`count` parts of equal length, at most 2000."""

    needs: ClassVar[Right] = Right.OWN
    key: str
    place: int = 0
    count: int = 800


class RecordingsRemoved(Answer, frozen=True):
    """How many recordings went, or would go, their bytes, and when the oldest was made."""

    count: int
    size: int
    oldest: float = 0.0


class RemoveRecordings(Request[RecordingsRemoved], frozen=True):
    """Take away for good the recordings of calls that began before a moment of the past.

    The calls stay, and say who did it. `preview` does nothing. What was written to within the last
    hour stays.
    """

    needs: ClassVar[Right] = Right.CALLS
    before: float
    preview: bool = False


class LoadTime(StrEnum):
    """The time back from now of which it is told."""

    DAY = "day"  # in parts of five minutes
    WEEK = "week"  # in parts of half an hour


class LineLoad(View, frozen=True):
    """A trunk group: the most of its channels that were busy at once, of how many. `full` counts
    the parts of five minutes in which there was a moment without a free one.
    """

    number: str
    name: str
    most: int
    capacity: int
    full: int


class Load(Answer, frozen=True):
    """The most at once in each part of `step` seconds, the first of which begins at `since`.

    `calls` from their begin to their end, those that are up too; `lines` are channels of outside
    lines that were busy, `capacity` how many there are. The last part is not over.
    """

    since: float
    step: int
    calls: tuple[int, ...]
    lines: tuple[int, ...]
    capacity: int
    groups: tuple[LineLoad, ...]


class GetLoad(Request[Load], frozen=True):
    """How busy the box was; no name or number of anybody is told."""

    needs: ClassVar[Right] = Right.BOX
    time: LoadTime = LoadTime.DAY
