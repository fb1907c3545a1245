"""A pin the mirror forgot: an everyday build drifts aloud, a release build refuses."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from build.lib import aptresolve, fetch, lockfile, mirrors, pins, progress, webassets, wheels
from build.lib import recipe as recipe_module
from build.lib import settings as settings_module
from build.lib.lockfile import Pin
from build.lib.recipe import Recipe
from build.lib.settings import BuildError
from tests.unit.build.mirror import Mirror

RECIPE = Recipe("box", ("nginx", "zstd"), {}, (), (), (), ())


@pytest.fixture
def locked(mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Pin, Pin]:
    """A lock of two packages, both on the mirror."""
    both = mirror.publish("nginx", "1.26", b"old server"), mirror.publish("zstd", "1.5", b"zip")
    monkeypatch.setattr(recipe_module, "LOCKS", tmp_path)
    monkeypatch.setattr(mirrors, "base", mirror.base_of)
    monkeypatch.setattr(fetch.fetch_all, "__defaults__", (mirror.base_of,))
    lockfile.write(tmp_path / "box.lock", both, "test")
    return both


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The warnings of the run."""
    texts: list[str] = []
    monkeypatch.setattr(pins, "warn", texts.append)
    return texts


def test_while_the_pins_are_there_they_are_used(locked: tuple[Pin, Pin], said: list[str]) -> None:
    assert pins.settle(RECIPE) == (locked, ())
    assert said == []


