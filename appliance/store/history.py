"""history.db: calls, their legs and recordings, and how far the event spool was read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.core.calls import Call
from appliance.core.cel import CelRow, SpoolStart, read_line
from appliance.core.directory import Directory, identified
from appliance.core.errors import Fault
from appliance.core.open_calls import Finished, OpenCalls
from appliance.core.story import TELLING
from appliance.store import call_rows
from appliance.store.at_once import AtOnce
from appliance.store.call_finding import CallFilter, Found, find
from appliance.store.call_notes import CallNotes
from appliance.store.database import execute, open_database
from appliance.store.history_told import REMEDY, reading, writing
from appliance.store.live_log import LiveLog
from appliance.store.removals import Removals

EVENTS_OF = "SELECT line FROM event WHERE call = ? AND call > '' ORDER BY number"
"""Of one call. The index has events of calls alone; who does not ask for such reads them all."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the spool: which file, by inode since files are renamed, and how many bytes in."""

    file: str
    position: int


class History:
    """The history at `path`, made when missing. Each batch and its cursor are one transaction.

    It is not looked through: that takes minutes once it is large, see `Check`. `directory` says
    whose numbers are at present; None where that cannot be known.
    """

    def __init__(
        self, path: Path, directory: Callable[[], Directory | None] = lambda: None
    ) -> None:
        self._directory = directory
        self._database = open_database(path, "history", REMEDY, looked_through=True)
        self.live = LiveLog(self._database)
        self.notes = CallNotes(self._database)
        self.removals = Removals(self._database)
        self.at_once = AtOnce(self._database)
        self._doubted = False  # whether `_open` may hold what was not committed
        try:
            self._open = self._calls_up()
        except Fault:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @reading()
    def _calls_up(self) -> OpenCalls:
        """What was up when the last batch was committed."""
        up = OpenCalls(boot=self._boot())
        for (line,) in execute(
            self._database, "SELECT line FROM event WHERE call IS NULL ORDER BY number"
        ):
            row = read_line(str(line))
            if isinstance(row, CelRow):
                up.feed(row)
        return up

    def _boot(self) -> str:
        found = execute(self._database, "SELECT boot FROM spool")
        return str(found[0][0]) if found else ""

    @reading()
    def cursor(self) -> Cursor | None:
        """Where the next unread line of the spool is; None before the first batch."""
        found = execute(self._database, "SELECT file, position FROM spool")
        return Cursor(str(found[0][0]), int(str(found[0][1]))) if found else None

    def take(self, lines: Sequence[str], cursor: Cursor) -> list[Call]:
        """Take in whole spool lines up to `cursor`, all or none; the calls they ended.

        Lines taken before are passed over, so a reader that is in doubt reads again.
        Fault when the disk is full; nothing is lost, the spool still has the lines.
        """
        if self._doubted:
            self._open = self._calls_up()
        self._doubted = True
        calls: list[Call] = []
        with writing(), self._database.atomic():
            for line in lines:
                calls += self._take(line)
            execute(
                self._database,
                "INSERT INTO spool (number, file, position, boot) VALUES (1, ?, ?, ?)"
                " ON CONFLICT (number) DO UPDATE SET file = excluded.file,"
                " position = excluded.position, boot = excluded.boot",
                cursor.file,
                cursor.position,
                self._open.boot,
            )
        self._doubted = False
        return calls

    def _take(self, line: str) -> Iterable[Call]:
        row = read_line(line)
        if isinstance(row, SpoolStart):
            # Kept as an event of no call, to be known when it is read again.
            return self._keep(self._open.restarted(row)) if self._add("", line, "") else ()
        if not isinstance(row, CelRow) or not self._open.expects(row):
            return ()
        if not self._add(row.unique, line, None):
            return ()
        finished = self._open.feed(row)
        return self._keep([finished]) if finished is not None else ()

    def _add(self, channel: str, line: str, call: str | None) -> bool:
        """Store the event; False when it is there already. Times in microseconds tell two apart."""
        return bool(
            execute(
                self._database,
                "INSERT INTO event (channel, line, call) SELECT ?1, ?2, ?3 WHERE NOT EXISTS"
                " (SELECT 1 FROM event WHERE channel = ?1 AND line = ?2) RETURNING number",
                channel,
                line,
                call,
            )
        )

    def _keep(self, finished: Iterable[Finished]) -> list[Call]:
        calls, directory = [], self._directory()
        for each in finished:
            call = each.call
            if call is not None and directory is not None:
                call = identified(call, directory)
            if call is not None and call_rows.insert(self._database, call, directory):
                self.at_once.keep(call)
                calls.append(call)
            for channel in each.channels:
                self._settle(channel, call)
        return calls

    def _settle(self, channel: str, call: Call | None) -> None:
        """Give a channel's events to their call; the box's calls to itself leave none."""
        which = "WHERE channel = ? AND call IS NULL"
        if call is None:
            execute(self._database, f"DELETE FROM event {which}", channel)  # noqa: S608
        else:
            execute(self._database, f"UPDATE event SET call = ? {which}", call.key, channel)  # noqa: S608

    def calls(self, wanted: CallFilter | None = None) -> list[Call]:
        """The newest first: a page of them, and not all of the page where the search is far."""
        return list(self.find(wanted or CallFilter()).calls)

    @reading()
    def find(self, wanted: CallFilter) -> Found:
        """A page of calls, the newest first."""
        return find(self._database, wanted)

    @reading()
    def call(self, key: str) -> Call | None:
        """The call with this key, or whose channel alone has this unique id; of "" the newest."""
        if not key:
            return next(iter(self.calls(CallFilter(limit=1))), None)
        found = execute(
            self._database,
            'SELECT story FROM call WHERE "key" = ?1 OR "key" IN'
            " (SELECT call FROM event WHERE channel = ?1) LIMIT 2",
            key,
        )
        return call_rows.read(str(found[0][0])) if len(found) == 1 else None

    def key_of(self, linked: str) -> str:
        """What the call of this linked id, which is up, will be named by."""
        boot = self._open.boot
        return f"{boot}/{linked}" if boot else linked

    @reading()
    def after(self, row: int, limit: int) -> list[tuple[int, Call]]:
        """Calls that were written behind this row, each with its own, in that order."""
        sql = "SELECT rowid, story FROM call WHERE rowid > ? ORDER BY rowid LIMIT ?"
        found = execute(self._database, sql, row, limit)
        return [(int(str(number)), call_rows.read(str(story))) for number, story in found]

    @reading()
    def outdated(self, limit: int) -> list[Call]:
        """Calls whose row an earlier release told."""
        sql = "SELECT story FROM call WHERE told < ? LIMIT ?"
        found = execute(self._database, sql, TELLING, limit)
        return [call_rows.read(str(story)) for (story,) in found]

    @writing()
    def correct(self, call: Call) -> None:
        """Put the call in the place of what its row said; Fault as `take`."""
        with self._database.atomic():
            call_rows.update(self._database, call, self._directory())

    @reading()
    def unknown(self, names: Sequence[str]) -> list[str]:
        """Those of the recordings that no call is known of."""
        ask = "SELECT 1 FROM recording WHERE path = ?"
        return [name for name in names if not execute(self._database, ask, name)]

    def removed(self, names: Sequence[str]) -> frozenset[str]:
        """Those of the recordings that somebody had removed."""
        return frozenset(self.removals.of(names)) if names else frozenset()

    @reading()
    def audited(self) -> int:
        """The row of the last call that the nightly audit looked at; 0 for none."""
        found = execute(self._database, "SELECT last FROM audit")
        return int(str(found[0][0])) if found else 0

    @writing()
    def audited_until(self, row: int) -> None:
        """The audit goes on behind this one the next time; Fault as `take`."""
        execute(
            self._database,
            "INSERT INTO audit (number, start, last)"
            " SELECT 1, start, rowid FROM call WHERE rowid = ?"
            " ON CONFLICT (number) DO UPDATE SET start = excluded.start, last = excluded.last",
            row,
        )

    @reading()
    def events(self, key: str) -> list[CelRow]:
        """Every channel event of a call: the evidence for its record."""
        rows = [read_line(str(line)) for (line,) in execute(self._database, EVENTS_OF, key)]
        return [row for row in rows if isinstance(row, CelRow)]
