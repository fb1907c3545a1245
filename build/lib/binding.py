"""The binding's extensions, compiled against the box's Python in the compile root."""

from __future__ import annotations

import shlex
from pathlib import Path

from build.lib import chroot, roots, wheels
from build.lib.cache import digest, folder_digest, product
from build.lib.chroot import Bind
from build.lib.progress import step
from build.lib.settings import TREE


def extensions() -> Path:
    """A folder with `drivers/…/_binding.*.so`, laid out as in the tree."""
    root = roots.compiler()
    tools = wheels.folder(roots.workshop(), "compile")
    key = digest(
        [
            root.path.name,
            tools.name,
            folder_digest(TREE / "drivers" / "dahdi"),
            folder_digest(TREE / "drivers" / "virtual" / "pri"),
        ]
    )

    def make(part: Path) -> None:
        argv = [
            "python3",
            str(TREE / "drivers/dahdi/_build.py"),
            "/build",
            "--include",
            "/usr/include",
        ]
        flags = shlex.join(["-ffile-prefix-map=/build=.", f"-ffile-prefix-map={TREE}=."])
        with step("compiling the binding"):
            chroot.run(
                root, argv, cwd=TREE, binds=(Bind(part, "/build"),),
                env={"PYTHONPATH": str(tools), "CFLAGS": flags},
            )  # fmt: skip

    return product("binding", key, make)
