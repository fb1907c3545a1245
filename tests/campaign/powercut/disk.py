"""A raw disk that is brought forward from promise to promise, and spoiled for a moment."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from build.lib.image import layout
from tests.campaign.powercut.log import SECTOR, Entry, Step


def changed(writes: Sequence[Entry]) -> set[str]:
    """Which partitions `writes` touch; `table` is everything outside of them."""
    found: set[str] = set()
    for write in writes:
        name = "table"
        for part in layout.PARTITIONS:
            if write.offset >= layout.start(part.name):
                name = part.name
        found.add(name)
    return found


class Replay:
    """`path` holds what had been promised after `at` steps of the log; only forwards."""

    def __init__(self, base: Path, log: Path, steps: Sequence[Step], path: Path) -> None:
        argv = ["cp", "--sparse=always", "--reflink=auto", str(base), str(path)]
        subprocess.run(argv, check=True)
        self.path, self._steps, self.at = path, steps, 0
        self._log, self._disk = log.open("rb"), path.open("r+b")

    def _bytes(self, write: Entry) -> bytes:
        self._log.seek(write.place)
        return self._log.read(write.size)

    def _put(self, offset: int, content: bytes) -> None:
        self._disk.seek(offset)
        self._disk.write(content)

    def forward(self, at: int) -> set[str]:
        """Go to step `at`; which partitions changed on the way."""
        touched: set[str] = set()
        for step in self._steps[self.at : at]:
            for write in step.writes:
                self._put(write.offset, self._bytes(write))
            touched |= changed(step.writes)
        self._disk.flush()
        self.at = max(self.at, at)
        return touched

    @contextmanager
    def torn(self, seed: int) -> Iterator[set[str]]:
        """Some of what was written next is there too, one write of it in part."""
        dice = random.Random(f"{seed}-{self.at}")  # noqa: S311 - no secret, the same each time
        following = self._steps[self.at].writes if self.at < len(self._steps) else ()
        taken = [write for write in following if dice.random() < 0.5]
        dice.shuffle(taken)
        kept: list[tuple[int, bytes]] = []
        for number, write in enumerate(taken):
            content = self._bytes(write)
            if number == len(taken) - 1:  # never empty, perhaps whole
                content = content[: SECTOR * dice.randint(1, write.size // SECTOR)]
            self._disk.seek(write.offset)
            kept.append((write.offset, self._disk.read(len(content))))
            self._put(write.offset, content)
        self._disk.flush()
        try:
            yield changed(taken)
        finally:
            for offset, content in reversed(kept):
                self._put(offset, content)
            self._disk.flush()

    def close(self) -> None:
        """Forget the disk."""
        self._log.close()
        self._disk.close()
        self.path.unlink()
