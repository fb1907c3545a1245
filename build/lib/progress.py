"""Steps with their times, and warnings that are said again at the end."""

from __future__ import annotations

import atexit
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STILL = 20.0  # seconds after which a step in which nothing is said says that it goes on
_LINE = 100  # letters of a log's last line that are shown
_TAIL = 4096  # bytes of a log that surely hold its last line

_started = time.monotonic()
_loud: list[str] = []


class _Steps(threading.local):
    """The steps that this thread is in, the innermost last."""

    def __init__(self) -> None:
        self.open: list[_Heart] = []


_steps = _Steps()


def say(text: str) -> None:
    """One line with the minutes and seconds since the start of the command."""
    now = time.monotonic()
    for heart in _steps.open:
        heart.heard = now
    passed = int(now - _started)
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
def step(text: str, *, log: Path | None = None, speaks: bool = False) -> Iterator[None]:
    """Announce a long step and, when it ends well, how long it took.

    Meanwhile it is said every `STILL` seconds that it goes on, with the last line of `log`; not
    where the thread says something else, nor where what runs in it `speaks` for itself.
    """
    say(f"{text} (log: {log}) ..." if log else f"{text} ...")
    begun = time.monotonic()
    heart = _Heart(text, log)
    if not speaks:
        heart.begin()
    try:
        yield
    finally:
        heart.end()
    say(f"{text}: {time.monotonic() - begun:.1f} s")


class _Heart:
    """What says of a step that it goes on, from a thread of its own."""

    def __init__(self, text: str, log: Path | None) -> None:
        self._text, self._log = text, log
        self._steps = _steps.open  # those of the thread that is in this step
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"still {text}", daemon=True)
        self.begun = self.heard = time.monotonic()

    def begin(self) -> None:
        self._steps.append(self)
        self._thread.start()

    def end(self) -> None:
        """Nothing is said of the step any more once this has returned."""
        self._over.set()
        if self in self._steps:
            self._steps.remove(self)
            self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(max(0.01, self.heard + STILL - time.monotonic())):
            now = time.monotonic()
            if now < self.heard + STILL:
                continue
            self.heard = now
            if self._steps[-1:] == [self]:  # a step within this one says it of both
                last = _last_line(self._log) if self._log else ""
                say(f"still {self._text}, {now - self.begun:.0f} s{last and f': {last}'}")


def _last_line(log: Path) -> str:
    """The last words of `log`, fit for a terminal; empty where it has none yet."""
    try:
        with log.open("rb") as opened:
            opened.seek(max(0, opened.seek(0, os.SEEK_END) - _TAIL))
            said = opened.read().decode(errors="replace")
    except OSError:
        return ""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said)
    lines = [re.sub(r"[^\x20-\x7e\xa0-\uffff]", "", line).strip() for line in plain.splitlines()]
    return next((line for line in reversed(lines) if line), "")[:_LINE]
