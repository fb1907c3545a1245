"""A root of a dozen files with everything that the lists of contents are made from."""

from __future__ import annotations

import json
from pathlib import Path

from build.lib.supply.gather import Order

_COPYRIGHT = (
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
    "Files: *\nCopyright: X\nLicense: GPL-2\n"
)
_STATUS = (
    "Package: zstd\nStatus: install ok installed\nVersion: 1.5\nArchitecture: amd64\n"
    "Source: libzstd\nMaintainer: Somebody <a@b>\n"
)
_LOCK = {
    "packages": {
        "": {"name": "webui"},
        "node_modules/@tabler/core": {"version": "1.6.1", "license": "MIT"},
        "node_modules/esbuild": {"version": "0.28", "license": "MIT", "dev": True},
    }
}


def small_root(folder: Path) -> Order:
    """Lay it below `folder`."""
    root, dpkg, tree = folder / "root", folder / "dpkg", folder / "tree"
    wheels = "usr/lib/lineman/wheels"
    texts = {
        tree / "rootfs-overlay/etc/hostname": "lineman",
        tree / "build/reference/licences.toml": "[debian]\n[wheels]\n[npm]\n",
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
    for place, text in texts.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    (root / "usr/bin/zstdmt").symlink_to("zstd")
    return Order(root, dpkg, folder / "Packages", tree, "0.1.0", 1_700_000_000)
