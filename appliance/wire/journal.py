"""Questions and answers about the box's own log."""

from typing import ClassVar

from appliance.core.box_log import Level, Source
from appliance.wire.configured import Piece
from appliance.wire.kinds import Answer, Request, Stream, View
from appliance.wire.roles import Right

MOST_LINES = 100
LONGEST_LINE = 1500  # characters
MOST_SAVED = 20_000  # lines of a file
LONGEST_SEARCH = 200  # characters


class JournalLine(View, frozen=True):
    """`priority` is syslog's: 0 emergency to 7 debug. `place` is where the log has it."""

    time: float
    priority: int
    unit: str
    text: str
    place: str


class Journal(Answer, frozen=True):
    """Newest first. `more`: there may be older ones; ask again with `before` as `rest` says.

    A far search stops on the way, with few lines or none; `rest_time` is how far it came. `newest`
    is the place of the newest line that was looked at, whether the search found it or not.
    """

    lines: tuple[JournalLine, ...]
    more: bool = False
    rest: str = ""
    rest_time: float = 0.0
    newest: str = ""


class GetJournal(Request[Journal], frozen=True):
    """Lines older than the place `before` and newer than the place `after`, at most `limit` of
    them: whoever asks again and again after the newest line follows the log. No secret of the
    settings is in any, and none can be searched for.

    What is empty does not filter; `search` is a part of the text, whatever its case, `level` means
    at least so grave, `since` and `until` are seconds since the epoch.
    """

    needs: ClassVar[Right] = Right.BOX
    before: str = ""
    limit: int = 100
    source: Source | None = None
    level: Level | None = None
    search: str = ""
    since: float = 0.0
    until: float = 0.0
    after: str = ""


class GetJournalText(Stream[Piece], frozen=True):
    """The same lines as text, newest first, at most `MOST_SAVED` of them."""

    needs: ClassVar[Right] = Right.BOX
    wanted: GetJournal
