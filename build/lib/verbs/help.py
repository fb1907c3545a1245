"""`build/help`: every verb and what it says of itself."""

from __future__ import annotations

import ast
import os
from pathlib import Path

from build.lib.settings import TREE

_LAST = """
Settings: LINEMAN_CACHE (where products are kept), LINEMAN_MIRROR (a Debian archive),
LINEMAN_SECURITY_MIRROR (that of its security updates), LINEMAN_PATIENCE (stretches every limit of
the tests on a slow machine), LINEMAN_RELEASE=1 (refuse what an everyday build only warns about).
Everything runs as root, by sudo if need be.
"""


def documentation(verb: Path) -> str:
    """The first line that the verb at `verb` says of itself; empty if it says nothing."""
    text = verb.read_text()
    if "python" in text.split("\n", 1)[0]:
        said = ast.get_docstring(ast.parse(text)) or ""
    else:
        comments = [line for line in text.splitlines()[1:] if line.startswith("# ")]
        said = comments[0].removeprefix("# ") if comments else ""
    return said.split("\n", 1)[0]


def verbs() -> list[Path]:
    """The executables in build/."""
    entries = sorted((TREE / "build").iterdir())
    return [path for path in entries if path.is_file() and os.access(path, os.X_OK)]


def main(words: list[str]) -> int:
    """Print the list."""
    del words
    print("Lineman: firmware of an office telephone server. Verbs:\n")
    for verb in verbs():
        print(f"  build/{verb.name:<10}{documentation(verb)}")
    print(_LAST)
    return 0
