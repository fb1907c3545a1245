"""Run a command inside a root, in a mount namespace of its own: nothing is left mounted, ever."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build.lib.settings import TREE, settings

_PATH = "/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_DROPPED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LD_PRELOAD", "TMPDIR")

# Whatever ends a verb ends all it started: the programs have process numbers of their own,
# and when the first of them dies the kernel ends the rest.
TOGETHER = (
    "setpriv", "--pdeathsig", "KILL", "--",
    "unshare", "--pid", "--fork", "--kill-child=KILL", "--",
)  # fmt: skip

# Ctrl-C at the terminal reaches every program there; who answers it is the verb, and alone says so.
# What it runs is ended with it, as above, and by no words of its own.
DEAF_TO_CTRL_C = ("env", "--ignore-signal=INT")


@dataclass(frozen=True, slots=True)
class Bind:
    """`source` on the host is seen at `target` inside (at the same place if not given)."""

    source: Path
    target: str = ""
    read_only: bool = False

    def spec(self) -> tuple[str, str, bool]:
        """As `inside` reads it."""
        return str(self.source), self.target or str(self.source), self.read_only


@dataclass(frozen=True, slots=True)
class Root:
    """A root and what belongs into it without being part of it (a virtual environment)."""

    path: Path
    binds: tuple[Bind, ...] = ()


def host_configuration() -> list[Bind]:
    """The host's name service, certificates and package-client settings, to be seen read-only."""
    home = Path.home()
    clients = [
        Path("/etc/pip.conf"), home / ".config/pip/pip.conf", home / ".pip/pip.conf",
        Path("/etc/npmrc"), home / ".npmrc",
    ]  # fmt: skip
    texts = [p.read_text(errors="replace") for p in clients if p.exists()]
    texts.append(os.environ.get("PIP_FIND_LINKS", ""))
    # Never a folder of the system itself: it would hide the root's own.
    named = {
        f for text in texts for f in re.findall(r"/(?:opt|srv|mnt|home|media)/[^\s'\"]+", text)
    }
    local = sorted({f"/{'/'.join(Path(f).parts[1:3])}" for f in named if Path(f).is_dir()})
    certificates = "/etc/ssl/certs/ca-certificates.crt"
    shown = ["/etc/resolv.conf", "/etc/hosts", certificates, *map(str, clients), *local]
    return [Bind(Path(path), read_only=True) for path in shown]


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """What a command in a root sees: this process's variables, made fit, and `extra`."""
    env = {k: v for k, v in os.environ.items() if k not in _DROPPED}
    env |= {
        "PATH": _PATH,
        "HOME": str(Path.home()),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "LINEMAN_CACHE": str(settings().cache),
        "LINEMAN_ROOT": "1",
        # What runs here is root, and the tree may be a person's; what is made holds no leftovers.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return env | dict(extra)


def at_work(extra: Mapping[str, str]) -> dict[str, str]:
    """As `environment`, for what is run again and again from the tree and makes no product.

    Its bytecode is kept outside of the tree.
    """
    kept = {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(settings().cache / "bytecode"),
    }
    return environment(kept | dict(extra))


def command(
    root: Root,
    argv: list[str],
    *,
    binds: tuple[Bind, ...] = (),
    cwd: Path | None = None,
    layer: bool = True,
) -> list[str]:
    """The host's argv that runs `argv` inside `root`.

    `layer` keeps what the command writes into the root itself out of it; `binds` are further
    paths to be seen at the same place. The tree, the cache and /tmp are always seen.
    """
    where = cwd if cwd is not None else Path.cwd()
    always = [TREE, settings().cache, Path("/tmp"), *settings().binds]  # noqa: S108 the host's own
    seen = [*map(Bind, always), *root.binds, *binds]
    if not any(where.is_relative_to(bind.source) for bind in seen if not bind.target):
        where = TREE
    spec = {
        "root": str(root.path), "layer": layer, "cwd": str(where),
        "binds": [bind.spec() for bind in (*host_configuration(), *seen)],
    }  # fmt: skip
    inner = Path(__file__).with_name("inside.py")
    return [
        "unshare",
        "--mount",
        "--propagation=unchanged",
        sys.executable,
        str(inner),
        json.dumps(spec),
        *argv,
    ]


def run(  # noqa: PLR0913 each is a word of subprocess.run, named at the call
    root: Root,
    argv: list[str],
    *,
    env: Mapping[str, str] | None = None,
    binds: tuple[Bind, ...] = (),
    cwd: Path | None = None,
    layer: bool = True,
    check: bool = True,
    capture: bool = False,
    log: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `argv` inside `root` and wait; `log` takes both outputs, `capture` the standard one."""
    entered = command(root, argv, binds=binds, cwd=cwd, layer=layer)
    line = [*DEAF_TO_CTRL_C, *TOGETHER, *entered]
    settings().cache.mkdir(parents=True, exist_ok=True)
    where = environment(env or {})
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as out:
            return subprocess.run(
                line, env=where, check=check, text=True, stdout=out, stderr=subprocess.STDOUT
            )
    out_to = subprocess.PIPE if capture else None
    return subprocess.run(line, env=where, check=check, text=True, stdout=out_to)


def become(root: Root, argv: list[str], *, cwd: Path | None = None) -> None:
    """Replace this process by `argv` inside `root`."""
    settings().cache.mkdir(parents=True, exist_ok=True)
    line = command(root, argv, cwd=cwd)
    os.execvpe(line[0], line, at_work({}))  # noqa: S606 no shell is wanted
