"""An initial RAM disk's archive (cpio, "newc"), the same bytes for the same content."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, folder, link or node; `mode` holds kind and permissions, `data` a link's target."""

    path: str
    mode: int
    data: bytes = b""
    device: tuple[int, int] = (0, 0)


def folder(path: str) -> Entry:
    """A folder for everyone to look into."""
    return Entry(path, stat.S_IFDIR | 0o755)


def file(path: str, data: bytes, *, executable: bool = False) -> Entry:
    """A regular file."""
    return Entry(path, stat.S_IFREG | (0o755 if executable else 0o644), data)


def link(path: str, target: str) -> Entry:
    """A symbolic link."""
    return Entry(path, stat.S_IFLNK | 0o777, target.encode())


def node(path: str, major: int, minor: int) -> Entry:
    """A character device, needed before devtmpfs is mounted."""
    return Entry(path, stat.S_IFCHR | 0o600, device=(major, minor))


def _record(number: int, entry: Entry) -> bytes:
    name = entry.path.encode() + b"\0"
    links = 2 if stat.S_ISDIR(entry.mode) else 1
    fields = (
        number, entry.mode, 0, 0, links, 0, len(entry.data), 0, 0, *entry.device, len(name), 0,
    )  # fmt: skip
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + name
    return _padded(head) + _padded(entry.data)


def _padded(raw: bytes) -> bytes:
    return raw + b"\0" * (-len(raw) % 4)


def archive(entries: Iterable[Entry]) -> bytes:
    """The archive of `entries`, with the folders they need; each path may appear once."""
    given = {entry.path: entry for entry in entries}
    for path in list(given):
        parts = path.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            above = "/".join(parts[:depth])
            given.setdefault(above, folder(above))
    ordered = [given[path] for path in sorted(given)]
    records = [_record(number, entry) for number, entry in enumerate(ordered, start=1)]
    return b"".join(records) + _record(0, Entry("TRAILER!!!", 0))
