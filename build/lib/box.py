"""The image as a Vagrant box for libvirt, and the catalogue that names it; made without Vagrant.

The format: a gzipped tar of `metadata.json`, a Vagrantfile and `box.img` (qcow2, no backing file).
https://developer.hashicorp.com/vagrant/docs/boxes/format and vagrant-libvirt's README.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from pathlib import Path

from build.lib import image, roots
from build.lib.cache import digest, product
from build.lib.progress import step

_FORMAT = "1"  # raise when the way it is packed changes
NAME = "lineman"
_GIB = 1 << 30
DISK_GIB = 8  # the data partition takes what the image leaves of it

# Everything a person may choose is in the tree's own Vagrantfile.
VAGRANTFILE = """\
Vagrant.configure("2") do |config|
  config.vm.synced_folder ".", "/vagrant", disabled: true
end
"""


def box() -> Path:
    """The folder with `lineman.box`, made of the current image."""
    folder = image.image()

    def make(part: Path) -> None:
        disk = part / "box.img"
        with step("converting the disk"):
            convert(folder / "lineman.img", disk)
        with step("packing the box"):
            pack(disk, part / f"{NAME}.box")
        for path in part.iterdir():
            if path.suffix != ".box":
                path.unlink()

    return product("boxes", digest([_FORMAT, folder.name, VAGRANTFILE]), make)


def metadata(gib: int = DISK_GIB) -> dict[str, str | int]:
    """What vagrant-libvirt reads first: provider, disk format, size in GiB."""
    return {"provider": "libvirt", "format": "qcow2", "virtual_size": gib}


def catalogue(box: Path, version: str) -> dict[str, object]:
    """What `config.vm.box_url` names: versions, and for each a file with its checksum."""
    with box.open("rb") as opened:
        checksum = hashlib.file_digest(opened, "sha256").hexdigest()
    provider = {
        "name": "libvirt",
        "url": f"file://{box}",
        "checksum_type": "sha256",
        "checksum": checksum,
    }
    return {"name": NAME, "versions": [{"version": version, "providers": [provider]}]}


def convert(raw: Path, target: Path) -> None:
    """The raw disk as a compressed qcow2 of `DISK_GIB`."""
    roots.run(["qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2", str(raw), str(target)])
    roots.run(["qemu-img", "resize", "-q", str(target), str(DISK_GIB * _GIB)])
    roots.run(["qemu-img", "check", "-q", str(target)])


def pack(disk: Path, target: Path) -> None:
    """Tar up the box; it appears whole or not at all."""
    part = target.with_suffix(".part")
    beside = {"metadata.json": json.dumps(metadata()), "Vagrantfile": VAGRANTFILE}
    # The disk is compressed already.
    with tarfile.open(part, "w:gz", compresslevel=1) as box:
        for name, text in beside.items():
            place = disk.with_name(name)
            place.write_text(text)
            box.add(place, name, filter=_anonymous)
        box.add(disk, "box.img", filter=_anonymous)
    part.rename(target)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mode = 0o644
    return member
