"""The driver's own clock: what all of the cards' sound keeps step with."""

from __future__ import annotations

import select
from pathlib import Path

from drivers.dahdi.ffi import check, ffi, lib
from drivers.dahdi.opened import Opened
from drivers.dahdi.values import EventKind

TIMER = Path("/dev/dahdi/timer")


class Timer(Opened):
    """Expires every `period` samples of 1/8000 s, by the driver's clock; expiries are counted."""

    def __init__(self, period: int, path: Path = TIMER) -> None:
        super().__init__(path)
        try:
            check(lib.timer_period(self._fd, period), f"period of {path}")
        except OSError:
            self.close()
            raise

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
