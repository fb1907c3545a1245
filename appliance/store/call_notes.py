"""Comments on calls, and what people did with calls from a page. Tables of history.db."""

from collections.abc import Sequence
from dataclasses import dataclass

from peewee import DatabaseError, SqliteDatabase

from appliance.core.errors import Fault
from appliance.core.issues import MAKE_ROOM
from appliance.store.database import execute

MOST = 200_000  # deeds kept; a row takes about 150 bytes


@dataclass(frozen=True, slots=True)
class Comment:
    text: str
    author: str
    time: float


@dataclass(frozen=True, slots=True)
class CallDeed:
    """`who` did `what` with the call; `before` is what was noted or whom it was, `after` is now."""

    time: float
    who: str
    what: str
    before: str = ""
    after: str = ""


class CallNotes:
    """What is written down is on disk when the call of it returns; Fault when it cannot be."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def comment(self, call: str) -> Comment | None:
        """What is noted about a call."""
        sql = "SELECT text, author, time FROM comment WHERE call = ?"
        found = execute(self._database, sql, call)
        if not found:
            return None
        text, author, time = found[0]
        return Comment(str(text), str(author), float(str(time)))

    def commented(self, calls: Sequence[str]) -> frozenset[str]:
        """Those of the calls that something is noted about."""
        sql = "SELECT 1 FROM comment WHERE call = ?"
        return frozenset(call for call in calls if execute(self._database, sql, call))

    def put_comment(self, call: str, comment: Comment) -> None:
        """Note it, in the place of what was noted; an empty text takes it away."""
        before = self.comment(call)
        said = before.text if before is not None else ""
        if comment.text == said:
            return
        try:
            with self._database.atomic():
                execute(self._database, "DELETE FROM comment WHERE call = ?", call)
                if comment.text:
                    sql = "INSERT INTO comment (call, text, author, time) VALUES (?, ?, ?, ?)"
                    row = (call, comment.text, comment.author, comment.time)
                    execute(self._database, sql, *row)
                deed = CallDeed(comment.time, comment.author, "comment", said, comment.text)
                self._write(call, deed)
        except DatabaseError as error:
            raise _full(error) from error

    def write(self, call: str, deed: CallDeed) -> None:
        """One more deed."""
        try:
            with self._database.atomic():
                self._write(call, deed)
        except DatabaseError as error:
            raise _full(error) from error

    def _write(self, call: str, deed: CallDeed) -> None:
        sql = "INSERT INTO deed (time, call, who, what, before, after) VALUES (?, ?, ?, ?, ?, ?)"
        row = (deed.time, call, deed.who, deed.what, deed.before, deed.after)
        execute(self._database, sql, *row)
        forget = "DELETE FROM deed WHERE number <= (SELECT max(number) FROM deed) - ?"
        execute(self._database, forget, MOST)

    def deeds(self, call: str) -> list[CallDeed]:
        """What was done with the call, in the order of time."""
        sql = "SELECT time, who, what, before, after FROM deed WHERE call = ? ORDER BY number"
        found = execute(self._database, sql, call)
        return [CallDeed(float(str(time)), *map(str, rest)) for time, *rest in found]


def _full(error: DatabaseError) -> Fault:
    return Fault(f"It cannot be written down: {error}", MAKE_ROOM)
