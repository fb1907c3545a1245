"""What strangers can bring about is written into the log seldom, or they would fill it."""

from __future__ import annotations

import time
from collections.abc import Callable

_AGAIN = 60.0  # seconds
_MOST = 100


class Seldom:
    """Of one name once a minute, and of so many names at most."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}

    def now(self, name: str) -> bool:
        """Whether to say it this time."""
        now = self._clock()
        self._said = {each: at for each, at in self._said.items() if now - at < _AGAIN}
        if name in self._said or len(self._said) >= _MOST:
            return False
        self._said[name] = now
        return True
