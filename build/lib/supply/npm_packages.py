"""npm packages that are part of the web page's styles, scripts, icons and fonts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from build.lib.supply.copyrights import simplified
from build.lib.supply.model import Component, ContentsError
from build.lib.supply.npm_lock import hashes

# What a file of the bundle is mostly made of; the rest of it is ours.
BUNDLED = {"app.css": "@tabler/core", "app.js": "htmx.org", "icons": "@tabler/icons",
           "inter": "@fontsource-variable/inter", "player.js": "wavesurfer.js",
           "chart.js": "uplot"}  # fmt: skip


def components(lock: Path, given: Mapping[str, str]) -> list[Component]:
    """The packages of a `package-lock.json` that are not only tools of the build."""
    packages = json.loads(lock.read_text())["packages"]
    found = []
    for place, package in sorted(packages.items()):
        if not place or package.get("dev"):
            continue
        name = place.rpartition("node_modules/")[2]
        licence = given.get(name) or package.get("license")
        if licence is None:
            raise ContentsError(
                f"give the licence of npm's {name} in build/reference/licences.toml"
            )
        found.append(Component(
            "npm", name, package["version"], simplified({licence}),
            purl=f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
            sha256=hashes(package).get("sha256", ""),
        ))  # fmt: skip
    return found


def owner(file: str) -> str | None:
    """The component that a file of the bundle is made of, if it is not ours alone.

    The name is `PLAIN-HASH.EXTENSION`, as the bundler writes it.
    """
    plain, _, rest = file.partition("-")
    name = BUNDLED.get(f"{plain}{Path(rest).suffix}") or BUNDLED.get(plain)
    return f"npm:{name}" if name else None
