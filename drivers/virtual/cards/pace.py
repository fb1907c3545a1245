"""When the next millisecond of telephony begins."""

import time
from collections.abc import Callable
from typing import Final

FULL_RATE: Final = 1000.0  # ticks a second on real hardware


class Pace:
    """At most `rate` ticks a second, and a rest for the guest after each.

    An emulated guest needs longer than a millisecond to serve one. Time lost is never made up:
    telephony runs slowly, but evenly. `rest` is the least time in seconds between the guest's
    last access and the next tick: without it the guest would do nothing but serve interrupts.
    """

    def __init__(
        self,
        rate: float = FULL_RATE,
        rest: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._period = 1 / rate
        self._rest = rest
        self._clock = clock
        self._next = clock()
        self._accessed = self._next

    def accessed(self) -> None:
        """The guest used the card just now."""
        self._accessed = self._clock()

    def wait(self) -> float:
        """Seconds until the next tick; 0 when it is due."""
        return max(0.0, max(self._next, self._accessed + self._rest) - self._clock())

    def ticked(self) -> None:
        now = self._clock()
        self._next = max(self._next + self._period, now)
