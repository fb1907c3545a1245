"""The web page's packages are pinned by SHA-256 too, though npm itself goes by SHA-512."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from build.lib import webassets
from build.lib.settings import BuildError

_ICONS, _TOOL, _FOREIGN = "node_modules/@tabler/icons", "node_modules/lit", "node_modules/@lit/win"


def _npm_hash(content: bytes) -> str:
    return f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"


def _lock(**packages: bytes) -> str:
    listed = {
        place: {"version": "1", "integrity": _npm_hash(packages[name]), "license": "MIT"}
        for name, place in (("icons", _ICONS), ("tool", _TOOL), ("foreign", _FOREIGN))
        if name in packages
    }
    return json.dumps({"lockfileVersion": 3, "packages": {"": {"name": "webui"}, **listed}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What `npm ci` leaves: two packages as they came, its note of them, a third not for here."""
    note = json.loads(_lock(icons=b"icons", tool=b"tool"))
    del note["packages"][""]
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/.package-lock.json").write_text(json.dumps(note))
    for content in (b"icons", b"tool"):
        digits = hashlib.sha512(content).hexdigest()
        kept = tmp_path / ".npm/_cacache/content-v2/sha512" / digits[:2] / digits[2:4] / digits[4:]
        kept.parent.mkdir(parents=True)
        kept.write_bytes(content)
    return tmp_path


def test_the_hash_is_of_each_package_as_it_came(folder: Path) -> None:
    assert webassets.fetched(folder) == {
        _ICONS: hashlib.sha256(b"icons").hexdigest(),
        _TOOL: hashlib.sha256(b"tool").hexdigest(),
    }


def test_what_a_lock_pins_is_taken(folder: Path) -> None:
    bare = _lock(icons=b"icons", tool=b"tool", foreign=b"never fetched")
    lock = webassets.pinned(bare, webassets.fetched(folder))
    webassets.refuse_others(lock, webassets.fetched(folder))
    assert webassets.pinned(lock, webassets.fetched(folder)) == lock
    told = json.loads(lock)["packages"]
    assert told[_ICONS]["integrity"].split()[0] == _npm_hash(b"icons")  # npm's own stays first
    assert told[_FOREIGN] == json.loads(bare)["packages"][_FOREIGN]


def test_another_sha_256_stops_the_build_though_npm_was_content(folder: Path) -> None:
    got = webassets.fetched(folder)
    lock = webassets.pinned(_lock(icons=b"icons", tool=b"tool"), {**got, _TOOL: "ab" * 32})
    with pytest.raises(BuildError, match=r"lit has SHA-256 [0-9a-f]{64}, which package-lock.json"):
        webassets.refuse_others(lock, got)


def test_a_package_without_a_sha_256_stops_the_build(folder: Path) -> None:
    got = webassets.fetched(folder)
    lock = webassets.pinned(_lock(icons=b"icons", tool=b"tool"), {_TOOL: got[_TOOL]})
    with pytest.raises(BuildError, match=r"@tabler/icons .* build/lock npm"):
        webassets.refuse_others(lock, got)


def test_what_npm_did_not_keep_is_not_taken_on_trust(folder: Path) -> None:
    for kept in (folder / ".npm").rglob("*"):
        if kept.is_file() and kept.read_bytes() == b"tool":
            kept.unlink()
    with pytest.raises(BuildError, match="did not keep node_modules/lit"):
        webassets.fetched(folder)


@pytest.mark.parametrize("of", webassets.EVERY, ids=lambda of: of.folder.name)
def test_every_package_that_a_build_fetches_is_pinned_in_this_tree(of: webassets.Packages) -> None:
    """But for those of other systems and processors, which npm names and never fetches."""
    packages = json.loads(of.lock.read_text())["packages"]
    ours = {
        place: package
        for place, package in packages.items()
        if place
        and "linux" in package.get("os", ["linux"])
        and "x64" in package.get("cpu", ["x64"])
    }
    assert len(ours) > 30
    bare = [place for place, package in ours.items() if " sha256-" not in package["integrity"]]
    assert bare == []
