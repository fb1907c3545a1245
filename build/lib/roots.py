"""The roots that things run and are made in: `workshop` (tools, tests, QEMU) and `compile`."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

from build.lib import chroot, host, pins, recipe, wheels
from build.lib.cache import digest, product
from build.lib.chroot import Root
from build.lib.debrepo import repository
from build.lib.progress import step
from build.lib.settings import settings

_FORMAT = "1"  # raise when the way a root is made changes


def _log(target: Path) -> Path:
    return settings().cache / "logs" / f"bootstrap-{target.name}.log"


def bootstrap(repo: Path, names: list[str], target: Path) -> None:
    """Make a Debian root at `target` out of the packages of `repo` and no others."""
    log = _log(target)
    log.parent.mkdir(parents=True, exist_ok=True)
    argv = [
        *chroot.TOGETHER, "mmdebstrap", "--mode=root", "--variant=apt", "--format=directory",
        "--aptopt=APT::Install-Recommends false", "--aptopt=APT::Sandbox::User root",
        "--dpkgopt=force-unsafe-io",
        f"--include={','.join(names)}", "trixie", str(target),
        f"deb [trusted=yes] copy://{repo} ./",
    ]  # fmt: skip
    with log.open("w") as out:
        done = subprocess.run(argv, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        tail = "".join(log.read_text().splitlines(keepends=True)[-25:])
        raise subprocess.CalledProcessError(done.returncode, "mmdebstrap", tail)


@cache
def settled(name: str) -> tuple[pins.Pins, pins.Pins]:
    """What the root `name` is made of and what it only fetches: pins, or what stands in."""
    return pins.settle(recipe.load(name))


def _make(name: str) -> Root:
    host.have_tools()
    packages, _ = settled(name)
    key = digest([_FORMAT, *(pin.line() for pin in packages)])

    def make(part: Path) -> None:
        repo = repository(packages)
        with step(f"making the {name} root of {len(packages)} packages", log=_log(part)):
            bootstrap(repo, [pin.name for pin in packages], part)

    return Root(product("roots", f"{name}-{key}", make))


def index(name: str) -> Path:
    """The index of the packages that the root `name` is made of, with their hashes."""
    return repository(settled(name)[0]) / "Packages"


@cache
def workshop() -> Root:
    """The root with all tools; made on first use."""
    root = _make("workshop")
    return replace(root, binds=(wheels.venv(root, "workshop"),))


@cache
def compiler() -> Root:
    """The root with compilers and headers; made on first use."""
    return _make("compile")


@cache
def bare() -> Root:
    """The root of a Debian that does nothing; made on first use."""
    return _make("bare")


def run(argv: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Run `argv` in the workshop; options as in `chroot.run`."""
    return chroot.run(workshop(), argv, **options)  # type: ignore[arg-type]
