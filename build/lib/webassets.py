"""The web page's styles, scripts, icons and fonts, bundled from the npm lock in the workshop.

What judges the page comes from npm too, by a lock of its own.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.lib import pins, roots
from build.lib.cache import digest, file_digest, folder_digest, product
from build.lib.progress import step
from build.lib.settings import TREE, BuildError, settings
from build.lib.supply.npm_lock import hashes

_FORMAT = "1"  # raise when the way assets are made changes
_KEPT = ".npm"  # npm's own cache: empty before, so that what it holds was fetched for this
_WEBUI = TREE / "webui"


@dataclass(frozen=True, slots=True)
class Packages:
    """What `package.json` of a folder names and its lock pins; `what` they are in a sentence."""

    folder: Path
    what: str

    @property
    def lock(self) -> Path:
        return self.folder / "package-lock.json"


PAGE = Packages(_WEBUI, "the web page's packages")
LIGHTHOUSE = Packages(TREE / "tests/lighthouse", "Lighthouse's packages")
EVERY = (PAGE, LIGHTHOUSE)
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def _npm(folder: Path, *words: str, log: Path | None = None) -> None:
    env = {"npm_config_cache": str(folder / _KEPT), "npm_config_update_notifier": "false"}
    roots.run(["npm", *words, *_QUIET], cwd=folder, env=env, log=log)


def _fetch(folder: Path, log: Path | None = None) -> None:
    """Install what the lock in `folder` names; npm holds each package to the lock's SHA-512."""
    _npm(folder, "ci", log=log)


def resolve(of: Packages = PAGE) -> str:
    """The text of a lock with the newest versions that `package.json` allows, no registry named."""
    settings().cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings().cache) as name:
        folder = Path(name)
        shutil.copy(of.folder / "package.json", folder)
        _npm(folder, "install", "--package-lock-only", "--omit-lockfile-registry-resolved")
        _fetch(folder)
        return pinned((folder / of.lock.name).read_text(), fetched(folder))


def fetched(folder: Path) -> dict[str, str]:
    """SHA-256 in hexadecimal digits of each package that npm fetched for `folder`, by its place.

    npm keeps a package as it came, under its SHA-512 (cacache's `content-v2`), and notes what it
    installed: packages for other processors and systems are in the lock and never fetched.
    """
    installed = json.loads((folder / "node_modules/.package-lock.json").read_text())["packages"]
    return {place: _sha256(folder, place, package) for place, package in installed.items()}


def _sha256(folder: Path, place: str, package: dict[str, Any]) -> str:
    name = hashes(package).get("sha512", "")
    file = folder / _KEPT / "_cacache/content-v2/sha512" / name[:2] / name[2:4] / name[4:]
    if not file.is_file():
        raise BuildError(f"npm did not keep {place} as it came, so its SHA-256 cannot be told")
    return file_digest(file)


def pinned(lock: str, sha256: dict[str, str]) -> str:
    """`lock` with the SHA-256 of each package beside npm's own hash, which npm goes by."""
    told = json.loads(lock)
    for place, digits in sha256.items():
        package = told["packages"][place]
        shown = base64.b64encode(bytes.fromhex(digits)).decode()
        package["integrity"] = f"{package['integrity'].split()[0]} sha256-{shown}"
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def refuse_others(lock: str, sha256: dict[str, str], of: Packages = PAGE) -> None:
    """BuildError where a package that was fetched is not the one that `lock` pins by SHA-256."""
    packages = json.loads(lock)["packages"]
    for place, digits in sorted(sha256.items()):
        if hashes(packages.get(place, {})).get("sha256") != digits:
            raise BuildError(
                f"{of.what}: {place.removeprefix('node_modules/')} has SHA-256 {digits}, which"
                f" {of.lock.name} does not pin. If that is meant, build/lock npm pins it"
            )


def drift(locked: str, current: str) -> list[str]:
    """What `current` has otherwise than `locked`, a line each, in words."""
    old, new = (
        {path: package.get("version", "") for path, package in json.loads(text)["packages"].items()}
        for text in (locked, current)
    )
    return [
        f"{path.removeprefix('node_modules/')} {old.get(path, 'none')} -> {new.get(path, 'none')}"
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]


def _installed(of: Packages, lock: str) -> Path:
    def make(part: Path) -> None:
        shutil.copy(of.folder / "package.json", part)
        (part / of.lock.name).write_text(lock)
        log = settings().cache / "logs" / "npm.log"
        with step(f"fetching {of.what}", log=log):
            pins.fetching(of.what, log, lambda log: _fetch(part, log))
        refuse_others(lock, fetched(part), of)
        shutil.rmtree(part / _KEPT)

    return product("npm", digest([_FORMAT, lock]), make)


def packages(of: Packages = PAGE) -> Path:
    """A folder with `node_modules` as locked; no package's own script is run."""
    lock = of.lock.read_text()
    try:
        return _installed(of, lock)
    except pins.PinsGone:
        return _installed(of, pins.resettled(of.what, lock, lambda: resolve(of), drift))


def lighthouse() -> Path:
    """The folder of the program that judges a page as its makers would have it."""
    return packages(LIGHTHOUSE) / "node_modules/lighthouse"


def assets() -> Path:
    """The folder that nginx or the web process serves as /assets; `names.json` maps plain names.

    `testing/` beside them holds what only the browser tests load.
    """
    modules = packages()
    key = digest(
        [
            _FORMAT,
            modules.name,
            folder_digest(_WEBUI / "assets"),
            folder_digest(_WEBUI / "templates"),
        ]
    )

    def make(part: Path) -> None:
        with step("bundling the web page's styles and scripts"):
            roots.run(["node", str(_WEBUI / "assets/bundle.mjs"), str(modules), str(part)])

    return product("webassets", key, make)


if __name__ == "__main__":
    sys.stdout.write(f"{assets()}\n")
