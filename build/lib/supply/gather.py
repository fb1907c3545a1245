"""Walk the root and say of every file whose it is."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build.lib.supply import debian, made, npm_packages, python_packages, start
from build.lib.supply.copyrights import Told
from build.lib.supply.model import Component, Contents, ContentsError, Entry, hashes

_WHEELS = "usr/lib/lineman/wheels"
_STATIC = "usr/lib/lineman/app/webui/static/"


@dataclass(frozen=True, slots=True)
class Order:
    """Where everything is: the root, its package database, the repository's index, the tree.

    `workshop` has what starts the root.
    """

    root: Path
    dpkg: Path
    packages: Path
    tree: Path
    workshop: start.Workshop
    version: str
    epoch: int


def walk(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file and link below `root`, in order, by its path without a leading `/`."""
    found = []
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        found += [Path(folder) / name for name in (*files, *links)]
    for path in sorted(found):
        yield str(path.relative_to(root)), path


class _Whose:
    """Answers whose a path is: the overlay's, a package's, a wheel's, or made by a rule."""

    def __init__(self, order: Order, wheels: dict[str, Component]) -> None:
        self._overlay = order.tree / "rootfs-overlay"
        self._debian = debian.owners(order.dpkg)
        folder = order.root / _WHEELS
        found = python_packages.owners(folder, wheels)
        self._wheels = {f"{_WHEELS}/{path}": key for path, key in found.items()}

    def __call__(self, path: str) -> tuple[str, str]:
        source = made.source_of(path)
        if source:
            return self._brought(source)[0] or "own:lineman", "compileall"
        component, how = self._brought(path)
        if component is None:
            raise ContentsError(path)
        return component, how

    def _brought(self, path: str) -> tuple[str | None, str]:
        placed = self._overlay / path
        if placed.is_symlink() or placed.is_file():
            return "own:lineman", ""
        if known := self._wheels.get(path) or self._debian.get(path):
            return known, ""
        if path.startswith(_STATIC) and (npm := npm_packages.owner(path.removeprefix(_STATIC))):
            return npm, "bundled with our own by esbuild"
        return made.rule(path) or (None, "")


def _entry(name: str, path: Path, whose: _Whose) -> Entry:
    component, how = whose(name)
    if path.is_symlink():
        target = str(path.readlink())
        sha1, sha256 = hashes(target.encode())
        return Entry(name, component, sha1, sha256, 0, target, how)
    if not path.is_file():
        raise ContentsError(f"{name} is neither a file nor a link")
    content = path.read_bytes()
    return Entry(name, component, *hashes(content), len(content), "", how)


def gather(order: Order) -> Contents:
    """All components and files. Raises ContentsError naming every file without an origin."""
    given = tomllib.loads((order.tree / "build/reference/licences.toml").read_text())
    by_person = Told(given["debian"], given["words"])
    debs = debian.components(
        order.dpkg, order.root / "usr/share/doc", debian.archives(order.packages), by_person
    )
    lock = (order.tree / "build/locks/box.wheels").read_text()
    wheels = python_packages.components(order.root / _WHEELS, lock, given["wheels"])
    npm = npm_packages.components(order.tree / "webui/package-lock.json", given["npm"])
    starting, started = start.contents(order.workshop, by_person)
    own = Component(
        "own", "lineman", order.version, "GPL-2.0-or-later",
        purl=f"pkg:generic/lineman@{order.version}", supplier="Lineman",
    )  # fmt: skip
    whose = _Whose(order, wheels)
    entries, strays = [], []
    for name, path in walk(order.root):
        try:
            entries.append(_entry(name, path, whose))
        except ContentsError as error:
            strays.append(str(error))
    if strays:
        raise ContentsError(
            "whose are these? (give them a rule in build/lib/supply/made.py, or drop them):\n  "
            + "\n  ".join(strays)
        )
    components = (own, *sorted(debs), *sorted(wheels.values()), *npm, *sorted(starting))
    return Contents(order.version, order.epoch, components, (*entries, *started))
