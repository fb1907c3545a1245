"""The driver's own clock: what all of the cards' sound keeps step with."""

from __future__ import annotations

import os
import select
from pathlib import Path
from typing import Self

from drivers.dahdi.errors import refusal
from drivers.dahdi.ffi import check, ffi, lib
from drivers.dahdi.values import EventKind

TIMER = Path("/dev/dahdi/timer")


class Timer:
    """Expires every `period` samples of 1/8000 s, by the driver's clock; expiries are counted."""

    def __init__(self, period: int, path: Path = TIMER) -> None:
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise refusal(error.errno or 0, f"open {path}") from error
        try:
            check(lib.timer_period(self._fd, period), f"period of {path}")
        except OSError:
            os.close(self._fd)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._fd)

    def wait(self, seconds: float) -> bool:
        """Until it has expired; whether it did in that time. Keep it off the event loop."""
        waiting = select.poll()
        waiting.register(self._fd, select.POLLPRI)
        return bool(waiting.poll(seconds * 1000))

    def expired(self) -> int:
        """How often it has since it was last asked; the driver tells of one at a time."""
        count, event = 0, ffi.new("int *")
        while True:
            check(lib.timer_get_event(self._fd, event), "event of the timer")
            if event[0] != EventKind.TIMER_EXPIRED:
                return count
            check(lib.timer_acknowledge(self._fd, 1), "acknowledgement to the timer")
            count += 1
