"""Products kept by what they are made of: `<cache>/<kind>/<sha256 of inputs>`, whole or absent."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from build.lib.settings import settings

_KEPT = 4  # products of a kind that stay, however long ago they were used
_UNUSED = 4 * 3600  # seconds until what nobody holds may go. Each commit makes some 3 GB


def digest(parts: Iterable[str | bytes]) -> str:
    """A key over `parts` in order; each is delimited, so no two lists share one."""
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        total.update(len(raw).to_bytes(8, "big"))
        total.update(raw)
    return total.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def folder_digest(folder: Path, ignore: tuple[str, ...] = ("__pycache__",)) -> str:
    """SHA-256 over names, modes, link targets and contents below `folder`."""
    parts: list[str] = []
    for path in sorted(folder.rglob("*")):
        if any(part in ignore for part in path.relative_to(folder).parts):
            continue
        shown = str(path.relative_to(folder))
        if path.is_symlink():
            parts += [shown, "link", str(path.readlink())]
        elif path.is_file():
            parts += [shown, oct(path.stat().st_mode & 0o777), file_digest(path)]
    return digest(parts)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time make the product called `name`."""
    with _lock(name).open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def _lock(name: str) -> Path:
    folder = settings().cache / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.lock"


def product(kind: str, key: str, make: Callable[[Path], None]) -> Path:
    """The folder `<cache>/<kind>/<key>`, made by `make` in a temporary place if it is not there.

    An interrupted `make` leaves only a `.part` folder, which the next of its kind removes.
    """
    place = settings().cache / kind / key
    if place.exists():
        os.utime(place)
        return hold(place)
    with locked(_maker(place)):
        if place.exists():
            return hold(place)
        part = place.with_name(f".{key}.part")
        remove(part)
        part.mkdir(parents=True)
        make(part)
        part.rename(place)
        _forget_old(place)
    return hold(place)


def _maker(place: Path) -> str:
    """The lock of whoever makes the product at `place`."""
    return f"{place.parent.name}-{place.name[:16]}"


def hold(place: Path) -> Path:
    """Keep a product from being deleted while this process runs: a campaign may take all night.

    `place` is its folder, or a file in that, such as a bundle.
    """
    folder = place if place.is_dir() else place.parent
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)  # open until the process ends
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return place


def _held(place: Path) -> bool:
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _forget_old(fresh: Path) -> None:
    """Delete products beside `fresh` that nothing asked for in hours, but keep the last few."""
    with locked(f"{fresh.parent.name}-old"):  # two builds at once would delete the same ones
        beside = [p for p in fresh.parent.iterdir() if p != fresh and not p.name.startswith(".")]
        by_use = sorted(beside, key=lambda p: p.stat().st_mtime, reverse=True)
        for old in by_use[_KEPT - 1 :]:
            if time.time() - old.stat().st_mtime > _UNUSED and not _held(old):
                remove(old)
        for part in fresh.parent.glob(".*.part"):
            _remove_unless_made(part)


def _remove_unless_made(part: Path) -> None:
    """Delete what an interrupted `make` has left, unless somebody is at it again."""
    place = part.with_name(part.name.removeprefix(".").removesuffix(".part"))
    with _lock(_maker(place)).open("w") as opened, contextlib.suppress(BlockingIOError):
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        remove(part)


@contextmanager
def scratch(name: str, within: Path | None = None) -> Iterator[Path]:
    """A folder while the block runs, of the cache or `within` another.

    What killed ones of that `name` left there goes.
    """
    place = within or settings().cache
    with locked(f"scratch-{name}"):
        for left in place.glob(f"{name}-*"):
            with contextlib.suppress(FileNotFoundError):  # its owner ends meanwhile
                if _ours(left) and not _held(left):
                    remove(left)
        made = hold(Path(tempfile.mkdtemp(dir=place, prefix=f"{name}-")))
    try:
        yield made
    finally:
        # What was killed in it may write a moment longer; what stays goes with the next.
        shutil.rmtree(made, ignore_errors=True)


def _ours(left: Path) -> bool:
    """Everybody may write to /tmp."""
    seen = left.lstat()
    return stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid()


def remove(folder: Path) -> None:
    """Delete `folder` if it is there; read-only files in it do not hinder."""
    if folder.exists():
        shutil.rmtree(folder)
