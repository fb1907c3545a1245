"""The files of the tree, as git sees them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be committed; links are left out."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=TREE, check=True, capture_output=True, text=True,
    )  # fmt: skip
    paths = (TREE / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())


def text(path: Path) -> str | None:
    """The content of a text file; None for anything else."""
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return None


def shell_scripts() -> tuple[Path, ...]:
    """Files that name a shell on their first line."""

    def is_shell(path: Path) -> bool:
        with path.open("rb") as opened:
            first = opened.readline(80)
        return first.startswith(b"#!") and first.split()[0].endswith((b"/sh", b"/bash"))

    return tuple(path for path in files() if is_shell(path))
