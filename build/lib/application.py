"""Our own code as the box holds it: /usr/lib/lineman and the few files that point there."""

from __future__ import annotations

import shutil
from pathlib import Path

from build.lib import binding, release, roots, signing, webassets, wheels
from build.lib.cache import digest, folder_digest
from build.lib.settings import TREE

_PACKAGES = ("appliance", "drivers", "webui")
# Kernel sources, host-side card models, compilers' input and what is bundled: none of it runs on
# the box.
_LEFT_OUT = (
    "__pycache__", "node_modules", "README.md", "decisions", "_build.py", "_binding.pyi",
    "shim.c", "decl", "package.json", "package-lock.json",
)  # fmt: skip
_LEFT_OUT_FOLDERS = ("drivers/modules", "drivers/virtual/cards", "webui/assets")
_SHIM = """#!/usr/bin/python3
# The box's command: one request to the supervisor from a shell.
import runpy

runpy.run_module("appliance.ctl", run_name="__main__")
"""


def _ignored(folder: str, names: list[str]) -> set[str]:
    inside = Path(folder).relative_to(TREE)
    return {n for n in names if n in _LEFT_OUT or str(inside / n) in _LEFT_OUT_FOLDERS}


def key() -> str:
    """A key over everything that `install` lays down."""
    parts = [folder_digest(TREE / name) for name in _PACKAGES]
    lock = wheels.lock_text("box")
    made = (binding.extensions().name, webassets.assets().name)
    keyring = signing.certificate(signing.bundle_key())
    return digest([_SHIM, *parts, lock, *made, release.version(), keyring])


def _trim_wheels(folder: Path) -> None:
    """Leave out what only developers use, and Babel's data of languages the box does not speak."""
    for name in ("tests", "testing", "test"):
        for found in folder.glob(f"*/{name}"):
            shutil.rmtree(found)
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for data in (folder / "babel" / "locale-data").glob("*.dat"):
        if data.stem != "root" and data.stem.split("_")[0] not in {"en", "ru"}:
            data.unlink()


def install(root: Path) -> None:
    """Lay code, wheels, extensions and web assets into `root`."""
    home = root / "usr/lib/lineman"
    for name in _PACKAGES:
        shutil.copytree(TREE / name, home / "app" / name, ignore=_ignored, dirs_exist_ok=True)
    shutil.copytree(binding.extensions(), home / "app", dirs_exist_ok=True)
    static = home / "app/webui/static"
    shutil.copytree(webassets.assets(), static, ignore=shutil.ignore_patterns("testing"))
    shutil.copytree(wheels.folder(roots.workshop(), "box"), home / "wheels")
    _trim_wheels(home / "wheels")
    set_modes(home / "app", home / "wheels")
    paths = "/usr/lib/lineman/app\n/usr/lib/lineman/wheels\n"
    search = root / "usr/lib/python3/dist-packages/lineman.pth"
    search.write_text(paths)
    search.chmod(0o644)
    keyring = root / "etc/rauc/keyring.pem"
    keyring.write_text(signing.certificate(signing.bundle_key()))
    keyring.chmod(0o644)
    named = root / "usr/lib/os-release"
    named.write_text(release.os_release(named.read_text()))
    shim = root / "usr/bin/lineman"
    if not shim.exists():
        shim.write_text(_SHIM)
        shim.chmod(0o755)


def set_modes(*folders: Path) -> None:
    """Code is imported by anybody and never run as a file, whatever the umask was of who made it.

    The folders themselves too: they come with the modes of the products that are copied.
    """
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)
