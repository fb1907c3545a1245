"""The list of the image's contents is held against the image itself, which is not started."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from build.lib.supply import start
from build.lib.supply.write import CYCLONEDX, SPDX

_BESIDE = "boot/"  # the kernel: in the partition that starts the slot, not in its root


def _sha256(path: Path) -> str:
    """Of a file's bytes, or of where a link leads."""
    content = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
    return hashlib.sha256(content).hexdigest()


def _files(root: Path) -> dict[str, str]:
    """SHA-256 of everything below `root` that is no folder, by its path."""
    argv = ["find", str(root), "-not", "-type", "d", "-printf", "%P\\0"]
    found = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    names = found.removesuffix("\0").split("\0")
    return {name: _sha256(root / name) for name in names}


def _in_cyclonedx(components: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Names of the files, those within packages too."""
    for each in components:
        if each["type"] == "file":
            yield each["name"]
        yield from _in_cyclonedx(each.get("components", ()))


def test_cyclonedx_names_the_same_files(image: Path) -> None:
    lists = image.parent / "contents"
    components = json.loads((lists / CYCLONEDX).read_text())["components"]
    named = sorted(_in_cyclonedx(components))
    files = json.loads((lists / SPDX).read_text())["files"]
    assert named == sorted(file["fileName"].removeprefix(".") for file in files)


def test_spdx_names_every_file_of_the_image_and_no_other(image: Path, tmp_path: Path) -> None:
    document = json.loads((image.parent / "contents" / SPDX).read_text())
    written = {
        file["fileName"].removeprefix("./"): checksum["checksumValue"]
        for file in document["files"]
        for checksum in file["checksums"]
        if checksum["algorithm"] == "SHA256"
    }
    assert len(written) == len(document["files"])
    kernels = [written.pop(name) for name in sorted(written) if name.startswith(_BESIDE)]
    assert kernels == [_sha256(image.parent / "vmlinuz")]
    for part in start.brought():
        assert written.pop(part.path) == _sha256(part.source.resolve()), part.path

    argv = ["fsck.erofs", f"--extract={tmp_path}/root", "--no-preserve"]
    subprocess.run([*argv, str(image.parent / "root.img")], check=True, capture_output=True)
    assert written == _files(tmp_path / "root")
