"""What is on the box: components with their licences, and every file with the one it is of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

# `start` is a Debian package whose files start the box before its root does.
Kind = Literal["deb", "wheel", "npm", "own", "start"]


class ContentsError(Exception):
    """The contents cannot be told; the text names what no rule knows and where to add one."""


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """One thing with an origin and a licence.

    `licence` is an SPDX expression; a `LicenseRef-` in it is in `texts` with its words. `sha256`
    is of the archive it came in, empty where the build made it. `source` is the source package.
    """

    kind: Kind
    name: str
    version: str
    licence: str
    purl: str = ""
    supplier: str = ""
    source: str = ""
    sha256: str = ""
    homepage: str = ""
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """A name of its own among all components: `deb:zstd`."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A file and the component it is of, or a link (`target` says where to).

    It is of the root or of what starts that. `how` says what made it where it was not in the
    component as it came. `size` in bytes, 0 for a link; the hashes of a link are of its target's
    name.
    """

    path: str
    component: str
    sha1: str
    sha256: str
    size: int
    target: str = ""
    how: str = ""


def hashes(content: bytes) -> tuple[str, str]:
    """SHA-1, which SPDX wants, and SHA-256."""
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    return sha1, hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Contents:
    """All of it. `version` and `epoch` (seconds since 1970) are those of the tree's commit."""

    version: str
    epoch: int
    components: tuple[Component, ...]
    entries: tuple[Entry, ...]
    of: dict[str, list[Entry]] = field(init=False)

    def __post_init__(self) -> None:
        grouped: dict[str, list[Entry]] = {component.key: [] for component in self.components}
        for entry in self.entries:
            if entry.component not in grouped:
                raise ContentsError(f"{entry.path} is of {entry.component}, which is not there")
            grouped[entry.component].append(entry)
        object.__setattr__(self, "of", grouped)
