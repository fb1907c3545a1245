"""Where things are and which switches a person may set, all read from the environment once."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
LOCKS = TREE / "build" / "locks"
RECIPES = TREE / "build" / "roots"


class BuildError(Exception):
    """The build cannot go on; the text says why and, where it can, what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The switches of a build.

    `mirror` and `security_mirror` are base URLs of Debian archives; empty means what the host's
    own apt uses. `release` refuses everything that an everyday build only warns about.
    `signing_key` and `bundle_key` are PEM files with private key and certificate, for kernel
    modules and for update bundles.
    `binds` are further folders that the roots see at the same path.
    """

    cache: Path
    mirror: str
    security_mirror: str
    release: bool
    signing_key: Path | None
    bundle_key: Path | None
    binds: tuple[Path, ...]


def _cache_folder(env: dict[str, str]) -> Path:
    if named := env.get("LINEMAN_CACHE"):
        return Path(named).absolute()
    base = env.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base).absolute() / "lineman"


def read_settings(env: dict[str, str]) -> Settings:
    """Take the settings out of `env`; unknown variables are not ours to judge."""

    def named(variable: str) -> Path | None:
        value = env.get(variable, "")
        return Path(value).absolute() if value else None

    return Settings(
        cache=_cache_folder(env),
        mirror=env.get("LINEMAN_MIRROR", "").rstrip("/"),
        security_mirror=env.get("LINEMAN_SECURITY_MIRROR", "").rstrip("/"),
        release=env.get("LINEMAN_RELEASE", "") not in {"", "0"},
        signing_key=named("LINEMAN_MODULE_KEY"),
        bundle_key=named("LINEMAN_BUNDLE_KEY"),
        binds=tuple(Path(p).absolute() for p in env.get("LINEMAN_BIND", "").split(":") if p),
    )


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read_settings(dict(os.environ))


def _git(*words: str) -> str:
    argv = ["git", "-c", f"safe.directory={TREE}", "-C", str(TREE), *words]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()


@cache
def commit_time() -> int:
    """Seconds since 1970 of the tree's commit: the one time that may appear in a product."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    return int(_git("log", "-1", "--format=%ct"))


def uncommitted() -> tuple[str, ...]:
    """What lies in the tree and in no commit, as `git status` names it; results of tests aside."""
    return tuple(_git("status", "--porcelain", "--", ":/", ":!/tests/results").splitlines())


@cache
def measured_commit() -> dict[str, str]:
    """What a bench or campaign takes the tree for, from its beginning to its end.

    `+` stands for changes that no commit has; results of others are none.
    """
    changed = _git("status", "--porcelain", "-uno", "--", ":/", ":!/tests/results")
    return {"LINEMAN_COMMIT": _git("rev-parse", "HEAD") + ("+" if changed else "")}
