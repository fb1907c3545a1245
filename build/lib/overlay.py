"""Lay `rootfs-overlay` over a root, with the modes that follow from what a file is."""

from __future__ import annotations

import shutil
from pathlib import Path

_NOT_FOR_THE_BOX = {"README.md"}


def is_program(path: Path) -> bool:
    """Whether a file of the overlay is run: it is a libexec file or starts with `#!`."""
    if "libexec" in path.parts:
        return path.suffix != ".sh"
    with path.open("rb") as opened:
        return opened.read(2) == b"#!"


def lay(overlay: Path, root: Path) -> None:
    """Copy `overlay` onto `root`: folders and programs 0755, other files 0644, links as links."""
    for source in sorted(overlay.rglob("*")):
        inside = source.relative_to(overlay)
        if inside.parts[0] in _NOT_FOR_THE_BOX:
            continue
        target = root / inside
        if source.is_symlink():
            if target.is_symlink() or target.is_file():
                target.unlink()
            elif target.is_dir():
                shutil.rmtree(target)
            target.symlink_to(source.readlink())
        elif source.is_dir():
            if not target.is_dir():
                target.mkdir()
                target.chmod(0o755)
        else:
            target.unlink(missing_ok=True)
            shutil.copyfile(source, target)
            target.chmod(0o755 if is_program(source) else 0o644)
