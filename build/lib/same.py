"""Whether two folders are the same to the last bit, owner, mode and time; standard library only."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path


def _content(path: Path, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return f"-> {path.readlink()}"
    if not stat.S_ISREG(mode):
        return ""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def described(path: Path, *, content_only: bool = False) -> str:
    """One line with all that an image would carry of `path`, or of what is in it alone."""
    seen = path.lstat()
    if content_only:
        return f"{stat.filemode(seen.st_mode)[0]} {_content(path, seen.st_mode)}"
    names = sorted(os.listxattr(path, follow_symlinks=False))
    extra = [f"{n}={os.getxattr(path, n, follow_symlinks=False).hex()}" for n in names]
    kind = [stat.filemode(seen.st_mode), f"{seen.st_uid}:{seen.st_gid}", f"{seen.st_mtime:.0f}"]
    return " ".join([*kind, _content(path, seen.st_mode), *extra])


def listing(folder: Path, *, content_only: bool = False) -> dict[str, str]:
    """`described` of everything below `folder`, by its path."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place) / name
            found[str(path.relative_to(folder))] = described(path, content_only=content_only)
    return found


def differences(one: Path, other: Path, *, content_only: bool = False) -> Iterator[str]:
    """A line for each path that is not the same in both, in order."""
    left, right = (listing(folder, content_only=content_only) for folder in (one, other))
    for path in sorted(left.keys() | right.keys()):
        if left.get(path) != right.get(path):
            yield f"{path}: {left.get(path, 'absent')} | {right.get(path, 'absent')}"
