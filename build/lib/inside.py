"""The inner half of `chroot.run`: alone in a mount namespace, dresses a root, becomes the command.

    python3 -m build.lib.inside SPEC COMMAND...

SPEC is JSON: `root`, `layer` (keep changes out of the root), `binds` (a list of [source, target,
read-only]; a source that does not exist is passed over), `cwd`.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

# Of <linux/mount.h> and <sched.h>; Python 3.11 has no names for them.
_MS_REC = 1 << 14
_MS_PRIVATE = 1 << 18
_CLONE_NEWNS = 0x20000

_LAYER = Path("/run/lineman-layer")


def _mount(*args: str) -> None:
    subprocess.run(["mount", *args], check=True)


def _be_private() -> None:
    """Let no mount of ours be seen outside this process's namespace."""
    quiet = subprocess.run(
        ["mount", "--make-rprivate", "/"], check=False, stderr=subprocess.DEVNULL
    )
    if quiet.returncode == 0:
        return
    # This machine is itself a chroot, whose `/` is no mount. Entering our own namespace anew leads
    # to the root that is one; then back to where we were.
    libc = ctypes.CDLL(None, use_errno=True)
    here, namespace = os.open("/", os.O_RDONLY), os.open("/proc/self/ns/mnt", os.O_RDONLY)
    private = _MS_REC | _MS_PRIVATE
    if libc.setns(namespace, _CLONE_NEWNS) or libc.mount(None, b"/", None, private, None):
        raise OSError(ctypes.get_errno(), "this chroot's mounts cannot be made private")
    os.fchdir(here)
    os.chroot(".")
    os.close(namespace)
    os.close(here)


def _layered(root: Path) -> Path:
    """`root` under a layer of memory, so that what commands write into it is gone with them."""
    base = _LAYER
    base.mkdir(exist_ok=True)  # one place for all: each sees only what is mounted in its namespace
    _mount("-t", "tmpfs", "-o", "mode=0755", "lineman", str(base))
    for name in ("upper", "work", "root"):
        (base / name).mkdir()
    options = f"lowerdir={root},upperdir={base}/upper,workdir={base}/work"
    _mount("-t", "overlay", "overlay", "-o", options, str(base / "root"))
    return base / "root"


def _bind(root: Path, source: Path, place: str, read_only: bool) -> None:
    if not source.exists():
        return
    target = root / place.lstrip("/")
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.touch()
    _mount("--rbind", str(source), str(target))
    if read_only:
        _mount("-o", "remount,bind,ro", str(target))


def _kernel_views(root: Path) -> None:
    _mount("-t", "proc", "proc", str(root / "proc"))
    _mount("--rbind", "/sys", str(root / "sys"))
    _mount("--rbind", "/dev", str(root / "dev"))
    shm = root / "dev/shm"
    if not os.path.ismount(shm):
        shm.mkdir(exist_ok=True)
        _mount("-t", "tmpfs", "-o", "mode=1777", "shm", str(shm))
    _mount("-t", "tmpfs", "-o", "mode=0755", "run", str(root / "run"))


def main() -> None:
    """Dress the root, enter it, become the command."""
    spec = json.loads(sys.argv[1])
    os.umask(0o022)  # what is made does not depend on a person's own setting
    _be_private()
    root = _layered(Path(spec["root"])) if spec["layer"] else Path(spec["root"])
    _kernel_views(root)
    for source, target, read_only in spec["binds"]:
        _bind(root, Path(source), target, read_only)
    os.chroot(root)
    os.chdir(spec["cwd"])
    command = sys.argv[2:]
    try:
        os.execvp(command[0], command)  # noqa: S606 no shell is wanted
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main()
