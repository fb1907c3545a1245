"""The history and the spool that fills it, kept apart from everything else: it may fail alone."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from appliance.asterisk.call_spool import CallSpool, Place
from appliance.beside import OneThread
from appliance.core.calls import Call
from appliance.core.cel import CelRow
from appliance.core.directory import Directory
from appliance.core.errors import Fault
from appliance.core.issues import Issue, Severity
from appliance.health.board import Board
from appliance.store.call_finding import CallFilter
from appliance.store.database import Check, left_open
from appliance.store.history import Cursor, History
from appliance.store.history_told import REMEDY
from appliance.store.live_log import LiveLog

log = logging.getLogger(__name__)

T = TypeVar("T")

KIND = "history-closed"
AGAIN = 30.0  # seconds between attempts to open the history


@dataclass(frozen=True, slots=True)
class _Taker:
    """The history, in the spool's words."""

    history: History

    def place(self) -> Place | None:
        cursor = self.history.cursor()
        return Place(cursor.file, cursor.position) if cursor is not None else None

    def take(self, lines: Sequence[str], place: Place) -> Sequence[Call]:
        return self.history.take(lines, Cursor(place.file, place.position))


@dataclass(slots=True)
class Records:
    """`look` is set when the spool is worth reading; each ended call is told to `ended`.

    `directory` says whose numbers are. One thread alone writes; whoever asks reads where he is.
    """

    path: Path
    spool: Path
    board: Board
    ended: Callable[[Call], None]
    directory: Callable[[], Directory | None]
    look: asyncio.Event = field(default_factory=asyncio.Event)
    _history: History | None = None
    _checking: bool = False
    _present: Directory | None = None  # as `directory` had it when the last writing began
    _writer: OneThread = field(default_factory=lambda: OneThread("history-writer"))

    async def run(self) -> None:
        """For good: open, then read the spool."""
        while self._history is None:
            try:
                self._history = await self._opened()
            except Fault as fault:
                self._post(fault)
                await asyncio.sleep(AGAIN)
        self.board.clear(KIND, "history")
        taker = _Taker(self._history)
        await CallSpool(self.spool, taker, self.ended, self.write).run(self.look)

    async def write(self, work: Callable[[], T]) -> T:
        """Have `work`, which writes to the history, done by the thread that alone does."""
        self._present = self.directory()  # asked here: what it looks at is this thread's
        return await self._writer(work)

    async def _opened(self) -> History:
        """Looked through first when nobody closed it, while everything else goes on."""
        if left_open(self.path):
            self._checking = True
            check = Check(self.path, REMEDY)
            try:
                await asyncio.to_thread(check.run)
            except asyncio.CancelledError:
                check.stop()
                raise
            finally:
                self._checking = False
        return History(self.path, lambda: self._present)

    def _post(self, fault: Fault) -> None:
        text = f"Calls are not recorded in the history at present: {fault.text}"
        issue = Issue(KIND, "history", text, fault.remedy, Severity.ERROR)
        self.board.post(issue, time.time())

    def close(self) -> None:
        """Let go of the file, once what is being written is on the disk."""
        history = self._history
        self._writer.end(history.close if history is not None else lambda: None)
        if history is not None:
            history.close()

    @property
    def past(self) -> History:
        """What was recorded; Fault while it is closed."""
        return self._readable()

    @property
    def live(self) -> LiveLog | None:
        """Where changes of live state are written down; None while the history is closed."""
        return self._history.live if self._history is not None else None

    def calls(self, wanted: CallFilter) -> list[Call]:
        """The newest first."""
        return self._readable().calls(wanted)

    def call(self, key: str) -> Call | None:
        """The call whose key is this, or whose channel has this unique id; of "" the newest."""
        return self._readable().call(key)

    def events(self, key: str) -> list[CelRow]:
        """The channel events that a call was told from."""
        return self._readable().events(key)

    def _readable(self) -> History:
        if self._checking:
            raise Fault(
                "The call history is looked through after a power cut.",
                "Wait: a large one takes minutes.",
            )
        if self._history is None:
            raise Fault("The call history cannot be opened.", "Look at the open issues.")
        return self._history
