"""A difference of one bit, mode, owner, time or attribute is a difference."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from build.lib.same import differences


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of a folder."""
    one = tmp_path / "one"
    (one / "sub").mkdir(parents=True)
    (one / "sub/file").write_text("text")
    (one / "link").symlink_to("sub/file")
    shutil.copytree(one, tmp_path / "other", symlinks=True)
    return one, tmp_path / "other"


def test_copies_are_the_same(pair: tuple[Path, Path]) -> None:
    assert list(differences(*pair)) == []


def _point(link: Path) -> None:
    link.unlink()
    link.symlink_to("sub/fil")


CHANGES: dict[str, Callable[[Path], None]] = {
    "content": lambda f: os.truncate(f / "sub/file", 3),
    "mode": lambda f: (f / "sub/file").chmod(0o600),
    "owner": lambda f: os.chown(f / "sub/file", 1, -1),
    "time": lambda f: os.utime(f / "sub", (1, 1)),
    "attribute": lambda f: os.setxattr(f / "sub/file", "trusted.x", b"1"),
    "target": lambda f: _point(f / "link"),
    "surplus": lambda f: (f / "more").mkdir(),
    "missing": lambda f: (f / "link").unlink(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_told_with_its_path(pair: tuple[Path, Path], what: str) -> None:
    seen = {path: path.lstat().st_mtime_ns for path in (*pair, *pair[1].rglob("*"))}
    CHANGES[what](pair[1])
    if what != "time":
        for path in pair[1].rglob("*"):
            if path in seen:
                os.utime(path, ns=(seen[path], seen[path]), follow_symlinks=False)
    told = list(differences(*pair))
    assert len(told) == 1
    assert told[0].split(":")[0] in {"sub", "sub/file", "link", "more"}
