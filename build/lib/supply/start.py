"""What starts the box before its root does, out of the workshop: GRUB, and the initial RAM disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from build.lib.image import grub, initrd
from build.lib.supply import debian
from build.lib.supply.copyrights import Told
from build.lib.supply.model import Component, ContentsError, Entry, hashes


@dataclass(frozen=True, slots=True)
class Brought:
    """`source` is in the image as `path`; `how` says what it became part of."""

    path: str
    source: Path
    how: str = ""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The root that the image is put together in, and what of it goes into the image."""

    dpkg: Path
    docs: Path
    packages: Path
    brought: tuple[Brought, ...]


def brought() -> tuple[Brought, ...]:
    """What the image takes out of the root that this runs in, which is the workshop."""
    tools = (Brought(f"initrd/{place}", source) for place, source in initrd.programs())
    return (*_boot_loader(), *tools)


def _boot_loader() -> Iterator[Brought]:
    for platform, what in grub.PLATFORMS.items():
        folder = grub.FOLDER / platform
        for name in grub.parts(platform, (folder / "moddep.lst").read_text()):
            yield Brought(f"grub/{platform}/{name}", folder / name, f"grub-mkimage into {what}")


def contents(workshop: Workshop, by_person: Told) -> tuple[list[Component], list[Entry]]:
    """Packages and files. Raises ContentsError for a file that no package brought.

    The packages have keys of their own, as their versions need not be those of the root.
    """
    owner = debian.owners(workshop.dpkg)
    names = {part.path: _package(part, owner) for part in workshop.brought}
    archives = debian.archives(workshop.packages)
    packages = debian.components(
        workshop.dpkg, workshop.docs, archives, by_person, only=set(names.values())
    )
    entries = [_entry(part, names[part.path]) for part in workshop.brought]
    return [replace(package, kind="start") for package in packages], entries


def _package(part: Brought, owner: Mapping[str, str]) -> str:
    key = owner.get(debian.merged(str(part.source)))
    if key is None:
        raise ContentsError(f"no package of the workshop brought {part.source}")
    return key.removeprefix("deb:")


def _entry(part: Brought, package: str) -> Entry:
    content = part.source.read_bytes()
    sha1, sha256 = hashes(content)
    return Entry(part.path, f"start:{package}", sha1, sha256, len(content), how=part.how)
