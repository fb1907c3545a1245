"""What some layers need built: ordered at the start, waited for when the layer begins."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

# Layer, the product it needs, and the variable by which its tests find it.
NEEDS = (
    ("integration", "tree", "LINEMAN_ASTERISK_ROOT"),
    ("integration", "again", "LINEMAN_TREE_AGAIN"),
    ("integration", "contents", "LINEMAN_CONTENTS"),
    ("web", "assets", "LINEMAN_WEB_ASSETS"),
    ("image", "image", "LINEMAN_IMAGE_FOLDER"),
    ("image", "bundle", "LINEMAN_BUNDLE"),
)


def _desk() -> Path | None:
    named = os.environ.get("LINEMAN_DESK")
    return Path(named) if named else None


def order(layers: set[str]) -> None:
    """Have what `layers` need made meanwhile, except what the environment names already."""
    desk = _desk()
    names = [name for layer, name, known in NEEDS if layer in layers and known not in os.environ]
    if desk is not None and names:
        part = desk / ".wanted"
        part.write_text(" ".join(names))
        part.rename(desk / "wanted")


def have(layer: str) -> None:
    """Wait for the products of `layer`; the tests end if one cannot be built."""
    desk = _desk()
    for needing, name, known in NEEDS:
        if needing != layer or known in os.environ or desk is None:
            continue
        os.environ[known] = _wait(desk, name)


def _wait(desk: Path, name: str) -> str:
    path, error = desk / f"{name}.path", desk / f"{name}.error"
    while not path.exists():
        if error.exists():
            pytest.exit(f"the {name} is needed for the next tests: {error.read_text()}", 1)
        time.sleep(0.5)
    return path.read_text()
