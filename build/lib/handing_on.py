"""What is handed on of a release: the bundle, what it is made of, and checksums, in one folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from build.lib.cache import file_digest, remove

CERTIFICATE = "bundle.crt"
SUMS = "SHA256SUMS"


def lay(folder: Path, bundle: Path, lists: Path, certificate: str) -> None:
    """Put `bundle`, `lists` (as `contents` makes them) and what it is checked with into `folder`.

    `certificate` is the PEM text of the bundle's. `folder` is there whole or not at all.
    """
    part = folder.with_name(f".{folder.name}.part")
    remove(part)
    shutil.copytree(lists, part)
    shutil.copyfile(bundle, part / bundle.name)
    (part / CERTIFICATE).write_text(certificate)
    (part / SUMS).write_text(sums(part))
    part.rename(folder)


def sums(folder: Path) -> str:
    """The SHA-256 of every file below `folder`, as sha256sum(1) checks it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(f"{file_digest(path)}  {path.relative_to(folder)}\n" for path in files)
