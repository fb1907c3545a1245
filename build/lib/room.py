"""Room on the builder's machine: asked for before a first build, and told when it has run out."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from build.lib.settings import BuildError, settings

# What the README says a first build wants, in bytes.
DISK = 25 * 10**9
MEMORY = 3 * 10**9
# The kernel keeps some of what a machine is given, so that one of 3 GB shows a little less.
_SHOWN = 0.9
_NOTHING_LEFT = 64 << 20  # bytes: a disk with less takes no part of a build any more
_FULL = {errno.ENOSPC, errno.EDQUOT}
_ELSEWHERE = "free some, or set LINEMAN_CACHE to a folder on a larger disk"


def check(memory: Path = Path("/proc/meminfo")) -> None:
    """BuildError where this machine is too small for what a first build makes.

    One that has made an image already is taken to be large enough: what has not changed is not
    made again. `memory` is the kernel's table of it.
    """
    place = settings().cache
    place.mkdir(parents=True, exist_ok=True)
    if any(not made.name.startswith(".") for made in place.glob("images/*")):
        return
    has = _memory(memory.read_text())
    if has < _SHOWN * MEMORY:
        raise BuildError(
            f"the build needs {_gb(MEMORY)} of memory, and this machine has {_gb(has)},"
            " swap space included: give it more, or add swap space"
        )
    free, made = shutil.disk_usage(place).free, _taken(place)
    if free + made < DISK:
        already = f" besides the {_gb(made)} of it that are there" if made >= 10**8 else ""
        raise BuildError(
            f"a first build needs {_gb(DISK)} of disk, and {place} has {_gb(free)} free"
            f"{already}: {_ELSEWHERE}"
        )


def is_full(error: OSError) -> bool:
    """Is a disk without room, or a quota that is used up, what `error` tells of?"""
    # Copying a folder joins the errors of its files to one without a number.
    return error.errno in _FULL or any(os.strerror(each) in str(error) for each in _FULL)


def cure(*, known: bool = False) -> str:
    """What to do about a full disk, in a sentence; empty where none is, unless that is `known`."""
    places = [settings().cache, Path(tempfile.gettempdir())]
    full = [p for p in places if p.exists() and shutil.disk_usage(p).free < _NOTHING_LEFT]
    if not full and not known:
        return ""
    shown = " and ".join(f"{p} ({_gb(shutil.disk_usage(p).free)} free)" for p in full or places)
    return f"there is no room left on the disk of {shown}: {_ELSEWHERE}, then start again"


def _gb(count: int) -> str:
    return f"{count / 1e9:.1f} GB".replace(".0 ", " ")


def _memory(table: str) -> int:
    """Bytes of memory and swap space in the kernel's `table`."""
    return sum(int(kib) << 10 for kib in re.findall(r"^(?:Mem|Swap)Total: +(\d+)", table, re.M))


def _taken(folder: Path) -> int:
    """Bytes that everything in `folder` takes on its disk."""
    argv = ["du", "--summarize", "--block-size=1", "--one-file-system", str(folder)]
    # What another build removes meanwhile makes it complain; its sum is good enough.
    shown = subprocess.run(argv, capture_output=True, text=True, check=False).stdout
    return int(shown.split()[0]) if shown else 0
