"""`build/lock`: resolve every lock anew, in the order in which one builds on another."""

from __future__ import annotations

import argparse

from build.lib import aptresolve, boxroot, host, lockfile, recipe, roots, webassets, wheels
from build.lib.progress import say, step
from build.lib.settings import LOCKS

_DEBIAN = ("workshop", "compile", "image", "bare")
_ONE_KERNEL = {"compile", "image"}  # modules are compiled in one for the kernel of the other
_WHEELS = (("box", ""), ("compile", "box"), ("workshop", "box"))
_NPM = "npm"  # webui/package-lock.json
_COMMENT = "Written by build/lock; one file of a Debian archive a line."


def _relock_debian(name: str) -> list[str]:
    box = recipe.load(name)
    before = (box.lock, box.fetch_lock)
    old = tuple(pin for path in before if path.exists() for pin in lockfile.read(path))
    own = boxroot.own_repository(boxroot.own_packages()) if name == "image" else None
    installed, fetched = aptresolve.resolve(box, own)
    lockfile.write(box.lock, installed, _COMMENT)
    if fetched:
        lockfile.write(box.fetch_lock, fetched, _COMMENT)
    return lockfile.drift(old, installed + fetched)


def _relock_wheels(name: str, constraints: str) -> list[str]:
    place = LOCKS / f"{name}.wheels"
    old = place.read_text() if place.exists() else ""
    with step(f"resolving the wheels of {name}"):
        text = wheels.resolve(roots.workshop(), name, constraints)
    place.write_text(text)
    return wheels.drift(old, text)


def _relock_npm() -> list[str]:
    roots.workshop()
    changed = []
    for each in webassets.EVERY:
        old = each.lock.read_text()
        with step(f"resolving {each.what}"):
            text = webassets.resolve(each)
        each.lock.write_text(text)
        changed += webassets.drift(old, text)
    return changed


def arguments(words: list[str]) -> argparse.Namespace:
    """What a person may choose."""
    parser = argparse.ArgumentParser(prog="build/lock", description=__doc__)
    every = [*_DEBIAN, *(name + ".wheels" for name, _ in _WHEELS), _NPM]
    parser.add_argument(
        "locks",
        nargs="*",
        metavar="LOCK",
        help=f"of {' '.join(every)}; compile and image have one kernel, so each brings the other",
    )
    chosen = parser.parse_args(words)
    if unknown := set(chosen.locks) - set(every):
        parser.error(f"there is no lock {' '.join(sorted(unknown))}")
    chosen.locks = chosen.locks or every
    if _ONE_KERNEL & set(chosen.locks):
        chosen.locks += sorted(_ONE_KERNEL - set(chosen.locks))
    return chosen


def main(words: list[str]) -> int:
    """Refresh the locks that `words` name, or all."""
    chosen = arguments(words).locks
    host.have_tools()
    for name in _DEBIAN:
        if name in chosen:
            _report(name, _relock_debian(name))
    for name, constraints in _WHEELS:
        if f"{name}.wheels" in chosen:
            _report(f"{name}.wheels", _relock_wheels(name, constraints))
    if _NPM in chosen:
        _report(_NPM, _relock_npm())
    return 0


def _report(name: str, changes: list[str]) -> None:
    say(f"{name}: {len(changes)} changes")
    for line in changes:
        print(f"  {line}")