def test_an_everyday_build_takes_the_current_version_and_lists_the_drift(
    locked: tuple[Pin, Pin], mirror: Mirror, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del mirror.files[f"/{locked[0].path}"]
    fresh = mirror.publish("nginx", "1.28", b"new server")
    monkeypatch.setattr(aptresolve, "resolve", lambda _recipe, _own: ((fresh, locked[1]), ()))
    assert pins.settle(RECIPE) == ((fresh, locked[1]), ())
    assert "nginx 1.26 -> 1.28" in said[0]
    assert "zstd" not in said[0]


def test_a_drifted_resolution_is_used_again(
    locked: tuple[Pin, Pin], mirror: Mirror, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del mirror.files[f"/{locked[0].path}"]
    fresh = mirror.publish("nginx", "1.28", b"new server")
    asked: list[str] = []

    def resolve(recipe: Recipe, _own: Path | None) -> tuple[pins.Pins, pins.Pins]:
        asked.append(recipe.name)
        return (fresh, locked[1]), ()

    monkeypatch.setattr(aptresolve, "resolve", resolve)
    pins.settle(RECIPE)
    pins.settle(RECIPE)
    assert asked == ["box"]
    assert len(said) == 2


def test_a_release_build_refuses(
    locked: tuple[Pin, Pin], mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    del mirror.files[f"/{locked[0].path}"]
    monkeypatch.setenv("LINEMAN_RELEASE", "1")
    settings_module.settings.cache_clear()
    with pytest.raises(BuildError, match=r"nginx 1\.26"):
        pins.settle(RECIPE)


def test_warnings_are_said_again_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_loud", [])
    monkeypatch.setattr(atexit, "register", lambda last: last())
    progress.warn("drifted")
    assert capsys.readouterr().err.count("drifted") == 1
    assert progress._loud == ["drifted"]


def test_a_changed_lock_is_not_answered_by_an_old_drift(locked: tuple[Pin, Pin]) -> None:
    moved = replace(locked[0], version="1.27")
    assert lockfile.drift(locked, (moved, locked[1])) == ["nginx 1.26 -> 1.27"]


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An everyday build with a cache of its own."""
    usual = replace(settings_module.settings(), cache=tmp_path, release=False)
    monkeypatch.setattr(pins, "settings", lambda: usual)


@pytest.mark.usefixtures("cached")
def test_wheels_and_npm_packages_drift_aloud_too(said: list[str]) -> None:
    asked = []

    def resolve() -> str:
        asked.append(1)
        return "msgspec==0.22 --hash=sha256:b\nrich==15 --hash=sha256:c\n"

    locked = "idna==3 --hash=sha256:x\nmsgspec==0.21 --hash=sha256:a\nrich==15 --hash=sha256:c\n"
    for _ in range(2):  # the second time from what was kept
        current = pins.resettled("the wheels of box", locked, resolve, wheels.drift)
        assert current.startswith("msgspec==0.22")
    assert asked == [1]
    assert "the wheels of box" in said[0]
    assert "idna 3 -> none" in said[0]
    assert "msgspec 0.21 -> 0.22" in said[0]
    assert "rich" not in said[0]


def _failing(said_by_it: str, tmp_path: Path) -> None:
    def fetch_into(log: Path) -> None:
        log.write_text(said_by_it)
        raise subprocess.CalledProcessError(1, ["pip"])

    pins.fetching("the wheels of box", tmp_path / "log", fetch_into)


@pytest.mark.parametrize(
    "told",
    [
        "ERROR: No matching distribution found for idna==3\n",
        "npm error code ETARGET\nnpm error notarget No matching version found for lit@9.9.9.\n",
        "npm error code E404\nnpm error 404 Not Found - GET lit.tgz\n",
    ],
)
def test_a_version_that_nobody_offers_is_gone(told: str, tmp_path: Path) -> None:
    with pytest.raises(pins.PinsGone):
        _failing(told, tmp_path)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES.\nNo matching distribution found.\n",
            "differs from the one that was pinned",
        ),
        ("npm error code EINTEGRITY\n", "differs from the one that was pinned"),
        ("npm error code EAI_AGAIN\n", "try again"),
        ("ReadTimeoutError: read timed out.\n", "try again"),
        ("", "try again"),
    ],
)
def test_nothing_else_stands_in_for_a_pin(told: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=why):
        _failing(told, tmp_path)


def test_pip_itself_says_so_of_a_file_that_is_another(tmp_path: Path) -> None:
    """The words are pip's own, of a real wheel with a wrong hash, from a folder."""
    wheel = tmp_path / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr(
            "tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n"
        )
        made.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        made.writestr("tiny-1.dist-info/RECORD", "")
    for wanted, expected in ((f"tiny==1 --hash=sha256:{'0' * 64}", BuildError),
                             (f"tiny==2 --hash=sha256:{'0' * 64}", pins.PinsGone)):  # fmt: skip
        (tmp_path / "lock").write_text(wanted)
        argv = [
            sys.executable, "-m", "pip", "-qq", "install", "--no-index", "--find-links",
            str(tmp_path), "--require-hashes", "--target", str(tmp_path / "to"), "-r",
            str(tmp_path / "lock"),
        ]  # fmt: skip

        def pip(log: Path, argv: list[str] = argv) -> None:
            with log.open("w") as out:
                subprocess.run(argv, check=True, stdout=out, stderr=subprocess.STDOUT)

        with pytest.raises(expected):
            pins.fetching("the wheels of box", tmp_path / "log", pip)


def test_a_release_does_without_no_wheel(monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    release = replace(settings_module.settings(), release=True)
    monkeypatch.setattr(pins, "settings", lambda: release)

    def never() -> str:
        raise AssertionError("a release resolves nothing")

    with pytest.raises(BuildError, match="the wheels of box are gone"):
        pins.resettled("the wheels of box", "", never, wheels.drift)
    assert said == []


def test_what_moved_in_the_lock_of_the_web_page_is_listed() -> None:
    def lock(**versions: str) -> str:
        packages = {f"node_modules/{name}": {"version": v} for name, v in versions.items()}
        return json.dumps({"packages": {"": {}, **packages}})

    told = webassets.drift(lock(esbuild="0.28.2", a="1"), lock(esbuild="0.29.0", a="1", b="2"))
    assert told == ["b none -> 2", "esbuild 0.28.2 -> 0.29.0"]
