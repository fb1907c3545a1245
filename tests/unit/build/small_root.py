"""A root of a dozen files with everything that the lists of contents are made from."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

from build.lib.supply.gather import Order
from build.lib.supply.start import Brought, Workshop

_COPYRIGHT = (
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
    "Files: *\nCopyright: X\nLicense: GPL-2\n"
)
_STATUS = (
    "Package: zstd\nStatus: install ok installed\nVersion: 1.5\nArchitecture: amd64\n"
    "Source: libzstd\nMaintainer: Somebody <a@b>\n"
)
_BUSYBOX = (
    "Package: busybox-static\nStatus: install ok installed\nVersion: 1.37\nArchitecture: amd64\n"
    "Source: busybox\nMaintainer: Somebody <a@b>\n"
)
# No licence of it is known, which is nobody's business.
_COMPILER = "Package: gcc\nStatus: install ok installed\nVersion: 14\nMaintainer: Somebody <a@b>\n"
_LOCK = {
    "packages": {
        "": {"name": "webui"},
        "node_modules/@tabler/core": {
            "version": "1.6.1",
            "license": "MIT",
            "integrity": f"sha512-q83v sha256-{base64.b64encode(b'n' * 32).decode()}",
        },
        "node_modules/esbuild": {"version": "0.28", "license": "MIT", "dev": True},
    }
}


def small_root(folder: Path) -> Order:
    """Lay it below `folder`."""
    root, dpkg, tree = folder / "root", folder / "dpkg", folder / "tree"
    wheels = "usr/lib/lineman/wheels"
    texts = {
        tree / "rootfs-overlay/etc/hostname": "lineman",
        tree / "build/reference/licences.toml": "[debian]\n[words]\n[wheels]\n[npm]\n",
        tree / "build/locks/box.wheels": f"peewee==4.0 --hash=sha256:{'b' * 64}\n",
        tree / "webui/package-lock.json": json.dumps(_LOCK),
        dpkg / "status": _STATUS,
        dpkg / "info/zstd.list": "/usr/bin/zstd\n/usr/bin/zstdmt\n/usr/share/doc/zstd/copyright\n",
        folder / "Packages": f"Package: zstd\nSHA256: {'a' * 64}\n",
        root / "etc/hostname": "lineman",
        root / "etc/passwd": "root:x:0:0::/root:/bin/sh",
        root / "usr/bin/zstd": "program",
        root / "usr/share/doc/zstd/copyright": _COPYRIGHT,
        root / "usr/lib/lineman/app/appliance/x.py": "",
        root / "usr/lib/lineman/app/webui/static/app-1a2b.css": "a{}",
        root / wheels / "peewee.py": "",
        root / wheels / "__pycache__/peewee.cpython-313.pyc": "",
        root / wheels / "peewee-4.0.dist-info/METADATA": (
            "Metadata-Version: 2.4\nName: peewee\nVersion: 4.0\nLicense-Expression: MIT\n"
        ),
        root / wheels / "peewee-4.0.dist-info/RECORD": (
            "peewee.py,sha256=x,0\npeewee-4.0.dist-info/METADATA,,\npeewee-4.0.dist-info/RECORD,,\n"
        ),
    }
    _lay(texts)
    (root / "usr/bin/zstdmt").symlink_to("zstd")
    workshop = _workshop(folder / "workshop")
    return Order(root, dpkg, folder / "Packages", tree, workshop, "0.1.0", 1_700_000_000)


def _lay(texts: Mapping[Path, str]) -> None:
    for place, text in texts.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def _workshop(folder: Path) -> Workshop:
    """One with a busybox that goes into the image, and a compiler that does not."""
    busybox = folder / "usr/bin/busybox"
    _lay({
        busybox: "all of them",
        folder / "dpkg/status": f"{_BUSYBOX}\n{_COMPILER}",
        folder / "dpkg/info/busybox-static.list": f"{busybox}\n",
        folder / "doc/busybox-static/copyright": _COPYRIGHT,
        folder / "Packages": f"Package: busybox-static\nSHA256: {'c' * 64}\n",
    })  # fmt: skip
    brought = (Brought("initrd/bin/busybox", busybox),)
    return Workshop(folder / "dpkg", folder / "doc", folder / "Packages", brought)
