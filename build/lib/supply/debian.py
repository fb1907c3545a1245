"""Debian packages of the root, out of its package database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import quote

from debian import deb822

from build.lib.supply import copyrights
from build.lib.supply.model import Component


def archives(packages_file: Path) -> dict[str, str]:
    """SHA-256 of each .deb by package name, from the index of the repository they came from."""
    with packages_file.open() as opened:
        paragraphs = deb822.Packages.iter_paragraphs(opened, use_apt_pkg=False)
        return {p["Package"]: p["SHA256"] for p in paragraphs}


def components(
    dpkg: Path, docs: Path, hashes: Mapping[str, str], by_person: copyrights.Told,
    *, only: Collection[str] | None = None,
) -> list[Component]:  # fmt: skip
    """The packages that `dpkg`/status calls installed.

    `docs` is the root's usr/share/doc; `by_person` helps with copyright files that do not
    say enough to a machine; `only` names the packages that count. Raises
    ContentsError naming those without.
    """
    found = []
    with (dpkg / "status").open() as opened:
        for package in deb822.Packages.iter_paragraphs(opened, use_apt_pkg=False):
            if package["Status"] != "install ok installed":
                continue
            name = package["Package"]
            if only is not None and name not in only:
                continue
            source, _, of = package.get("Source", name).partition(" ")
            origin = f"{source} {of.strip('()') or package['Version']}"
            licence, texts = copyrights.judged(docs / name / "copyright", source, by_person)
            purl = f"pkg:deb/debian/{quote(name)}@{quote(package['Version'])}"
            found.append(Component(
                "deb", name, package["Version"], licence,
                purl=f"{purl}?arch={package['Architecture']}&distro=trixie",
                supplier=package["Maintainer"], source=origin, sha256=hashes[name],
                homepage=package.get("Homepage", ""), texts=texts,
            ))  # fmt: skip
    return found


def diversions(dpkg: Path) -> dict[tuple[str, str], str]:
    """Where a package's file really is: (package that diverts is exempt) path to diverted path.

    Keys are (path, package whose own file stays); paths begin with `/`.
    """
    lines = (dpkg / "diversions").read_text().splitlines() if (dpkg / "diversions").exists() else []
    triples = zip(lines[::3], lines[1::3], lines[2::3], strict=True)
    return {(path, package): to for path, to, package in triples}


def owners(dpkg: Path) -> dict[str, str]:
    """Component of every path that a package brought; no leading `/`, `/usr` merged."""
    diverted = {path: (to, by) for (path, by), to in diversions(dpkg).items()}
    owner: dict[str, str] = {}
    for listed in sorted((dpkg / "info").glob("*.list")):
        name = listed.stem.split(":")[0]
        for path in listed.read_text().splitlines():
            to, by = diverted.get(path, (path, name))
            owner[merged(path if by == name else to)] = f"deb:{name}"
    return owner


def merged(path: str) -> str:
    """`path` as the root has it: /bin, /sbin and /lib are in /usr."""
    bare = path.lstrip("/")
    first = bare.split("/")[0]
    return f"usr/{bare}" if first in {"bin", "sbin", "lib", "lib64"} and "/" in bare else bare
