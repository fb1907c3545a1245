"""The timer's own program as it is, but for where it looks and whom it tells."""

import os
import subprocess
from pathlib import Path

from tests.unit.tree import TREE

LIBEXEC = TREE / "rootfs-overlay/usr/lib/lineman/libexec"
_ACTIVE = "/usr/lib/lineman/libexec/active.sh"
# $REFUSED is a word that fails; at line number $DIES the program that tells it is killed.
_SYSTEMCTL = """#!/bin/sh
echo "$@" >>"{told}"
[ "$(wc -l <"{told}")" != "$DIES" ] || kill -9 "$PPID"
[ "$1" != "$REFUSED" ]
"""


def put_back(run: Path, slot: Path, tools: Path, refused: str = "", dies: int = 0) -> list[str]:
    """What it tells systemd; it comes to its end unless it dies at line `dies`, counted from 1.

    A line whose first word is `refused` is not done.
    """
    tools.mkdir(exist_ok=True)
    told, systemctl = tools / "told", tools / "systemctl"
    told.write_text("")
    systemctl.write_text(_SYSTEMCTL.format(told=told))
    systemctl.chmod(0o755)
    program = (LIBEXEC / "putback").read_text()
    program = program.replace(f". {_ACTIVE}", (LIBEXEC / "active.sh").read_text())
    program = program.replace("/run/lineman", str(run))
    program = program.replace(f"readlink {run}/slot", f"echo {slot}")
    path = f"{tools}:{os.environ['PATH']}"
    subprocess.run(
        ["sh", "-c", program], check=not (refused or dies), capture_output=True, timeout=60,
        env={"PATH": path, "REFUSED": refused, "DIES": str(dies)},
    )  # fmt: skip
    return told.read_text().splitlines()
