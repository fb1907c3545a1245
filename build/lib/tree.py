"""The box's root tree, whole: what boot chain, image and bundle are made from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from build.lib import application, boxroot, chroot, overlay, roots
from build.lib.boxroot import MADE_HERE, BoxRoot
from build.lib.cache import digest, file_digest, folder_digest, product, scratch
from build.lib.progress import step
from build.lib.settings import TREE, commit_time

_FORMAT = "1"  # raise when the way the tree is made changes
_SETTLE = TREE / "build" / "roots" / "settle-tree"
_OVERLAY = TREE / "rootfs-overlay"


@dataclass(frozen=True, slots=True)
class Tree:
    """The finished tree and the layer it was made of (which keeps the package database)."""

    root: Path
    layer: BoxRoot


def tree() -> Tree:
    """The tree of this commit (and of uncommitted changes), made on first use."""
    layer = boxroot.box_root()
    parts = [_FORMAT, layer.folder.name, str(commit_time()), folder_digest(_OVERLAY)]
    key = digest([*parts, file_digest(_SETTLE), application.key()])

    def make(part: Path) -> None:
        with step("laying the box's root tree"):
            _lay(layer, part / "root")

    return Tree(product("trees", key, make) / "root", layer)


def _lay(layer: BoxRoot, root: Path) -> None:
    copy = ["cp", "--archive", "--reflink=auto", str(layer.root), str(root)]
    chroot.run(roots.workshop(), copy)
    overlay.lay(_OVERLAY, root)
    application.install(root)
    settle = [str(_SETTLE), str(root), str(commit_time()), str(MADE_HERE)]
    chroot.run(roots.workshop(), settle)


def again() -> Path:
    """The same tree made once more, at another place with another umask, to compare them."""
    first = tree()

    def make(part: Path) -> None:
        with step("laying the root tree once more"), scratch("once-more") as made:
            before = os.umask(0o077)
            try:
                _lay(first.layer, made / "elsewhere")
            finally:
                os.umask(before)
            (made / "elsewhere").rename(part / "root")

    return product("trees-again", first.root.parent.name, make) / "root"


def root_tree() -> Path:
    """The tree's folder: owners, modes and times are those of the image."""
    return tree().root
