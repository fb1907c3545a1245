"""Inside the workshop: a bare Debian's folder becomes a disk that starts as the box's does.

`python3 -m build.lib.bare_disk ROOT OUT` writes OUT/disk.img: the box's GRUB, a boot partition with
Debian's own kernel and initial RAM disk, an ext4 root.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from build.lib.image import filesystems, layout
from build.lib.image.assemble import bios
from build.lib.image.filesystems import run

_ROOT_MIB = 1200
_MENU = """\
set timeout=1
menuentry "Debian" {
	linux /vmlinuz root=/dev/vda3 rw console=tty0 console=ttyS0,115200 loglevel=7
	initrd /initrd.img
}
"""
_DISK = """\
image disk.img {{
  hdimage {{ partition-table-type = gpt }}
  partition mbr {{
    in-partition-table = false offset = 0 image = "mbr.bin" holes = {{ "(440; 1M)" }}
  }}
  partition bios_grub {{
    partition-type-uuid = "{bios}" offset = {bios_at} size = 1M image = "core.bin"
  }}
  partition esp {{
    partition-type-uuid = "{esp}" offset = {esp_at} size = {esp_mib}M image = "esp.img"
  }}
  partition root {{ partition-type-uuid = "{linux}" size = {root_mib}M image = "root.img" }}
}}
"""


def main(root: Path, out: Path) -> None:
    """Make the parts, join them, leave only the disk."""
    work = out / "work"
    work.mkdir()
    (work / "grub.cfg").write_text(_MENU)
    files = {"grub/grub.cfg": work / "grub.cfg"}
    for name in ("vmlinuz", "initrd.img"):
        (kernel,) = (root / "boot").glob(f"{name}-*")
        shutil.copyfile(kernel, work / name)
        files[name] = work / name
    esp = layout.partition("esp")
    filesystems.fat(work / "esp.img", files, epoch=1, mib=esp.mib)
    bios(work)
    run(["mke2fs", "-q", "-t", "ext4", "-d", str(root), str(work / "root.img"), f"{_ROOT_MIB}M"])
    (work / "genimage.cfg").write_text(_DISK.format(
        bios=layout.BIOS_BOOT, bios_at=layout.start("bios_grub"), esp=layout.ESP,
        esp_at=layout.start("esp"), esp_mib=esp.mib, linux=layout.LINUX, root_mib=_ROOT_MIB,
    ))  # fmt: skip
    (work / "empty").mkdir()
    run([
        "genimage", "--config", str(work / "genimage.cfg"), "--inputpath", str(work),
        "--outputpath", str(out), "--tmppath", str(work / "tmp"),
        "--rootpath", str(work / "empty"),
    ])  # fmt: skip
    shutil.rmtree(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
