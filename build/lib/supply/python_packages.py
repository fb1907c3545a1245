"""Python packages of the box that came as wheels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from build.lib.supply.copyrights import simplified, spdx_names
from build.lib.supply.model import Component, ContentsError


def _licence(meta: Message, given: str | None) -> str:
    said = [meta.get("License-Expression", ""), meta.get("License", "")]
    found = given or next((known for word in said if (known := _spdx(word))), None)
    if found is None:
        raise ContentsError(
            f"give the licence of the wheel {meta['Name']} in build/reference/licences.toml; "
            f"its metadata says {said}"
        )
    return found


def _spdx(word: str) -> str | None:
    low = word.strip().lower()
    if low in spdx_names():
        return spdx_names()[low]
    names = re.split(r"\s+(?:and|or|with)\s+|[()]", low)
    if all(name in spdx_names() for name in names if name):
        return simplified({word.strip()}) if low else None
    return None


def hashes(lock: str) -> dict[str, str]:
    """SHA-256 by package name out of a wheel lock."""
    return dict(re.findall(r"^(\S+?)==\S+ --hash=sha256:([0-9a-f]{64})", lock, re.MULTILINE))


def components(folder: Path, lock: str, given: Mapping[str, str]) -> dict[str, Component]:
    """The component of each `*.dist-info` in `folder`, by that folder's name."""
    pinned = hashes(lock)
    found = {}
    for record in sorted(folder.glob("*.dist-info")):
        meta = HeaderParser().parsestr((record / "METADATA").read_text(errors="replace"))
        name = meta["Name"].lower().replace("_", "-")
        found[record.name] = Component(
            "wheel", name, meta["Version"], _licence(meta, given.get(name)),
            purl=f"pkg:pypi/{name}@{meta['Version']}",
            supplier=meta.get("Author") or meta.get("Author-email") or "",
            sha256=pinned[name], homepage=meta.get("Home-page") or "",
        )  # fmt: skip
    return found


def owners(folder: Path, found: Mapping[str, Component]) -> dict[str, str]:
    """Component of each path below `folder`, out of the packages' own records."""
    owner = {}
    for name, component in found.items():
        for line in (folder / name / "RECORD").read_text().splitlines():
            owner[line.rsplit(",", 2)[0].strip('"')] = component.key
    return owner
