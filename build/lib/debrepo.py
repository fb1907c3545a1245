"""A flat apt repository out of a set of .deb files, so that roots are made from nothing else."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from build.lib.cache import digest, file_digest, product
from build.lib.fetch import copy_to
from build.lib.lockfile import Pin

_FORMAT = "2"  # raise when the way a repository is made changes


def _entry(deb: Path) -> str:
    control = subprocess.run(
        ["dpkg-deb", "--field", str(deb)], check=True, capture_output=True, text=True
    ).stdout
    return (
        f"{control.rstrip()}\nFilename: ./{deb.name}\n"
        f"Size: {deb.stat().st_size}\nSHA256: {file_digest(deb)}\n"
    )


def index(folder: Path) -> None:
    """Write the `Packages` and `Release` files of all .debs in `folder`, in order of name."""
    debs = sorted(folder.glob("*.deb"))
    with ThreadPoolExecutor(4) as pool:
        (folder / "Packages").write_text("\n".join(pool.map(_entry, debs)))
    packages = folder / "Packages"
    # mmdebstrap asks for the essential packages of the suite it was told, by this file's word.
    (folder / "Release").write_text(
        "Suite: trixie\nCodename: trixie\nDate: Thu, 01 Jan 1970 00:00:00 UTC\n"
        f"SHA256:\n {file_digest(packages)} {packages.stat().st_size} Packages\n"
    )


def repository(pins: tuple[Pin, ...], own: tuple[Path, ...] = ()) -> Path:
    """The repository of `pins` and of our `own` packages, kept by their hashes."""
    key = digest([_FORMAT, *(p.line() for p in sorted(pins)), *(file_digest(deb) for deb in own)])

    def make(part: Path) -> None:
        copy_to(pins, part)
        for deb in own:
            (part / deb.name).write_bytes(deb.read_bytes())
        index(part)

    return product("repos", key, make)
