"""The initial RAM disk: busybox, a few tools, the listed drivers and our own start and recovery."""

from __future__ import annotations

import lzma
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from build.lib.image import cpio

# Out of the root this runs in (the workshop), locked as the box's is and of the same suite.
PROGRAMS = (
    "/usr/sbin/dmsetup", "/usr/sbin/blkid", "/usr/sbin/sfdisk", "/usr/sbin/mke2fs",
    "/usr/sbin/e2fsck", "/usr/bin/flock",
)  # fmt: skip
_SETTINGS = "/etc/mke2fs.conf"
_OURS = {
    "init": "init", "recovery": "bin/recovery", "recovery-consoles": "bin/recovery-consoles",
    "boot.sh": "lib/boot.sh", "install.sh": "lib/install.sh",
}  # fmt: skip


def listed(text: str) -> list[str]:
    """The lines of a list file that are neither empty nor a comment."""
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


def module_name(path: str) -> str:
    """What the kernel calls the module in this file."""
    return re.sub(r"\.ko(\..*)?$", "", path.rsplit("/", 1)[-1]).replace("-", "_")


def with_dependencies(wanted: Iterable[str], modules_dep: str, builtin: str) -> list[str]:
    """Files of `wanted` and all they need, in modules.dep's order; an unknown name is an error."""
    needs: dict[str, list[str]] = {}
    files: dict[str, str] = {}
    for line in modules_dep.splitlines():
        path, _, rest = line.partition(":")
        files[module_name(path)] = path
        needs[path] = rest.split()
    in_kernel = {module_name(path) for path in builtin.split()}
    taken: set[str] = set()
    for name in wanted:
        if name in in_kernel:
            continue
        if name not in files:
            raise ValueError(f"the kernel has no module {name}")
        taken |= {files[name], *needs[files[name]]}
    return sorted(taken)


def libraries(ldd: str) -> list[str]:
    """Absolute paths of the libraries that ldd reported."""
    return sorted(set(re.findall(r"(?:=> )?(/\S+) \(0x", ldd)))


def _plain(path: Path) -> bytes:
    raw = path.read_bytes()
    return lzma.decompress(raw) if path.suffix == ".xz" else raw


def _modules(tree: Path, version: str, wanted: Iterable[str], work: Path) -> Iterator[cpio.Entry]:
    source = tree / "usr/lib/modules" / version
    files = with_dependencies(
        wanted, (source / "modules.dep").read_text(), (source / "modules.builtin").read_text()
    )
    copy = work / "lib/modules" / version
    for name in files:
        target = copy / name.removesuffix(".xz")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_plain(source / name))
    for index in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        (copy / index).write_bytes((source / index).read_bytes())
    subprocess.run(["depmod", "-b", str(work), version], check=True)
    kept = ("modules.dep", "modules.alias", "modules.symbols", "modules.softdep")
    for path in sorted(copy.rglob("*")):
        if path.is_file() and (path.suffix == ".ko" or path.name in kept):
            yield cpio.file(str(path.relative_to(work)), path.read_bytes())


def programs() -> Iterator[tuple[str, Path]]:
    """Where each file out of the root this runs in goes, and which it is."""
    yield "bin/busybox", Path("/usr/bin/busybox")
    ldd = subprocess.run(["ldd", *PROGRAMS], check=True, capture_output=True, text=True)
    for path in (*PROGRAMS, *libraries(ldd.stdout)):
        yield f"bin/{Path(path).name}" if path in PROGRAMS else path.lstrip("/"), Path(path)
    yield _SETTINGS.lstrip("/"), Path(_SETTINGS)


def _tools() -> Iterator[cpio.Entry]:
    names = {"busybox", *(Path(program).name for program in PROGRAMS)}
    shown = subprocess.run(["busybox", "--list"], check=True, capture_output=True, text=True)
    for applet in shown.stdout.split():
        if applet not in names:
            yield cpio.link(f"bin/{applet}", "busybox")
    yield cpio.link("sbin", "bin")  # the kernel asks for /sbin/modprobe
    for place, path in programs():
        yield cpio.file(place, path.read_bytes(), executable=str(path) != _SETTINGS)


def entries(tree: Path, scripts: Path, version: str, work: Path) -> list[cpio.Entry]:
    """All that is in the initial RAM disk for the kernel of `tree`; `work` is scratch space."""
    (kernel,) = [path.name for path in (tree / "usr/lib/modules").iterdir()]
    wanted = listed((scripts / "modules").read_text())
    bootenv = tree / "usr/lib/lineman/libexec/bootenv"
    ours = [
        cpio.file(place, (scripts / name).read_bytes(), executable="." not in name)
        for name, place in _OURS.items()
    ]
    return [
        *(cpio.folder(name) for name in ("proc", "sys", "dev", "run", "root", "mnt", "tmp")),
        cpio.node("dev/console", 5, 1),
        *ours,
        cpio.file("bin/bootenv", bootenv.read_bytes(), executable=True),
        cpio.file("lib/version", f"{version}\n".encode()),
        *_tools(),
        *_modules(tree, kernel, wanted, work),
    ]


def make(tree: Path, scripts: Path, version: str, out: Path) -> None:
    """Write the compressed archive to `out`."""
    work = out.with_suffix(".work")
    work.mkdir()
    raw = cpio.archive(entries(tree, scripts, version, work))
    subprocess.run(["zstd", "-19", "-q", "-f", "-o", str(out)], input=raw, check=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
