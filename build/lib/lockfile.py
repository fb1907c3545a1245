"""Lock files of Debian packages: one line a file, no host names, sorted.

    zstd 1.5.7+dfsg-1 debian pool/main/libz/libzstd/zstd_1.5.7+dfsg-1_amd64.deb SIZE SHA256

The third word is the archive (`debian` or `debian-security`) under which the pool path lies. All
files of a source package have its name, as in `src:asterisk`, and its version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from build.lib.settings import BuildError

ARCHIVES = ("debian", "debian-security")


@dataclass(frozen=True, slots=True, order=True)
class Pin:
    """One file of a Debian archive; `size` in bytes."""

    name: str
    archive: str
    path: str
    version: str
    size: int
    sha256: str

    def __post_init__(self) -> None:
        if self.archive not in ARCHIVES:
            raise BuildError(f"{self.name}: unknown archive {self.archive!r}")
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise BuildError(f"{self.name}: {self.sha256!r} is not a SHA-256")
        if not self.path.startswith("pool/") or ".." in self.path:
            raise BuildError(f"{self.name}: {self.path!r} is not a pool path")

    def line(self) -> str:
        """The pin as a lock file writes it."""
        return f"{self.name} {self.version} {self.archive} {self.path} {self.size} {self.sha256}"


def parse(text: str) -> tuple[Pin, ...]:
    """The pins of a lock file's text; `#` starts a comment line."""
    pins = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        words = line.split(" ")
        if len(words) != 6:
            raise BuildError(f"not a lock line: {line!r}")
        name, version, archive, path, size, sha256 = words
        pins.append(Pin(name, archive, path, version, int(size), sha256))
    return tuple(pins)


def read(path: Path) -> tuple[Pin, ...]:
    """The pins of a lock file."""
    if not path.exists():
        raise BuildError(f"{path.name} is missing: run build/lock")
    return parse(path.read_text())


def write(path: Path, pins: tuple[Pin, ...], comment: str) -> None:
    """Replace a lock file in one rename."""
    body = "".join(pin.line() + "\n" for pin in sorted(pins))
    fresh = path.with_suffix(".new")
    fresh.write_text(f"# {comment}\n{body}")
    fresh.replace(path)


def drift(locked: tuple[Pin, ...], current: tuple[Pin, ...]) -> list[str]:
    """What `current` has otherwise than `locked`, a line each, in words."""
    old = {pin.name: pin.version for pin in locked}
    new = {pin.name: pin.version for pin in current}
    lines = []
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            lines.append(f"{name} {old[name]} is no longer needed")
        elif name not in old:
            lines.append(f"{name} {new[name]} is new")
        elif old[name] != new[name]:
            lines.append(f"{name} {old[name]} -> {new[name]}")
    return lines
