"""A bare Debian as a disk, for the boot bench."""

from __future__ import annotations

import shutil
from pathlib import Path

from build.lib import bare_disk, chroot, roots
from build.lib.cache import digest, file_digest, product
from build.lib.progress import step
from build.lib.settings import TREE

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
    """A folder with `disk.img`, which starts by firmware and boot menu as the box does."""
    root = roots.bare()
    way = file_digest(Path(bare_disk.__file__))

    def make(part: Path) -> None:
        with step("making the bare machine's disk"):
            _make(root.path, part)

    return product("bare", digest([way, root.path.name, _STARTED]), make)


def _make(root: Path, part: Path) -> None:
    tree = part / "root"
    # Owners and device nodes too, which Python's own copy would open and read.
    chroot.run(roots.workshop(), ["cp", "--archive", "--reflink=auto", str(root), str(tree)])
    units = tree / "etc/systemd/system"
    (units / "started.service").write_text(_STARTED)
    wants = units / "graphical.target.wants"
    wants.mkdir(parents=True, exist_ok=True)
    (wants / "started.service").symlink_to("../started.service")
    argv = ["python3", "-m", "build.lib.bare_disk", str(tree), str(part)]
    chroot.run(roots.workshop(), argv, cwd=TREE)
    shutil.rmtree(tree)
