"""Every file of a root has an origin, or the build stops with the file's name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from build.lib.supply.debian import merged, owners
from build.lib.supply.gather import gather
from build.lib.supply.made import source_of
from build.lib.supply.model import Contents, ContentsError
from build.lib.supply.tables import sizes
from tests.unit.build.small_root import small_root


def by_path(contents: Contents) -> dict[str, tuple[str, str]]:
    return {entry.path: (entry.component, entry.how) for entry in contents.entries}


def test_each_kind_of_file_is_whose_it_is(tmp_path: Path) -> None:
    found = by_path(gather(small_root(tmp_path)))
    assert found == {
        "etc/hostname": ("own:lineman", ""),
        "etc/passwd": ("own:lineman", "systemd-sysusers"),
        "usr/bin/zstd": ("deb:zstd", ""),
        "usr/bin/zstdmt": ("deb:zstd", ""),
        "usr/lib/lineman/app/appliance/x.py": ("own:lineman", ""),
        "usr/lib/lineman/app/webui/static/app-1a2b.css": (
            "npm:@tabler/core",
            "bundled with our own by esbuild",
        ),
        "usr/lib/lineman/wheels/peewee.py": ("wheel:peewee", ""),
        "usr/lib/lineman/wheels/__pycache__/peewee.cpython-313.pyc": (
            "wheel:peewee",
            "compileall",
        ),
        **{
            f"usr/lib/lineman/wheels/peewee-4.0.dist-info/{name}": ("wheel:peewee", "")
            for name in ("METADATA", "RECORD")
        },
        "usr/share/doc/zstd/copyright": ("deb:zstd", ""),
        "initrd/bin/busybox": ("start:busybox-static", ""),
    }


def test_a_file_that_nobody_brought_stops_the_build(tmp_path: Path) -> None:
    order = small_root(tmp_path)
    (order.root / "etc/surprise").write_text("?")
    (order.root / "opt").mkdir()
    (order.root / "opt/thing").symlink_to("nowhere")
    with pytest.raises(ContentsError, match=r"etc/surprise\n  opt/thing"):
        gather(order)


def test_a_device_node_or_pipe_stops_the_build(tmp_path: Path) -> None:
    order = small_root(tmp_path)
    os.mkfifo(order.root / "etc/passwd.pipe")
    with pytest.raises(ContentsError, match=r"etc/passwd\.pipe"):
        gather(order)


def test_components_have_versions_hashes_and_licences(tmp_path: Path) -> None:
    contents = gather(small_root(tmp_path))
    zstd = next(c for c in contents.components if c.name == "zstd")
    assert (zstd.version, zstd.sha256, zstd.licence) == ("1.5", "a" * 64, "GPL-2.0-only")
    tabler = next(c for c in contents.components if c.kind == "npm")
    assert (tabler.version, tabler.sha256) == ("1.6.1", "6e" * 32)
    assert zstd.source == "libzstd 1.5"
    assert zstd.purl == "pkg:deb/debian/zstd@1.5?arch=amd64&distro=trixie"
    assert [c.key for c in contents.components] == [
        "own:lineman", "deb:zstd", "wheel:peewee", "npm:@tabler/core",
        "start:busybox-static",
    ]  # fmt: skip


def test_a_removed_package_is_no_component(tmp_path: Path) -> None:
    order = small_root(tmp_path)
    with (order.dpkg / "status").open("a") as out:
        out.write("\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n")
    assert "deb:gone" not in {c.key for c in gather(order).components}


def test_sizes_add_up(tmp_path: Path) -> None:
    order = small_root(tmp_path)
    (order.root / "usr/bin/zstd").write_bytes(bytes(3 << 20))
    text = sizes(gather(order))
    assert "  3.00 the rest of Debian\n" in text
    assert "  3.00 in all\n" in text
    assert text.index("deb:zstd") < text.index("wheel:peewee")


def test_a_diverted_file_is_still_its_packages(tmp_path: Path) -> None:
    (tmp_path / "info").mkdir()
    (tmp_path / "info/libc6:amd64.list").write_text("/lib64/ld.so\n")
    (tmp_path / "info/other.list").write_text("/lib64/ld.so\n")
    (tmp_path / "diversions").write_text("/lib64/ld.so\n/lib64/ld.so.kept\nlibc6\n")
    assert owners(tmp_path) == {
        "usr/lib64/ld.so": "deb:libc6",
        "usr/lib64/ld.so.kept": "deb:other",
    }


@pytest.mark.parametrize(
    ("path", "real"),
    [("/bin/sh", "usr/bin/sh"), ("/etc/x", "etc/x"), ("/usr/lib/y", "usr/lib/y"), ("/lib", "lib")],
)
def test_old_paths_are_where_the_root_has_them(path: str, real: str) -> None:
    assert merged(path) == real


def test_bytecode_leads_to_its_source() -> None:
    assert source_of("usr/lib/a/__pycache__/b.cpython-313.pyc") == "usr/lib/a/b.py"
    assert source_of("usr/lib/a/b.pyc") is None
