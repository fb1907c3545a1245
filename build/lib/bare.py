"""A bare Debian as a disk, for the boot bench."""

from __future__ import annotations

import shutil
from pathlib import Path

from build.lib import chroot, roots
from build.lib.cache import digest, product
from build.lib.progress import step

_SIZE = "1200M"
# Says on the serial line that the machine has started, when systemd thinks so.
_STARTED = """\
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo bare machine started >/dev/ttyS0'
[Install]
WantedBy=default.target
"""


def machine() -> Path:
    """A folder with `disk.img` (one ext4 file system), `vmlinuz` and `initrd.img`."""
    root = roots.bare()

    def make(part: Path) -> None:
        with step("making the bare machine's disk"):
            _make(root.path, part)

    return product("bare", digest(["1", root.path.name, _STARTED]), make)


def _make(root: Path, part: Path) -> None:
    tree = part / "root"
    # Owners and device nodes too, which Python's own copy would open and read.
    chroot.run(roots.workshop(), ["cp", "--archive", "--reflink=auto", str(root), str(tree)])
    units = tree / "etc/systemd/system"
    (units / "started.service").write_text(_STARTED)
    wants = units / "graphical.target.wants"
    wants.mkdir(parents=True, exist_ok=True)
    (wants / "started.service").symlink_to("../started.service")
    for name in ("vmlinuz", "initrd.img"):
        (kernel,) = (tree / "boot").glob(f"{name}-*")
        shutil.copy(kernel, part / name)
    disk = part / "disk.img"
    chroot.run(roots.workshop(), ["mke2fs", "-q", "-t", "ext4", "-d", str(tree), str(disk), _SIZE])
    shutil.rmtree(tree)
