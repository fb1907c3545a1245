"""Waiting for a condition, never for a time."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

# An emulated processor on a busy machine is slow: limits stretch, no test sleeps longer for it.
PATIENCE = float(os.environ.get("LINEMAN_PATIENCE", "1"))


class TooLate(AssertionError):
    """What was waited for did not come."""


_others: list[Callable[[], None]] = []


@contextmanager
def unless(vain: Callable[[], None]) -> Iterator[None]:
    """Every wait inside calls `vain` too, which raises when there is nothing to wait for."""
    _others.append(vain)
    try:
        yield
    finally:
        _others.remove(vain)


def wait_until(
    look: Callable[[], T | None], what: str, *, seconds: float = 60, every: float = 0.25
) -> T:
    """Look again and again until `look` gives something true; that is returned."""
    end = time.monotonic() + seconds * PATIENCE
    while True:
        seen = look()
        if seen:
            return seen
        for vain in _others:
            vain()
        if time.monotonic() > end:
            raise TooLate(f"{what}: not within {seconds * PATIENCE:.0f} s; last seen: {seen!r}")
        time.sleep(every)


def connected(path: Path) -> socket.socket:
    """A connection to QEMU's socket at `path`, which may be there before QEMU listens to it."""

    def look() -> socket.socket | None:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(str(path))
        except OSError:
            line.close()
            return None
        return line

    return wait_until(look, f"QEMU listens at {path}", seconds=20, every=0.05)
