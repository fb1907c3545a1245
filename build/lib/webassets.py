"""The web page's styles, scripts, icons and fonts, bundled from the npm lock in the workshop."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from build.lib import roots
from build.lib.cache import digest, file_digest, folder_digest, product
from build.lib.progress import step
from build.lib.settings import TREE

_FORMAT = "1"  # raise when the way assets are made changes
_WEBUI = TREE / "webui"


def packages() -> Path:
    """A folder with `node_modules` as locked; no package's own script is run."""
    lock = _WEBUI / "package-lock.json"

    def make(part: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_WEBUI / name, part / name)
        with step("fetching the web page's packages"):
            roots.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                cwd=part,
                env={"npm_config_cache": str(part / ".npm"), "npm_config_update_notifier": "false"},
            )
        shutil.rmtree(part / ".npm")

    return product("npm", digest([_FORMAT, file_digest(lock)]), make)


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
