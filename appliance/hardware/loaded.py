"""What card drivers were loaded with: `lineman-cards.service` notes it; only root may ask them."""

from collections.abc import Mapping
from pathlib import Path


def loaded(folder: Path) -> Mapping[str, frozenset[str]]:
    """`NAME=VALUE` of each driver that is loaded, by its module; nothing before any was."""
    found: dict[str, frozenset[str]] = {}
    try:
        for file in folder.iterdir():
            found[file.name] = frozenset(file.read_text("ascii", "replace").split())
    except OSError:  # not made yet
        return found
    return found
