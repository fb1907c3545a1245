"""What may not change unseen: each kind is a text, compared with its file in build/reference."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from build.lib.supply import listening
from build.lib.supply.started import PLACES

_OURS = ("lineman", "asterisk", "nginx", "rauc")
# Directives that give a unit somewhere to write.
_WRITING = re.compile(
    r"^(ReadWritePaths|BindPaths|(?:Runtime|State|Cache|Logs|Configuration)Directory)=(.+)$"
)

# Each security update of the kernel has another name.
_KERNEL = re.compile(r"^(linux-image-)\d.*(-amd64)$")


def _lines(lines: Iterator[str] | list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def accounts(root: Path) -> str:
    """Users and groups: who there is, with which numbers, shells and members."""
    lines = ["# user: uid, gid, home, shell"]
    for line in sorted((root / "etc/passwd").read_text().splitlines()):
        name, _, uid, gid, _, home, shell = line.split(":")
        lines.append(f"{name}: {uid} {gid} {home} {shell}")
    lines.append("# group: gid, members")
    for line in sorted((root / "etc/group").read_text().splitlines()):
        name, _, gid, members = line.split(":")
        lines.append(f"{name}: {gid} {members}".rstrip())
    return _lines(lines)


def _walk(root: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for folder, folders, files in os.walk(root):
        for name in sorted((*folders, *files)):
            path = Path(folder) / name
            yield path, path.lstat()


def privileged(root: Path) -> str:
    """Files that run as somebody else, carry capabilities, or that anybody may write."""
    lines = []
    for path, seen in _walk(root):
        if stat.S_ISLNK(seen.st_mode):
            continue
        sticky = stat.S_ISDIR(seen.st_mode) and seen.st_mode & stat.S_ISVTX
        special = seen.st_mode & (stat.S_ISUID | stat.S_ISGID)
        anybody = seen.st_mode & stat.S_IWOTH and not sticky
        capable = "security.capability" in os.listxattr(path, follow_symlinks=False)
        if special or anybody or capable:
            shown = f"{stat.filemode(seen.st_mode)} {seen.st_uid}:{seen.st_gid}"
            note = f" capability {_capability(path)}" if capable else ""
            lines.append(f"{shown} /{path.relative_to(root)}{note}")
    return _lines(sorted(lines, key=lambda line: line.split(" ")[2]))


def _capability(path: Path) -> str:
    return os.getxattr(path, "security.capability", follow_symlinks=False).hex()


def units(root: Path) -> str:
    """Units that something starts, other names of units, and those that are switched off."""
    lines = []
    for place in PLACES:
        for path in (root / place).rglob("*"):
            name = path.relative_to(root / place)
            if path.is_symlink() and name.parts[0].endswith((".wants", ".requires", ".upholds")):
                lines.append(f"{name.parts[0]}: {name.name}")
            elif path.is_symlink() and place.startswith("etc"):
                target = str(path.readlink())
                lines.append(f"{'off' if target == '/dev/null' else 'also'}: {name} {target}")
    return _lines(sorted(set(lines)))


def _written_by(unit: Path, file: Path) -> Iterator[str]:
    for line in file.read_text().splitlines():
        if match := _WRITING.match(line):
            yield f"{unit.name.removesuffix('.d')}: {match[1]} {match[2]}"


def writable(root: Path) -> str:
    """Everything that can be written on the box: what is mounted, and what each unit may write."""
    lines = []
    for path in sorted((root / PLACES[1]).glob("*.mount")):
        said = dict(re.findall(r"^(What|Where|Type|Options)=(.*)$", path.read_text(), re.MULTILINE))
        if said.get("Where") and path.name.startswith(("var", "srv")):
            shown = (said.get(word, "") for word in ("Where", "What", "Type", "Options"))
            lines.append(" ".join(shown).rstrip())
    for path in sorted((root / PLACES[1]).glob("*.service*")):
        if path.name.startswith(_OURS):
            files = [path] if path.is_file() else sorted(path.glob("*.conf"))
            lines += [line for file in files for line in _written_by(path, file)]
    return _lines(lines)


def packages(root: Path) -> str:
    """Names of Debian packages; their versions are in the lock, also one that stands in a name."""
    names = (path.name for path in (root / "usr/share/doc").iterdir())
    return _lines(sorted({_KERNEL.sub(r"\1*\2", name) for name in names}))


def exposure(root: Path) -> str:
    """How exposed each service of ours is: 0 (not at all) to 10, by `systemd-analyze security`."""
    services = sorted(
        path.name
        for path in (root / PLACES[1]).glob("*.service")
        if path.name.startswith(_OURS) and not path.is_symlink()
    )
    lines = []
    for service in services:
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--root={root}",
             service.replace("@.", "@any.")],  # a template is judged by an instance of it
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        told = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
        if told is None:
            raise RuntimeError(f"systemd-analyze says nothing of {service}: {done.stderr}")
        lines.append(f"{service} {told[1]}")
    return _lines(lines)


KINDS: dict[str, Callable[[Path], str]] = {
    "accounts": accounts,
    "packages": packages,
    "privileged": privileged,
    "units": units,
    "writable": writable,
    "exposure": exposure,
    "ports": listening.ports,
}


def write(root: Path, out: Path) -> None:
    """Every kind of the root into a file of `out`."""
    out.mkdir()
    for name, made in KINDS.items():
        (out / name).write_text(made(root))
