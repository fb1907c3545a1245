"""What a machine wrote to its disk, in order, as QEMU's blklogwrites keeps it.

Format: Linux, Documentation/admin-guide/device-mapper/log-writes.rst.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
_MAGIC = 0x6A736677736872
_FLUSH, _FUA, _DISCARD = 1, 2, 4
_HEAD = struct.Struct("<QQQI")
_ENTRY = struct.Struct("<QQQQ")


@dataclass(frozen=True, slots=True)
class Entry:
    """A write of `size` bytes to `offset` of the disk, whose bytes lie at `place` in the log.

    `flush` promises that everything before it is on the disk, and nothing about itself unless it
    is `forced` too. `size` is 0 for a bare flush and for a discard, which may do nothing.
    """

    offset: int
    size: int
    place: int
    flush: bool
    forced: bool


def entries(log: Path) -> Iterator[Entry]:
    """All that was logged whole; a machine that was switched off may leave half an entry."""
    end = log.stat().st_size
    with log.open("rb") as opened:
        magic, version, _count, sector = _HEAD.unpack(opened.read(_HEAD.size))
        if (magic, version, sector) != (_MAGIC, 1, SECTOR):
            raise ValueError(f"{log} is no log of writes: {magic:#x} {version} {sector}")
        place = SECTOR
        while place + SECTOR <= end:
            opened.seek(place)
            first, count, flags, _length = _ENTRY.unpack(opened.read(_ENTRY.size))
            if not (count or flags):
                return
            size = 0 if flags & _DISCARD else count * SECTOR
            place += SECTOR
            yield Entry(first * SECTOR, size, place, bool(flags & _FLUSH), bool(flags & _FUA))
            place += size


@dataclass(frozen=True, slots=True)
class Step:
    """What was written between two promises: `kept` by the second; it ends at `end` in the log."""

    writes: tuple[Entry, ...]
    end: int


def steps(log: Path) -> Iterator[Step]:
    """The log cut at its promises; what came after the last is not promised and left out."""
    writes: list[Entry] = []
    for entry in entries(log):
        if entry.flush or entry.forced:
            # A flush covers what is before it; a forced write is on the disk when it is done.
            if entry.forced and entry.size:
                writes.append(entry)
            yield Step(tuple(writes), entry.place)
            writes = [entry] if entry.size and not entry.forced else []
        elif entry.size:
            writes.append(entry)
