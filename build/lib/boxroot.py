"""The first layer of the box's root: its Debian packages and those the build makes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from build.lib import (
    asterisk,
    base,
    chroot,
    kernel,
    lockfile,
    modules,
    pins,
    recipe,
    roots,
)
from build.lib.cache import digest, file_digest, product
from build.lib.debrepo import index, repository
from build.lib.progress import step
from build.lib.settings import RECIPES, BuildError, settings

_FINISH = RECIPES / "empty-var"
_FORMAT = "2"  # raise when the way the layer is made changes
MADE_HERE = (
    4102444800  # mtime of files that no package brought: 2100, to be replaced by the commit's
)


@dataclass(frozen=True, slots=True)
class BoxRoot:
    """A folder with `root/` (var emptied) and `dpkg/` (the package database as it was).

    `repo` is the repository that it was installed from.
    """

    folder: Path
    repo: Path

    @property
    def root(self) -> Path:
        """The files."""
        return self.folder / "root"

    @property
    def dpkg(self) -> Path:
        """What was /var/lib/dpkg."""
        return self.folder / "dpkg"


def own_packages() -> tuple[Path, ...]:
    """The .debs that the build makes itself."""
    return (*asterisk.packages(), modules.package(), base.package())


def own_repository(debs: tuple[Path, ...]) -> Path:
    """A repository of nothing but `debs`, for resolving."""

    def make(part: Path) -> None:
        for deb in debs:
            (part / deb.name).write_bytes(deb.read_bytes())
        index(part)

    return product("repos", digest(["own 2", *(str(deb) for deb in debs)]), make)


def _bootstrap(repo: Path, names: list[str], box: recipe.Recipe, target: Path, log: Path) -> None:
    paths = [f"--dpkgopt=path-exclude={p}" for p in box.leave_out]
    paths += [f"--dpkgopt=path-include={p}" for p in box.keep]
    argv = [
        "mmdebstrap", "--mode=root", "--variant=essential", "--format=directory",
        "--aptopt=APT::Install-Recommends false", "--aptopt=APT::Sandbox::User root",
        "--dpkgopt=force-unsafe-io", *paths, f"--include={','.join(names)}",
        "trixie", str(target), f"deb [trusted=yes] copy://{repo} ./",
    ]  # fmt: skip
    done = chroot.run(
        roots.workshop(), argv, log=log, check=False, env={"SOURCE_DATE_EPOCH": str(MADE_HERE)}
    )
    if done.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise BuildError(f"the box's root could not be made:\n{tail}")


def box_root() -> BoxRoot:
    """The layer for the current lock and the current packages of our own.

    BuildError where box and modules would have different kernels: of the locks before anything is
    compiled, then of what is taken in their place.
    """
    box, tools = recipe.load("image"), recipe.load("compile")
    kernel.refuse_apart(lockfile.read(box.lock), lockfile.read(tools.lock))
    pins.together(tools, box)
    own = own_packages()
    installed, _ = pins.settle(box, own_repository(own))
    kernel.refuse_apart(installed, roots.settled("compile")[0])
    repo = repository(installed, own)
    key = digest([_FORMAT, file_digest(_FINISH), repo.name, *box.leave_out, "|", *box.keep])

    def make(part: Path) -> None:
        # One second early: a file system's clock may be coarser than ours.
        begun = int(time.time()) - 1
        names = [
            *(p.name for p in installed),
            *(deb.name.split("_")[0].removesuffix(".deb") for deb in own),
        ]
        log = settings().cache / "logs" / "boxroot.log"
        with step(f"installing the box's {len(names)} packages", log=log):
            _bootstrap(repo, names, box, part / "root", log)
        chroot.run(roots.workshop(), [str(_FINISH), str(part), str(begun), str(MADE_HERE)])

    return BoxRoot(product("boxroots", key, make), repo)
