"""A log of writes as QEMU lays it out."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.campaign.powercut.log import SECTOR

FLUSH, FUA, DISCARD = 1, 2, 4


def logged(path: Path, *entries: tuple[int, bytes, int]) -> Path:
    """(sector, content, flags) each."""
    out = [struct.pack("<QQQI", 0x6A736677736872, 1, len(entries), SECTOR).ljust(SECTOR, b"\0")]
    for sector, content, flags in entries:
        count = 8 if flags & DISCARD else len(content) // SECTOR
        out.append(struct.pack("<QQQQ", sector, count, flags, 0).ljust(SECTOR, b"\0"))
        out.append(content)
    path.write_bytes(b"".join(out))
    return path
