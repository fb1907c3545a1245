"""The call spool: channel events that Asterisk appends to files, read once and for all.

Asterisk opens, appends and closes for each event, so a file can be renamed under it at any time;
what it had open then is still written into the renamed file. The reader therefore looks at a
renamed file once more after the next one has begun.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from appliance.beside import Beside
from appliance.core.calls import Call
from appliance.core.errors import Fault

log = logging.getLogger(__name__)

CURRENT = "current.csv"
ROTATE_AT = 4 << 20  # bytes, about 4,000 calls
LOOK_EVERY = 1.0  # seconds; the manager's word comes sooner
AFTER_FAULT = 30.0  # seconds
_BATCH = 64 << 10


@dataclass(frozen=True, slots=True)
class Place:
    """How far the spool was read: `file` is the inode's number, `position` counts bytes."""

    file: str
    position: int


class Taker(Protocol):
    """The history, which keeps events and the place behind them in one transaction."""

    def place(self) -> Place | None:
        """Where to go on; None at the very beginning."""

    def take(self, lines: Sequence[str], place: Place) -> Sequence[Call]:
        """Keep the lines; the calls they ended. Fault when there is no room."""


@dataclass(frozen=True, slots=True)
class CallSpool:
    """The folder `folder`, read into `taker`; each call that ended is told to `ended`.

    What waits for the disk is done `beside`.
    """

    folder: Path
    taker: Taker
    ended: Callable[[Call], None]
    beside: Beside
    rotate_at: int = ROTATE_AT

    async def run(self, look: asyncio.Event) -> None:
        """For good: read whenever `look` is set, and once a second besides."""
        while True:
            try:
                await self._take_in()
            except (Fault, OSError) as error:
                log.error("call spool: %s", error)  # noqa: TRY400  # told in words
                await asyncio.sleep(AFTER_FAULT)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await look.wait()
            look.clear()

    async def _take_in(self) -> None:
        """In many steps: a day's arrears must not keep others waiting who write there too."""
        batches = self.batches()
        while (calls := await self.beside(lambda: next(batches, None))) is not None:
            for call in calls:
                self.ended(call)

    def batches(self) -> Iterator[Sequence[Call]]:
        """Take in every whole line there is, then rotate when the file has grown large.

        Each step gives the calls that it ended.
        """
        files = self._unread()
        for number, file in enumerate(files):
            yield from self._read(file, torn_is_whole=number < len(files) - 1)
        self._remove_read()
        self._rotate()

    def _files(self) -> list[Path]:
        """Oldest first; the one Asterisk writes to is the last."""
        rotated = sorted(self.folder.glob("[0-9]*.csv"))
        current = self.folder / CURRENT
        return [*rotated, *([current] if current.exists() else [])]

    def _unread(self) -> list[Path]:
        files = self._files()
        place = self.taker.place()
        inodes = [str(file.stat().st_ino) for file in files]
        if place is not None and place.file in inodes:
            return files[inodes.index(place.file) :]
        return files

    def _read(self, path: Path, *, torn_is_whole: bool) -> Iterator[Sequence[Call]]:
        """A line without its end is still being written, unless a later file has begun."""
        with path.open("rb") as file:
            inode = str(path.stat().st_ino)
            place = self.taker.place()
            position = place.position if place is not None and place.file == inode else 0
            if position > path.stat().st_size:  # the end was lost with the power, or it is another
                position = 0  # lines that were taken before are known
            file.seek(position)
            while chunk := file.read(_BATCH):
                whole = chunk.rfind(b"\n") + 1
                if not whole:
                    if len(chunk) < _BATCH and not torn_is_whole:
                        return
                    whole = len(chunk)  # a torn end, or a line beyond all reason
                position += whole
                os.fdatasync(file.fileno())  # the place must not outlive the lines before it
                lines = chunk[:whole].decode("utf-8", "replace").split("\n")
                yield self.taker.take(
                    [line for line in lines if line.strip()], Place(inode, position)
                )
                file.seek(position)

    def _remove_read(self) -> None:
        """Rotated files that lie before the place were taken in whole, and looked at again."""
        place = self.taker.place()
        if place is None:
            return
        files = self._files()
        inodes = [str(file.stat().st_ino) for file in files]
        if place.file in inodes:
            for file in files[: inodes.index(place.file)]:
                file.unlink()

    def _rotate(self) -> None:
        current = self.folder / CURRENT
        if not current.exists() or current.stat().st_size < self.rotate_at:
            return
        numbers = [int(file.stem) for file in self._files() if file.stem.isdigit()]
        current.rename(self.folder / f"{max(numbers, default=0) + 1:08d}.csv")
