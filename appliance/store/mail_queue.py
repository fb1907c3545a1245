"""mail.db: letters on their way, what came of them, and about what there was a letter already.

Both slots write here, so there may be kinds and states of a release that knows more: those letters
are left out, and left alone.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from peewee import DatabaseError, OperationalError

from appliance.core.errors import Fault
from appliance.core.issues import MAKE_ROOM
from appliance.core.letters import Letter, LetterKind, LetterState, Written
from appliance.spoken.languages import mark
from appliance.store.database import execute, execute_many, open_database, readable

log = logging.getLogger(__name__)

MOST_WAITING = 500
ROOM = 64 << 20  # bytes of all that wait; a minute of a voice message is a little more than 1 MiB
MOST_OVER = 200  # letters that are shown after their end
GAVE_WAY = mark("Too many newer letters waited behind it.")
REMEDY = "Telephones work, and letters are tried to be kept again. Look at the issues of disks."
_COLUMNS = "number, kind, recipient, made, state, attempts, tried, next, said, error"
_KINDS = tuple(kind.value for kind in LetterKind)
_STATES = tuple(state.value for state in LetterState)
_OURS = f"kind IN {_KINDS} AND state IN {_STATES}"
_WAITS = f"state = '{LetterState.WAITING}' AND kind IN {_KINDS}"
# The least urgent kind first, of it the oldest.
_YIELDING = " ".join(f"WHEN '{kind}' THEN {-place}" for place, kind in enumerate(LetterKind))
_reading = partial(readable, "mail.db", REMEDY)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise Fault(f"Mail cannot be kept: {error}", MAKE_ROOM) from error


@dataclass(frozen=True, slots=True)
class Told:
    """That there was a letter about something, when it was, and what was noted of it."""

    key: str
    time: float
    note: str = ""


class MailQueue:
    """The queue at `path`, made when missing. A write is on the disk when it returns.

    All of it is one thread's.
    """

    def __init__(self, path: Path) -> None:
        self._database = open_database(path, "mail", REMEDY)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @_writing()
    def put(
        self, letters: Iterable[Written], now: float, subject: str = "", told: Sequence[Told] = ()
    ) -> bool:
        """The letters and what they tell of, all or none. False where all of that was told."""
        with self._database.atomic():
            fresh = [each for each in told if self._note(subject, each)]
            if told and not fresh:
                return False
            rows = [
                (each.kind, each.to, now, LetterState.WAITING, now, each.content)
                for each in letters
            ]
            sql = (
                "INSERT INTO letter (kind, recipient, made, state, next, content)"
                " VALUES (?, ?, ?, ?, ?, ?)"
            )
            execute_many(self._database, sql, rows)
            self._bound()
        return True

    def _note(self, subject: str, told: Told) -> bool:
        sql = (
            'INSERT INTO told (subject, "key", time, note) VALUES (?, ?, ?, ?)'
            " ON CONFLICT DO NOTHING RETURNING time"
        )
        return bool(execute(self._database, sql, subject, told.key, told.time, told.note))

    def _bound(self) -> None:
        """Older and less urgent letters give way."""
        sql = (
            "SELECT number, length(content) FROM letter"  # noqa: S608  # words of ours
            f" WHERE {_WAITS} ORDER BY CASE kind {_YIELDING} END, number"
        )
        waiting = [(int(str(n)), int(str(size))) for n, size in execute(self._database, sql)]
        count, room = len(waiting), sum(size for _, size in waiting)
        for number, size in waiting:
            if count <= MOST_WAITING and room <= ROOM:
                break
            count, room = count - 1, room - size
            log.warning("mail: letter %s gives way to newer ones", number)
            self._over(number, LetterState.GIVEN_UP, GAVE_WAY)

    def _over(self, number: int, state: LetterState, error: str) -> None:
        sql = "UPDATE letter SET state = ?, error = ?, next = 0, content = x'' WHERE number = ?"
        execute(self._database, sql, state, error, number)

    @_reading()
    def due(
        self, now: float, longest: float, kinds: Collection[LetterKind] = tuple(LetterKind)
    ) -> Letter | None:
        """The most urgent of `kinds` whose moment has come; of one kind the oldest.

        A clock that was put back is waited for by nobody: no pause is longer than `longest`.
        """
        urgent = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(LetterKind))
        sql = (
            f"SELECT {_COLUMNS} FROM letter WHERE {_WAITS}"  # noqa: S608  # words of ours
            f" AND kind IN ({', '.join('?' * len(kinds))}) AND (next <= ? OR next > ?)"
            f" ORDER BY CASE kind {urgent} END, number LIMIT 1"
        )
        found = execute(self._database, sql, *kinds, now, now + longest)
        return _letter(found[0]) if found else None

    @_reading()
    def content(self, number: int) -> bytes:
        """All of a letter; empty when nobody sends it any more."""
        found = execute(self._database, "SELECT content FROM letter WHERE number = ?", number)
        content = found[0][0] if found else b""
        return content if isinstance(content, bytes) else b""

    @_writing()
    def hasten(self, now: float) -> None:
        """Whatever waits is due."""
        execute(self._database, f"UPDATE letter SET next = ? WHERE {_WAITS}", now)  # noqa: S608

    @_writing()
    def keep(self, letter: Letter) -> None:
        """As it is now; what has ended is forgotten behind `MOST_OVER` others."""
        with self._database.atomic():
            execute(
                self._database,
                "UPDATE letter SET state = ?, attempts = ?, tried = ?, next = ?, said = ?,"
                " error = ? WHERE number = ?",
                letter.state,
                letter.attempts,
                letter.tried,
                letter.next,
                letter.said,
                letter.error,
                letter.number,
            )
            if not letter.waits:
                self._over(letter.number, letter.state, letter.error)
                execute(
                    self._database,
                    "DELETE FROM letter WHERE number IN (SELECT number FROM letter"
                    " WHERE state != 'waiting' ORDER BY number DESC LIMIT -1 OFFSET ?)",
                    MOST_OVER,
                )

    @_reading()
    def letters(self, most: int) -> list[Letter]:
        """The newest first."""
        sql = f"SELECT {_COLUMNS} FROM letter WHERE {_OURS} ORDER BY number DESC LIMIT ?"  # noqa: S608
        return [_letter(row) for row in execute(self._database, sql, most)]

    @_reading()
    def waiting(self) -> int:
        ((count,),) = execute(self._database, f"SELECT count(*) FROM letter WHERE {_WAITS}")  # noqa: S608
        return int(str(count))

    @_reading()
    def troubled(self) -> Mapping[LetterState, Letter]:
        """Of letters that wait and were tried the oldest; of given up ones the newest, unless
        another was taken after it.
        """
        tried = f"SELECT {_COLUMNS} FROM letter WHERE {_WAITS} AND attempts > 0"  # noqa: S608
        given_up = (
            f"SELECT {_COLUMNS} FROM letter WHERE {_OURS} AND state = 'given-up'"  # noqa: S608
            " AND tried >= (SELECT coalesce(max(tried), 0) FROM letter WHERE state = 'sent')"
        )
        found = (
            execute(self._database, f"{tried} ORDER BY number LIMIT 1"),
            execute(self._database, f"{given_up} ORDER BY number DESC LIMIT 1"),
        )
        return {letter.state: letter for rows in found for letter in map(_letter, rows)}

    @_reading()
    def told(self, subject: str) -> list[Told]:
        """About what of that kind there was a letter, the oldest first."""
        sql = 'SELECT "key", time, note FROM told WHERE subject = ? ORDER BY time, "key"'
        rows = execute(self._database, sql, subject)
        return [Told(str(key), float(str(time)), str(note)) for key, time, note in rows]

    @_reading()
    def subjects(self, beginning: str) -> list[str]:
        """What there are notes about, of those that begin so."""
        sql = "SELECT DISTINCT subject FROM told WHERE substr(subject, 1, ?) = ?"
        return [str(s) for (s,) in execute(self._database, sql, len(beginning), beginning)]

    @_writing()
    def forget(self, subject: str, keys: Iterable[str]) -> None:
        """There is nothing any more that a letter could be written about."""
        with self._database.atomic():
            sql = 'DELETE FROM told WHERE subject = ? AND "key" = ?'
            execute_many(self._database, sql, [(subject, key) for key in keys])


def open_queue(path: Path) -> MailQueue:
    """The queue; one that is damaged is put aside beside a new one, and that is logged.

    Fault where there cannot be any.
    """
    try:
        return MailQueue(path)
    except Fault as fault:
        cause = fault.__cause__  # a full disk, a folder that is missing are other errors
        if not isinstance(cause, DatabaseError) or isinstance(cause, OperationalError):
            raise
        log.error("%s", fault.text)  # noqa: TRY400  # a fault, told in words
    try:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            if (old := path.with_name(name)).exists():
                old.replace(path.with_name(f"damaged-{name}"))
    except OSError as error:
        raise Fault(f"Mail cannot be kept: {error.strerror or error}", MAKE_ROOM) from error
    return MailQueue(path)


def _letter(row: Sequence[object]) -> Letter:
    number, kind, to, made, state, attempts, tried, after, said, error = map(str, row)
    return Letter(
        number=int(number),
        kind=LetterKind(kind),
        to=to,
        made=float(made),
        state=LetterState(state),
        attempts=int(attempts),
        tried=float(tried),
        next=float(after),
        said=said,
        error=error,
    )
