"""The web page's styles, scripts, icons and fonts, bundled from the npm lock in the workshop."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from build.lib import pins, roots
from build.lib.cache import digest, folder_digest, product
from build.lib.progress import step
from build.lib.settings import TREE, settings

_FORMAT = "1"  # raise when the way assets are made changes
_WEBUI = TREE / "webui"
_WHAT = "the web page's packages"
LOCK = _WEBUI / "package-lock.json"
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def _npm(folder: Path, *words: str, log: Path | None = None) -> None:
    kept = folder / ".npm"
    env = {"npm_config_cache": str(kept), "npm_config_update_notifier": "false"}
    try:
        roots.run(["npm", *words, *_QUIET], cwd=folder, env=env, log=log)
    finally:
        shutil.rmtree(kept, ignore_errors=True)


def resolve() -> str:
    """The text of a lock with the newest versions that `package.json` allows, no registry named."""
    settings().cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings().cache) as name:
        folder = Path(name)
        shutil.copy(_WEBUI / "package.json", folder)
        _npm(folder, "install", "--package-lock-only", "--omit-lockfile-registry-resolved")
        return (folder / LOCK.name).read_text()


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


def _installed(lock: str) -> Path:
    def make(part: Path) -> None:
        shutil.copy(_WEBUI / "package.json", part)
        (part / LOCK.name).write_text(lock)
        log = settings().cache / "logs" / "npm.log"
        with step("fetching the web page's packages", log=log):
            pins.fetching(_WHAT, log, lambda log: _npm(part, "ci", log=log))

    return product("npm", digest([_FORMAT, lock]), make)


def packages() -> Path:
    """A folder with `node_modules` as locked; no package's own script is run."""
    lock = LOCK.read_text()
    try:
        return _installed(lock)
    except pins.PinsGone:
        return _installed(pins.resettled(_WHAT, lock, resolve, drift))


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
