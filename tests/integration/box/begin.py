"""Process 1 of a box without a machine: fresh namespaces get its tree as their root, then systemd.

`begin.py TREE FOLDER`; FOLDER/credentials and FOLDER/esp are handed over. All that the box writes
goes to memory.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Of <linux/mount.h> and <sched.h>.
_MS_MOVE = 0x2000
_CLONE_NEWNS = 0x20000
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
# What the boot loader leaves: a start from slot A; its environment is the first sector of the ESP.
_COMMAND_LINE = "lineman.slot=A rauc.slot=A lineman.env=0\n"


def _mount(kind: str, place: Path, *options: str) -> None:
    place.mkdir(exist_ok=True, parents=True)
    subprocess.run(["mount", "-t", kind, *options, kind, str(place)], check=True)


def _bind(source: Path, place: Path) -> None:
    place.touch()
    subprocess.run(["mount", "--bind", str(source), str(place)], check=True)


def _layered(tree: Path, folder: Path) -> Path:
    memory, root = folder / "memory", folder / "root"
    _mount("tmpfs", memory)
    for name in ("upper", "work"):
        (memory / name).mkdir()
    layers = f"lowerdir={tree},upperdir={memory}/upper,workdir={memory}/work"
    _mount("overlay", root, "-o", layers)
    return root


def _furnish(root: Path, folder: Path) -> None:
    """What kernel, boot loader and initrd leave for systemd."""
    _mount("proc", root / "proc")
    _mount("sysfs", root / "sys", "-o", "ro")
    _mount("cgroup2", root / "sys/fs/cgroup")
    _mount("tmpfs", root / "dev", "-o", "mode=755")
    for name in _DEVICES:
        _bind(Path("/dev") / name, root / "dev" / name)
    _mount("devpts", root / "dev/pts", "-o", "newinstance,ptmxmode=0666")
    _mount("tmpfs", root / "dev/shm", "-o", "mode=1777")
    (root / "dev/ptmx").symlink_to("pts/ptmx")
    (root / "dev/fd").symlink_to("/proc/self/fd")
    for place in ("run", "var", "var/lib/lineman", "srv"):
        _mount("tmpfs", root / place, "-o", "mode=755")
    (root / "dev/lineman").mkdir()
    shutil.copy(folder / "esp", root / "dev/lineman/esp")
    (root / "run/cmdline").write_text(_COMMAND_LINE)
    _bind(root / "run/cmdline", root / "proc/cmdline")
    shutil.copytree(folder / "credentials", root / "run/credentials/@system")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def _enter(root: Path) -> None:
    """Make `root` the root of our namespace of mounts, as switch_root(8) does.

    Units with user namespaces of their own do not start in a mere chroot (user_namespaces(7)).
    """
    libc = ctypes.CDLL(None, use_errno=True)
    held, namespace = os.open(root, os.O_RDONLY), os.open("/proc/self/ns/mnt", os.O_RDONLY)
    if libc.setns(namespace, _CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "the namespace cannot be entered anew")
    os.fchdir(held)
    if libc.mount(b".", b"/", None, _MS_MOVE, None):
        raise OSError(ctypes.get_errno(), f"{root} cannot become the root")
    os.chroot(".")
    os.closerange(3, namespace + 1)


def main() -> None:
    """Dress the root, enter it, be systemd."""
    tree, folder = map(Path, sys.argv[1:])
    root = _layered(tree, folder)
    _furnish(root, folder)
    _enter(root)
    env = {
        "container": "other",
        "CREDENTIALS_DIRECTORY": "/run/credentials/@system",
        "PATH": "/usr/bin:/usr/sbin",
    }
    os.execve("/usr/lib/systemd/systemd", ["systemd", "--log-target=console"], env)  # noqa: S606


main()
