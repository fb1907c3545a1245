"""A root's recipe, `build/roots/NAME.toml`: the packages it asks for, and from which suites."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from build.lib.settings import LOCKS, RECIPES


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to put in a root.

    `prefer` names packages taken from a suite other than trixie; everything else of such a suite
    is used only where trixie has nothing. `sources` are source packages as `name/suite`, `fetch`
    are binary packages that are only downloaded, never installed. `leave_out` and `keep` are dpkg's
    path globs.
    """

    name: str
    packages: tuple[str, ...]
    prefer: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]
    fetch: tuple[str, ...]
    leave_out: tuple[str, ...]
    keep: tuple[str, ...]

    @property
    def lock(self) -> Path:
        """The lock of the packages that are installed."""
        return LOCKS / f"{self.name}.lock"

    @property
    def fetch_lock(self) -> Path:
        """The lock of the files that are only downloaded."""
        return LOCKS / f"{self.name}-files.lock"


def load(name: str) -> Recipe:
    """Read the recipe called `name`."""
    with (RECIPES / f"{name}.toml").open("rb") as opened:
        raw = tomllib.load(opened)
    groups: dict[str, list[str]] = raw["packages"]
    return Recipe(
        name=name,
        packages=tuple(p for group in groups.values() for p in group),
        prefer={suite: tuple(names) for suite, names in raw.get("prefer", {}).items()},
        sources=tuple(raw.get("sources", ())),
        fetch=tuple(raw.get("fetch", ())),
        leave_out=tuple(raw.get("image", {}).get("leave_out", ())),
        keep=tuple(raw.get("image", {}).get("keep", ())),
    )
