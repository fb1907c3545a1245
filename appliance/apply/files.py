"""Writing that survives a power cut: staged, synced, switched by one rename."""

import os
from pathlib import Path

from appliance.apply.plan import Files

# Group-readable: the generations folder gives its group, Asterisk's, to all below it.
_FOLDER_MODE = 0o750
_FILE_MODE = 0o640


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_tree(folder: Path, files: Files) -> None:
    """Write `files` below the new `folder`, every one of them on disk when this returns."""
    folder.mkdir(_FOLDER_MODE)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)
        _write(target, text.encode())
    for inside in {folder, *(folder / path for path in files)}:
        sync_folder(inside if inside == folder else inside.parent)


def _write(target: Path, content: bytes) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_tree(folder: Path) -> dict[str, str]:
    """Every file below `folder` by its path; empty when there is none."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def point(link: Path, target: Path) -> None:
    """Make `link` point at `target` by one rename, so that it always points somewhere."""
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
