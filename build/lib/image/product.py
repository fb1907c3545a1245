"""Image and bundle as products of the cache, made inside the workshop out of the root tree."""

from __future__ import annotations

import shutil
from pathlib import Path

from build.lib import chroot, contents, release, roots, signing
from build.lib.cache import digest, file_digest, folder_digest, product
from build.lib.image import update
from build.lib.progress import say, step
from build.lib.settings import TREE, commit_time
from build.lib.supply import tables
from build.lib.tree import tree

_DISK = TREE / "build" / "disk"
_CODE = Path(__file__).parent


def image() -> Path:
    """The folder with lineman.img (the whole disk), root.img, boot.img, parts.json and lists.

    Raises BuildError where something changed that may not change unseen; see `contents.check`; and
    where a release is asked for of a tree that is no commit's.
    """
    release.refuse_uncommitted()
    made = tree()
    lists = contents.contents(made)
    contents.check(lists)
    words = [
        made.root.parent.name,
        lists.name,
        folder_digest(_DISK),
        folder_digest(_CODE),
        roots.workshop().path.name,
    ]

    def make(part: Path) -> None:
        argv = [
            "python3", "-m", "build.lib.image.assemble", "--tree", str(made.root),
            "--disk", str(_DISK), "--out", str(part),
            "--version", release.version(), "--epoch", str(commit_time()),
        ]  # fmt: skip
        with step("assembling the disk image"):
            chroot.run(roots.workshop(), argv, cwd=TREE)
        shutil.copytree(lists, part / "contents")
        say(tables.families((lists / "sizes.txt").read_text()))

    return product("images", digest([*words, release.version(), str(commit_time())]), make)


def bundle_name() -> str:
    """The file a person downloads and uploads."""
    return f"lineman-{release.version()}.raucb"


def bundle() -> Path:
    """The signed update bundle of `image`."""
    disk, pem = image(), signing.bundle_key()
    text = update.manifest(release.version())

    def in_workshop(argv: list[str]) -> None:
        chroot.run(roots.workshop(), argv)

    def make(part: Path) -> None:
        with step("signing the update bundle"):
            images = (disk / "root.img", disk / "boot.img")
            update.pack(images, text, pem, part / bundle_name(), in_workshop)

    key = digest([disk.name, text, file_digest(pem)])
    return product("bundles", key, make) / bundle_name()
