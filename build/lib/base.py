"""The package `lineman-base`: what stands in for larger packages, and the exchange's keeper."""

from __future__ import annotations

from pathlib import Path

from build.lib import chroot, roots
from build.lib.cache import digest, folder_digest, product
from build.lib.chroot import Bind
from build.lib.settings import TREE

CHANGES = TREE / "build" / "base"


def package() -> Path:
    """The .deb, made on first use."""
    root = roots.compiler()

    def make(part: Path) -> None:
        binds = (Bind(part, "/build"), Bind(CHANGES, "/build/changes", read_only=True))
        chroot.run(root, ["/build/changes/make"], binds=binds)
        (part / "changes").rmdir()

    return (
        product("base", digest([root.path.name, folder_digest(CHANGES)]), make) / "lineman-base.deb"
    )
