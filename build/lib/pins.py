"""The pins a build uses: the lock's, or in an everyday build what the suite has now, said aloud."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from build.lib import aptresolve, fetch, lockfile
from build.lib.cache import digest
from build.lib.lockfile import Pin
from build.lib.progress import warn
from build.lib.recipe import Recipe
from build.lib.settings import BuildError, settings

_DRIFT_KEPT = 12 * 3600  # seconds for which a drifted resolution is used again


Pins = tuple[Pin, ...]
_drifted: list[str] = []
_anew: set[str] = set()  # recipes that drift because one that they belong with does


def drifted() -> bool:
    """Whether this command builds with something else than its pins, as it has said."""
    return bool(_drifted)


def _resolve_kept(recipe: Recipe, locked: Pins, own: Path | None) -> tuple[Pins, Pins]:
    """Resolve anew, or use what was resolved for this lock less than `_DRIFT_KEPT` ago."""
    folder = settings().cache / "drift"
    folder.mkdir(parents=True, exist_ok=True)
    key = digest([recipe.name, *(pin.line() for pin in locked)])
    kept, kept_files = folder / f"{key}.lock", folder / f"{key}-files.lock"
    if kept_files.exists() and time.time() - kept_files.stat().st_mtime < _DRIFT_KEPT:
        return lockfile.read(kept), lockfile.read(kept_files)
    installed, fetched = aptresolve.resolve(recipe, own)
    lockfile.write(kept, installed, "drifted")
    lockfile.write(kept_files, fetched, "drifted")
    return installed, fetched


def _locked(recipe: Recipe) -> Pins:
    fetched = lockfile.read(recipe.fetch_lock) if recipe.fetch or recipe.sources else ()
    return lockfile.read(recipe.lock) + fetched


def together(*recipes: Recipe) -> None:
    """Where a pin of one of `recipes` is gone, `settle` resolves each of them anew.

    What they have in common is then of one version in all, as it is in their locks. A release is
    refused here, before anything is made of them.
    """
    gone = [pin for recipe in recipes for pin in fetch.fetch_all(_locked(recipe))]
    _refuse_release_without(gone)
    if gone:
        _anew.update(recipe.name for recipe in recipes)


def _refuse_release_without(gone: list[Pin]) -> None:
    if gone and settings().release:
        # Of a source package all files may be gone: it is told once.
        names = ", ".join(dict.fromkeys(f"{pin.name} {pin.version}" for pin in gone))
        raise BuildError(f"a release is built from its pins only, and the mirror forgot: {names}")


def settle(recipe: Recipe, own: Path | None = None) -> tuple[Pins, Pins]:
    """Pins (installed, fetched only) for `recipe`, all of them in the cache afterwards.

    `own` is as in `aptresolve.resolve`.
    """
    installed = lockfile.read(recipe.lock)
    fetched = lockfile.read(recipe.fetch_lock) if recipe.fetch or recipe.sources else ()
    gone = fetch.fetch_all(installed + fetched)
    if not gone and (settings().release or recipe.name not in _anew):
        return installed, fetched
    _refuse_release_without(gone)
    current, current_files = _resolve_kept(recipe, installed + fetched, own)
    changes = lockfile.drift(installed + fetched, current + current_files)
    _drifted.append(recipe.name)
    why = f"forgot {len(gone)} pins" if gone else "forgot pins of a root that this one belongs with"
    warn(
        f"root {recipe.name}: the mirror {why}, current versions are used. "
        "This is not the tree's own build. Drift:\n  " + "\n  ".join(changes)
    )
    if still := fetch.fetch_all(current + current_files):
        raise BuildError(f"the mirror lists files it does not have: {still[0].path}")
    return current, current_files


class PinsGone(Exception):  # what is so, not what went wrong
    """Some pinned versions are no longer to be had."""


# What pip and npm say of a version that nobody offers, and of a file that is another than pinned.
_GONE = re.compile(r"No matching distribution found|\bETARGET\b|\bE404\b")
_OTHER = re.compile(r"DO NOT MATCH THE HASHES|\bEINTEGRITY\b")


def fetching(what: str, log: Path, fetch_into: Callable[[Path], object]) -> None:
    """Fetch pinned packages; what the fetching program says goes into `log`.

    PinsGone when that says so. Another file under a pinned name, or a network that fails, is no
    reason to take something else: BuildError.
    """
    try:
        fetch_into(log)
    except subprocess.CalledProcessError as error:
        said = log.read_text(errors="replace")
        if _OTHER.search(said):
            raise BuildError(
                f"{what}: a file differs from the one that was pinned, see {log}. If it was"
                " published anew on purpose, build/lock pins it"
            ) from error
        if _GONE.search(said):
            raise PinsGone(what) from error
        raise BuildError(f"{what} cannot be fetched, see {log}; try again") from error


def resettled(
    what: str, locked: str, resolve: Callable[[], str], changes: Callable[[str, str], list[str]]
) -> str:
    """The text of a lock that stands in for `locked`, of which some pins are not to be had.

    As for Debian's packages: a release refuses, an everyday build says aloud what it takes instead.
    """
    if settings().release:
        raise BuildError(f"a release is built from its pins only, and some of {what} are gone")
    folder = settings().cache / "drift"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{digest([what, locked])}.text"
    if not kept.exists() or time.time() - kept.stat().st_mtime >= _DRIFT_KEPT:
        kept.write_text(resolve())
    current = kept.read_text()
    _drifted.append(what)
    warn(
        f"{what}: some pins are not to be had, current versions are used. "
        "This is not the tree's own build. Drift:\n  " + "\n  ".join(changes(locked, current))
    )
    return current
