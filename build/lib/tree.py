"""The box's root tree, whole: what boot chain, image and bundle are made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from build.lib import application, boxroot, chroot, overlay, roots
from build.lib.boxroot import MADE_HERE, BoxRoot
from build.lib.cache import digest, file_digest, folder_digest, product
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
        root = part / "root"
        with step("laying the box's root tree"):
            copy = ["cp", "--archive", "--reflink=auto", str(layer.root), str(root)]
            chroot.run(roots.workshop(), copy)
            overlay.lay(_OVERLAY, root)
            application.install(root)
            chroot.run(
                roots.workshop(), [str(_SETTLE), str(root), str(commit_time()), str(MADE_HERE)]
            )

    return Tree(product("trees", key, make) / "root", layer)


def root_tree() -> Path:
    """The tree's folder: owners, modes and times are those of the image."""
    return tree().root
