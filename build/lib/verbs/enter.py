"""`build/enter`: a command in the workshop, or in the compile root."""

from __future__ import annotations

from build.lib import chroot, roots


def main(words: list[str]) -> int:
    """Become the command of `words`, or a shell."""
    name = "workshop"
    if words[:1] == ["--root"]:
        name, words = words[1], words[2:]
    root = roots.compiler() if name == "compile" else roots.workshop()
    chroot.become(root, words or ["bash"])
    return 0
