"""A generation's tree of files: laid down, read back, and looked at for another's hand.

What is the same as in the generation before is the same file under a second name, so that a small
change of a large office writes little. Nothing writes to a file of a generation after that.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.apply.plan import Files
from appliance.apply.tables import Made, database, text_of
from appliance.compiler.tables import is_table, name_of
from appliance.durable import coming, create, sync, sync_folder, write_whole

MANIFEST = "manifest"
_OWN = {MANIFEST, coming(MANIFEST)}  # a tree that is looked at while it is settled has both
# Group-readable: the generations folder gives its group, Asterisk's, to all below it.
_FOLDER_MODE = 0o750
_FILE_MODE = 0o640


@dataclass(frozen=True, slots=True)
class Seal:
    """How a file looked when it was laid or read; whoever writes to it breaks that."""

    inode: int
    size: int
    modified: int  # nanoseconds


@dataclass(frozen=True, slots=True)
class Laid:
    """A tree on disk. `digests` says what was put there, SHA-256 by path; `files` what it means.

    A file without a seal was found other than it was put there. What is `fresh` may not be on the
    disk yet, and neither it nor the manifest has its digest, until it is settled.
    """

    folder: Path
    files: Files
    digests: Mapping[str, str]
    seals: Mapping[str, Seal]
    fresh: Mapping[str, bytes] = field(default_factory=dict)

    def moved(self, folder: Path) -> "Laid":
        """The same tree under another name."""
        return replace(self, folder=folder)


_GONE = Seal(0, 0, 0)


def _sealed(found: os.stat_result) -> Seal:
    return Seal(found.st_ino, found.st_size, found.st_mtime_ns)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lay(folder: Path, files: Files, like: Laid | None = None) -> Laid:
    """Write `files` below the new `folder`; what `like` has already is taken from there.

    What that costs is what differs: the digest of a table of thousands is left to `settle`.
    """
    folder.mkdir(_FOLDER_MODE)
    for parent in sorted({path.rpartition("/")[0] for path in files} - {""}):
        (folder / parent).mkdir(_FOLDER_MODE)
    digests: dict[str, str] = {}
    seals: dict[str, Seal] = {}
    fresh: dict[str, bytes] = {}
    for path, text in files.items():
        if like is not None and _taken(like, folder, path, text):
            digests[path], seals[path] = like.digests[path], like.seals[path]
            continue
        fresh[path] = _content(path, text, like)
        create(folder / path, fresh[path], _FILE_MODE, durably=False)
        seals[path] = _sealed(os.lstat(f"{folder}/{path}"))
    return Laid(folder, dict(files), digests, seals, fresh)


def _manifest(digests: Mapping[str, str]) -> str:
    """What `sha256sum -c` needs to see that every file is as it was put there."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))


def _taken(like: Laid, folder: Path, path: str, text: str) -> bool:
    """Give the file that `like` has a second name; False when it has none that is the same."""
    if like.files.get(path) != text or not _untouched(like, path):
        return False
    try:
        os.link(f"{like.folder}/{path}", f"{folder}/{path}", follow_symlinks=False)
    except OSError:  # another file system, or too many names: it is written instead
        return False
    return True


def _content(path: str, text: str, like: Laid | None) -> bytes:
    if not is_table(path):
        return text.encode()
    return database(text, _near(path, like))


def _near(path: str, like: Laid | None) -> Made | None:
    """The table of this name as it was, to be changed where it differs."""
    if like is None:
        return None
    for old, text in like.files.items():
        if is_table(old) and name_of(old) == name_of(path) and _untouched(like, old):
            return Made(text, (like.folder / old).read_bytes())
    return None


def _untouched(laid: Laid, path: str) -> bool:
    try:
        return _sealed(os.lstat(f"{laid.folder}/{path}")) == laid.seals.get(path)
    except OSError:
        return False


def settle(laid: Laid) -> Laid:
    """The same tree, every file and name of which is on the disk when this returns."""
    digests = {**laid.digests, **{path: _digest(each) for path, each in laid.fresh.items()}}
    write_whole(laid.folder / MANIFEST, _manifest(digests).encode(), _FILE_MODE)
    for path in laid.fresh:
        sync(laid.folder / path)
    for folder in sorted({(laid.folder / path).parent for path in laid.files} - {laid.folder}):
        sync_folder(folder)
    return replace(laid, digests=digests, fresh={})


def look(folder: Path) -> Laid:
    """The tree below `folder`, whoever put it there; empty when there is none."""
    promised = _promised(folder)
    seals = dict(_seen(folder))
    contents = {path: (folder / path).read_bytes() for path in sorted(seals)}
    found = {path: _digest(content) for path, content in contents.items()}
    digests = promised or found
    whole = {path: seal for path, seal in seals.items() if digests.get(path) == found[path]}
    files = {path: _meaning(path, content) for path, content in contents.items()}
    return Laid(folder, files, digests, whole)


def _seen(folder: Path | str, at: str = "") -> Iterator[tuple[str, Seal]]:
    """Every file below but the manifest, and how it looks; none when there is no such folder."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _seen(entry.path, f"{at}{entry.name}/")
        elif at + entry.name not in _OWN:
            yield at + entry.name, _sealed(entry.stat(follow_symlinks=False))


def _promised(folder: Path) -> dict[str, str]:
    """What the manifest says; empty without one."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("  ") for line in lines)
    return {path: digest for digest, _, path in pairs}


def _meaning(path: str, content: bytes) -> str:
    """A file's text; of a table what makes it. What cannot be read means nothing we ever wrote."""
    if is_table(path):
        try:
            return text_of(content)
        except ValueError:
            return ""
    return content.decode(errors="replace")


def touched(laid: Laid) -> tuple[str, ...]:
    """Files that are no longer as they were put there: changed, taken away, or added."""
    now = dict(_seen(laid.folder))
    others = [path for path in laid.digests if now.get(path, _GONE) != laid.seals.get(path)]
    changed = {path for path in others if _now(laid.folder / path) != laid.digests[path]}
    return tuple(sorted(changed | (now.keys() - laid.digests.keys())))


def _now(path: Path) -> str:
    try:
        return _digest(path.read_bytes())
    except OSError:
        return ""
