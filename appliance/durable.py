"""Files that survive a power cut: old or new, never half, and never somebody else's link."""

import os
from pathlib import Path


def coming(name: str) -> str:
    """What the file that is to be called so is called until it is whole."""
    return f".{name}.new"


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put `content` in place of the file at `path` by one rename. OSError leaves the old one."""
    fresh = path.with_name(coming(path.name))
    fresh.unlink(missing_ok=True)
    try:
        create(fresh, content, mode)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def create(path: Path, content: bytes, mode: int, *, durably: bool = True) -> None:
    """A file that was not there, on the disk when this returns; its name is not yet.

    Not `durably`: somebody calls `sync` for it before it counts.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(content)
        file.flush()
        if durably:
            os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Make what was written to a file durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def point(link: Path, target: Path) -> None:
    """Make `link` point at `target` by one rename, so that it always points somewhere."""
    fresh = link.with_name(coming(link.name))
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
