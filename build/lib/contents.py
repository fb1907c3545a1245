"""The lists of what is in the root tree, and the references they are held to."""

from __future__ import annotations

import difflib
from pathlib import Path

from build.lib import chroot, pins, roots
from build.lib.cache import digest, file_digest, folder_digest, product
from build.lib.progress import step, warn
from build.lib.release import version
from build.lib.settings import TREE, BuildError, commit_time
from build.lib.tree import Tree

REFERENCES = TREE / "build" / "reference"
_LICENCES = REFERENCES / "licences.toml"
_CODE = TREE / "build" / "lib" / "supply"
_IMAGE = TREE / "build" / "lib" / "image"  # tells what the workshop gives to the image


def contents(tree: Tree) -> Path:
    """A folder with both SBOMs, licences, sizes and `reference/`, made on first use."""
    words = [tree.root.parent.name, version(), folder_digest(_CODE), file_digest(_LICENCES),
             folder_digest(_IMAGE), roots.workshop().path.name]  # fmt: skip

    def make(part: Path) -> None:
        argv = [
            "python3", "-m", "build.lib.supply.write", "--root", str(tree.root),
            "--dpkg", str(tree.layer.dpkg), "--packages", str(tree.layer.repo / "Packages"),
            "--tree", str(TREE), "--out", str(part),
            "--workshop", str(roots.index("workshop")),
            "--version", version(), "--epoch", str(commit_time()),
        ]  # fmt: skip
        with step("listing what is in the root"):
            done = chroot.run(roots.workshop(), argv, cwd=TREE, check=False)
        if done.returncode != 0:
            raise BuildError("the lists of the root's contents could not be made; see above")

    return product("contents", digest(words), make)


def drift(made: Path, kept: Path = REFERENCES) -> str:
    """What `made`/reference has otherwise than the files in `kept`, as a diff; empty if nothing."""
    lines: list[str] = []
    for fresh in sorted((made / "reference").iterdir()):
        file = kept / fresh.name
        old = file.read_text() if file.exists() else ""
        lines += difflib.unified_diff(
            old.splitlines(), fresh.read_text().splitlines(),
            f"build/reference/{fresh.name}", "this tree", n=0, lineterm="",
        )  # fmt: skip
    return "\n".join(lines)


def check(made: Path) -> None:
    """Raise BuildError with the difference if a reference has drifted.

    With other versions than the pinned ones some difference is to be expected: it is told aloud.
    """
    changed = drift(made)
    if changed and pins.drifted():
        warn(f"what may not change unseen has changed with the versions:\n{changed}")
    elif changed:
        raise BuildError(
            f"what may not change unseen has changed:\n{changed}\n\n"
            "Is it meant? Then run build/contents --accept and commit build/reference."
        )


def accept(made: Path, kept: Path = REFERENCES) -> None:
    """Make the references what the tree is now."""
    for fresh in sorted((made / "reference").iterdir()):
        (kept / fresh.name).write_text(fresh.read_text())
