"""The queue of letters as everybody reaches it: opened when it can be, and one thread's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from appliance.beside import OneThread
from appliance.store.mail_queue import MailQueue, open_queue

T = TypeVar("T")
FILE = "mail.db"


@dataclass(slots=True)
class Letters:
    """Its file is at `path`, on a partition that may be missing for a while."""

    path: Path
    _queue: MailQueue | None = None
    _thread: OneThread = field(default_factory=lambda: OneThread("mail-writer"))

    async def __call__(self, work: Callable[[MailQueue], T]) -> T:
        """What `work` makes of the queue. Fault while there is none, or when the disk is full."""
        return await self._thread(lambda: work(self._opened()))

    def _opened(self) -> MailQueue:
        if self._queue is None:
            self._queue = open_queue(self.path)
        return self._queue

    def close(self) -> None:
        """Let go of the file, once what is being written is on the disk."""
        self._thread.end(lambda: self._queue.close() if self._queue is not None else None)
