"""`build/bench NAME`: one measurement against its limit, with a result file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from build.lib import bare, chroot, image, roots, tree, webassets
from build.lib.settings import TREE, BuildError, measured_commit
from build.lib.verbs.start import workshop_command

BENCHES = TREE / "tests" / "bench"

# What a bench finds in its environment, unless the caller named another there.
PRODUCTS: dict[str, Callable[[], Path]] = {
    "LINEMAN_IMAGE_FOLDER": image.image,
    "LINEMAN_BUNDLE": image.bundle,
    "LINEMAN_BARE_FOLDER": bare.machine,
    "LINEMAN_ASTERISK_ROOT": tree.root_tree,
    "LINEMAN_WEB_ASSETS": webassets.assets,
    "LINEMAN_LIGHTHOUSE": webassets.lighthouse,
}
NEEDS = {
    "boot": ("LINEMAN_IMAGE_FOLDER", "LINEMAN_BARE_FOLDER"),
    "size": ("LINEMAN_IMAGE_FOLDER", "LINEMAN_BUNDLE"),
    "ami": (),
    "back": ("LINEMAN_ASTERISK_ROOT",),
    "apply": ("LINEMAN_ASTERISK_ROOT",),
    "call-cpu": ("LINEMAN_ASTERISK_ROOT",),
    "compile": (),
    "events": ("LINEMAN_WEB_ASSETS",),
    "first-screen": ("LINEMAN_WEB_ASSETS", "LINEMAN_LIGHTHOUSE"),
    "history": (),
    "idle": ("LINEMAN_ASTERISK_ROOT",),
    "pages": ("LINEMAN_WEB_ASSETS",),
    "recording-cpu": ("LINEMAN_ASTERISK_ROOT",),
    "tables": ("LINEMAN_ASTERISK_ROOT",),
    "ui-load": ("LINEMAN_ASTERISK_ROOT",),
}


def names() -> list[str]:
    """The benches there are: a file each."""
    files = BENCHES.glob("bench_*.py")
    return sorted(f.stem.removeprefix("bench_").replace("_", "-") for f in files)


def products(name: str) -> dict[str, str]:
    """What the bench called `name` measures, made if need be."""
    wanted = NEEDS.get(name, ("LINEMAN_IMAGE_FOLDER",))
    return {each: os.environ.get(each) or str(PRODUCTS[each]()) for each in wanted}


def main(words: list[str]) -> int:
    """Run the bench named by the first word."""
    if not words or words[0] not in names():
        raise BuildError(f"name one of: {', '.join(names())}")
    roots.workshop()
    argv = ["python3", "-m", "tests.bench", *words]
    done = subprocess.run(
        workshop_command(argv), env=chroot.at_work(products(words[0]) | measured_commit()),
        cwd=TREE, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode
