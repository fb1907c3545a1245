"""Events inside the supervisor, and the tasks that carry it."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

log = logging.getLogger(__name__)

E = TypeVar("E")
QUEUE = 1000  # events one subscriber may lag behind; more means it hangs


class Overrun(RuntimeError):
    """A subscriber no longer keeps up: a bug, and the process ends for it."""


@dataclass(slots=True)
class _Subscriber:
    kinds: tuple[type, ...]
    queue: asyncio.Queue[object]


@dataclass(slots=True)
class Bus:
    """Facts to whom they concern, in order. Publishing never waits, and gets no reply."""

    _subscribers: list[_Subscriber] = field(default_factory=list)

    def publish(self, event: object) -> None:
        """Put the event into the queue of each subscriber of its class."""
        for subscriber in self._subscribers:
            if isinstance(event, subscriber.kinds):
                try:
                    subscriber.queue.put_nowait(event)
                except asyncio.QueueFull as error:
                    raise Overrun(f"nobody takes {type(event).__name__}") from error

    def subscribe(
        self, name: str, *kinds: type[E], call: Callable[[E], Awaitable[None]]
    ) -> asyncio.Task[None]:
        """Call `call` with each event of `kinds`, one after the other, in a task of that name."""
        subscriber = _Subscriber(kinds, asyncio.Queue(QUEUE))
        self._subscribers.append(subscriber)

        async def serve() -> None:
            while True:
                await call(await subscriber.queue.get())  # type: ignore[arg-type]

        return deadly(name, serve())


_alive: set[asyncio.Task[None]] = set()


def deadly(name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Run `work` for good. Should it ever fail, the whole process ends and systemd starts anew.

    One that merely returns or is cancelled is at its end, and that is fine.
    """
    task = asyncio.create_task(work, name=name)
    _alive.add(task)
    task.add_done_callback(_ended)
    return task


def _ended(task: asyncio.Task[None]) -> None:
    _alive.discard(task)
    if task.cancelled() or (error := task.exception()) is None:
        return
    log.critical("task %s failed: the supervisor ends", task.get_name(), exc_info=error)
    die()


def die() -> None:
    """End at once: nothing here needs a farewell, since every write is a transaction."""
    logging.shutdown()
    os._exit(70)  # EX_SOFTWARE
