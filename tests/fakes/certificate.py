"""The web page's certificate as the box makes it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.unit import tree


def certified(folder: Path) -> Path:
    """By the command that stands in the box's own script."""
    script = (tree.TREE / "rootfs-overlay/usr/lib/lineman/libexec/identity").read_text()
    assert "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes" in script
    path = folder / "web.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "825", "-subj", "/CN=lineman-1a2b",
         "-addext", "subjectAltName=DNS:lineman.local,DNS:lineman-1a2b.local",
         "-addext", "extendedKeyUsage=serverAuth",
         "-keyout", str(folder / "web.key"), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


def certified_as(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of that name, which signed itself, and its key."""
    key, path = folder / f"{name}.key", folder / f"{name}.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
         "-keyout", str(key), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, path
