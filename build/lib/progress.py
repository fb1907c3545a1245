"""Steps with their times, and warnings that are said again at the end."""

from __future__ import annotations

import atexit
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_started = time.monotonic()
_loud: list[str] = []


def say(text: str) -> None:
    """One line with the minutes and seconds since the start of the command."""
    passed = int(time.monotonic() - _started)
    print(f"[{passed // 60:3d}:{passed % 60:02d}] {text}", file=sys.stderr, flush=True)


def warn(text: str) -> None:
    """Say `text` now and once more as the command ends, where it is not scrolled away."""
    say(f"WARNING: {text}")
    if not _loud:
        atexit.register(_say_again)
    _loud.append(text)


def _say_again() -> None:
    print("\n==== warnings of this run ====", file=sys.stderr)
    for text in _loud:
        print(text, file=sys.stderr)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a long step and, when it ends well, how long it took."""
    say(f"{text} ...")
    begun = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - begun:.1f} s")
