"""A whole Debian archive of a few packages on the loop-back interface, as the real apt asks it."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from build.lib.lockfile import Pin
from tests.unit.build.mirror import Mirror

_SUITES = {
    "debian": ("trixie", "trixie-updates", "trixie-backports", "forky"),
    "debian-security": ("trixie-security",),
}
_COMPONENTS = ("main", "contrib", "non-free-firmware", "non-free")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Archive:
    """Its packages are in trixie's main; all other suites and components are empty."""

    mirror: Mirror
    folder: Path
    _entries: dict[str, str] = field(default_factory=dict)

    def base(self, archive: str) -> str:
        """URL of `debian` or `debian-security`."""
        return f"{self.mirror.base}/{archive}"

    def publish(self, name: str, version: str, *fields: str) -> Pin:
        """The only version of a package from now on; the pin that a lock holds of it."""
        self.withdraw(name)
        control = "\n".join([
            f"Package: {name}", f"Version: {version}", "Architecture: amd64",
            "Maintainer: Somebody <a@b>", "Description: one of the test's", *fields,
        ])  # fmt: skip
        root = self.folder / f"{name}-{version}"
        (root / "DEBIAN").mkdir(parents=True, exist_ok=True)
        (root / "DEBIAN/control").write_text(f"{control}\n")
        deb = root.with_suffix(".deb")
        subprocess.run(["dpkg-deb", "--build", root, deb], check=True, capture_output=True)
        content = deb.read_bytes()
        path = f"pool/main/{name[0]}/{name}/{name}_{version}_amd64.deb"
        self.mirror.files[f"/debian/{path}"] = content
        self._entries[name] = (
            f"{control}\nFilename: {path}\nSize: {len(content)}\nSHA256: {_sha256(content)}\n"
        )
        self._index()
        return Pin(name, "debian", path, version, len(content), _sha256(content))

    def withdraw(self, name: str) -> None:
        """Forget every version of a package."""
        for path in [p for p in self.mirror.files if f"/{name}_" in p]:
            del self.mirror.files[path]
        self._entries.pop(name, None)
        self._index()

    def _index(self) -> None:
        for archive, suites in _SUITES.items():
            for suite in suites:
                self._describe(f"/{archive}/dists/{suite}", suite)

    def _describe(self, place: str, suite: str) -> None:
        """What apt reads of a suite: its Release, and with that an index for each component."""
        listed = []
        for component in _COMPONENTS:
            filled = (suite, component) == ("trixie", "main")
            packages = "\n".join(self._entries.values()) if filled else ""
            for name, text in (("binary-amd64/Packages", packages), ("source/Sources", "")):
                content = text.encode()
                self.mirror.files[f"{place}/{component}/{name}"] = content
                listed.append(f" {_sha256(content)} {len(content)} {component}/{name}")
        release = "\n".join([
            "Origin: Debian", f"Suite: {suite}", f"Codename: {suite}", "Architectures: amd64",
            "Date: Thu, 01 Jan 2026 00:00:00 UTC", f"Components: {' '.join(_COMPONENTS)}",
            "SHA256:", *listed,
        ])  # fmt: skip
        self.mirror.files[f"{place}/Release"] = f"{release}\n".encode()
