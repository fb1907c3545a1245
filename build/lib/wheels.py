"""Python wheels by lock: name, version and SHA-256 of each, no index is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from build.lib import chroot, pins
from build.lib.cache import digest, product
from build.lib.chroot import Bind, Root
from build.lib.progress import step
from build.lib.settings import LOCKS, RECIPES, settings

VENV = "/opt/venv"


def _lock(name: str) -> Path:
    return LOCKS / f"{name}.wheels"


def _log(name: str) -> Path:
    return settings().cache / "logs" / f"wheels-{name}.log"


def lock_text(name: str) -> str:
    """The wheel lock of the root `name`, or nothing where it has none."""
    return _lock(name).read_text() if _lock(name).exists() else ""


def venv(root: Root, name: str) -> Bind:
    """The virtual environment of a lock for `root`; it sees the root's own Python packages too."""

    def make(part: Path, lock: str) -> None:
        place = Bind(part, VENV)
        (part.parent / f".{part.name}.lock").write_text(lock)
        wanted = Bind(part.parent / f".{part.name}.lock", "/opt/wheels.lock", read_only=True)
        script = f"""python3 -m venv --system-site-packages {VENV} &&
            exec {VENV}/bin/pip -qq install --no-deps --only-binary=:all: --require-hashes \
            --no-cache-dir --ignore-installed -r /opt/wheels.lock"""
        with step("installing wheels", log=_log(name)):
            pins.fetching(
                f"the wheels of {name}",
                _log(name),
                lambda log: chroot.run(root, ["sh", "-c", script], binds=(place, wanted), log=log),
            )

    return Bind(_settled("venvs", root, name, make), VENV, read_only=True)


def folder(root: Root, name: str) -> Path:
    """The packages of a lock as a plain folder for `sys.path`, without bytecode.

    `root` is one whose virtual environment has pip.
    """

    def make(part: Path, lock: str) -> None:
        wanted = part.parent / f".{part.name}.lock"
        wanted.write_text(lock)
        argv = [
            f"{VENV}/bin/pip", "-qq", "install", "--no-deps", "--only-binary=:all:",
            "--no-compile", "--require-hashes", "--no-cache-dir", "--target", str(part),
            "-r", str(wanted),
        ]  # fmt: skip
        with step(f"fetching the wheels of {name}", log=_log(name)):
            pins.fetching(
                f"the wheels of {name}", _log(name), lambda log: chroot.run(root, argv, log=log)
            )
        wanted.unlink()

    return _settled("wheels", root, name, make)


def _settled(kind: str, root: Root, name: str, make: Callable[[Path, str], None]) -> Path:
    """A product of the lock, or of what stands in for it when some of its wheels are gone."""

    def of(lock: str) -> Path:
        return product(kind, digest([root.path.name, lock]), lambda part: make(part, lock))

    lock = lock_text(name)
    try:
        return of(lock)
    except pins.PinsGone:
        return of(pins.resettled(f"the wheels of {name}", lock, lambda: resolve(root, name), drift))


def drift(locked: str, current: str) -> list[str]:
    """What `current` has otherwise than `locked`, a line each, in words."""
    old, new = (
        dict(line.split(" ")[0].split("==") for line in text.splitlines())
        for text in (locked, current)
    )
    return [
        f"{name} {old.get(name, 'none')} -> {new.get(name, 'none')}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def resolve(root: Root, name: str, constraints: str = "") -> str:
    """The lock text for `build/roots/NAME.wheels`, resolved by pip inside `root`."""
    wanted = RECIPES / f"{name}.wheels"
    limits = settings().cache / "constraints.txt"
    limits.write_text(re.sub(r" --hash\S*", "", lock_text(constraints) if constraints else ""))
    script = 'python3 -m venv /opt/resolve && exec /opt/resolve/bin/pip "$@"'
    done = chroot.run(
        root,
        ["sh", "-c", script, "pip", "-qq", "install", "--dry-run", "--ignore-installed",
         "--only-binary=:all:", "--report", "-", "-c", str(limits), "-r", str(wanted)],
        capture=True,
    )  # fmt: skip
    lines = []
    for item in json.loads(done.stdout)["install"]:
        meta, file = item["metadata"], item["download_info"]["archive_info"]
        name_of = meta["name"].lower().replace("_", "-")
        lines.append(f"{name_of}=={meta['version']} --hash=sha256:{file['hashes']['sha256']}\n")
    return "".join(sorted(lines))
