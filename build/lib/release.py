"""Which release this tree is, as the box and its lists say it."""

from __future__ import annotations

import os
import re
import tomllib

from build.lib.settings import TREE, BuildError, settings, uncommitted

# RAUC compares it: a bundle for other hardware is refused.
COMPATIBLE = "lineman-x86-64"


def version() -> str:
    """The project's version; LINEMAN_VERSION names another, to try an update with one tree."""
    project = tomllib.loads((TREE / "pyproject.toml").read_text())["project"]
    named = os.environ.get("LINEMAN_VERSION", "") or str(project["version"])
    if not re.fullmatch(r"[0-9A-Za-z.+~-]{1,40}", named):
        raise BuildError(f"LINEMAN_VERSION={named}: letters, digits and .+~- wanted, at most 40")
    return named


def refuse_uncommitted() -> None:
    """Raises BuildError when a release is asked for that nobody could build again."""
    if not settings().release:
        return
    if os.environ.get("LINEMAN_VERSION", ""):
        raise BuildError("LINEMAN_VERSION is set: the version of a release is its commit's own")
    if files := uncommitted():
        some = "\n  ".join(files[:10])
        raise BuildError(f"a release is built from a commit, and this is in none:\n  {some}")


def os_release(debian: str) -> str:
    """The box's os-release(5) out of the one of the Debian release it is made of."""
    base = dict(
        line.split("=", 1) for line in debian.splitlines() if "=" in line and line[0] != "#"
    )
    return (
        f'PRETTY_NAME="Lineman {version()}"\nNAME="Lineman"\nID=lineman\nID_LIKE=debian\n'
        f'VERSION_ID="{version()}"\nVERSION_CODENAME={base["VERSION_CODENAME"]}\n'
        f"IMAGE_ID=lineman\nIMAGE_VERSION={version()}\n"
    )
