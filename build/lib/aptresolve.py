"""Ask the real apt what a recipe needs, from an empty machine, signatures checked."""

from __future__ import annotations

import re
import subprocess
import urllib.parse
from collections.abc import Iterable
from pathlib import Path

from build.lib import mirrors
from build.lib.cache import locked
from build.lib.lockfile import ARCHIVES, Pin
from build.lib.progress import step
from build.lib.recipe import Recipe
from build.lib.settings import BuildError, settings

_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
# Archive, suite, and whether an index past its date will do.
_SUITES = (
    ("debian", "trixie", False),
    ("debian", "trixie-updates", False),
    ("debian-security", "trixie-security", False),
    ("debian", "trixie-backports", False),
    # The next release is used for a few named packages. Mirrors may keep an old copy of its
    # index; the lock's hashes, not the index's date, say what is fresh.
    ("debian", "forky", True),
)
_COMPONENTS = "main contrib non-free-firmware non-free"


def sources_list() -> str:
    """The sources of the scratch apt, binary and source packages."""
    return "".join(
        f"{kind} [{_options(archive, stale)}] {mirrors.base(archive)} {suite} {_COMPONENTS}\n"
        for archive, suite, stale in _SUITES
        for kind in ("deb", "deb-src")
    )


def _options(archive: str, stale: bool) -> str:
    old = "check-valid-until=no " if stale or mirrors.is_snapshot(mirrors.base(archive)) else ""
    return f"{old}signed-by={_KEYRING}"


def preferences(recipe: Recipe) -> str:
    """Pin everything outside trixie's free packages low, and what the recipe prefers high."""
    wanted = [("*", suite, 1) for suite in ("n=trixie-backports", "n=forky", "c=non-free")]
    wanted += [(" ".join(names), f"n={suite}", 990) for suite, names in recipe.prefer.items()]
    return "\n".join(
        f"Package: {names}\nPin: release {release}\nPin-Priority: {priority}\n"
        for names, release, priority in wanted
    )


class ScratchApt:
    """An apt of its own: its folder holds sources, lists and an empty package status."""

    def __init__(self, folder: Path, own: Path | None = None) -> None:
        self.folder = folder
        for sub in ("lists/partial", "archives/partial", "trusted", "sources.d"):
            (folder / sub).mkdir(parents=True, exist_ok=True)
        (folder / "status").write_text("")
        local = f"deb [trusted=yes] copy:{own} ./\n" if own else ""
        (folder / "sources.list").write_text(sources_list() + local)
        (folder / "apt.conf").write_text(self._conf())

    def _conf(self) -> str:
        at = self.folder
        return (
            f'Dir::State "{at}"; Dir::State::lists "{at}/lists";\n'
            f'Dir::State::status "{at}/status";\n'
            f'Dir::Cache "{at}"; Dir::Cache::archives "{at}/archives";\n'
            f'Dir::Etc::sourcelist "{at}/sources.list"; Dir::Etc::sourceparts "{at}/sources.d";\n'
            f'Dir::Etc::preferences "{at}/preferences"; Dir::Etc::preferencesparts "-";\n'
            f'Dir::Etc::trusted "-"; Dir::Etc::trustedparts "{at}/trusted";\n'
            'APT::Architecture "amd64"; APT::Architectures { "amd64"; };\n'
            'APT::Install-Recommends "false"; APT::Get::AllowUnauthenticated "false";\n'
            'Acquire::Languages "none"; Acquire::ForceHash "sha256";\n'
            'APT::Sandbox::User "root"; Dir::Log "/dev/null";\n'
        )

    def run(self, *args: str) -> str:
        """Run apt-get with `args`; the error text of a failure is the person's to read."""
        env = {
            "APT_CONFIG": str(self.folder / "apt.conf"),
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C",
        }
        done = subprocess.run(
            ["apt-get", "-qq", *args], env=env, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise BuildError(f"apt-get {' '.join(args)}:\n{done.stderr.strip()}")
        return done.stdout

    def update(self) -> None:
        """Fetch the archives' indexes; a bad signature stops the build."""
        (self.folder / "preferences").write_text("")
        self.run("update", "--error-on=any")


_URI = re.compile(r"'(?P<uri>[^']+)' (?P<file>\S+) (?P<size>\d+) SHA256:(?P<sha256>[0-9a-f]{64})")


def parse_uris(text: str, bases: dict[str, str]) -> list[Pin]:
    """The pins in the output of `apt-get --print-uris`; `bases` maps archive to base URL.

    A source package's files come with their .dsc, which tells what package and version they are.
    """
    pins = []
    described = [_file(match) for match in _URI.finditer(text) if _file(match).endswith(".dsc")]
    for match in _URI.finditer(text):
        uri = match["uri"]
        if uri.startswith("copy:"):
            continue  # a package of our own: known by what it is made of
        # The longer base first: one archive's URL may begin with the other's.
        fits = [
            a for a in sorted(bases, key=lambda a: -len(bases[a])) if uri.startswith(bases[a] + "/")
        ]
        if not fits:
            raise BuildError(f"{uri} is of no known archive")
        path = urllib.parse.unquote(uri[len(bases[fits[0]]) + 1 :])
        name, version = name_version(Path(path).name, described)
        pins.append(Pin(name, fits[0], path, version, int(match["size"]), match["sha256"]))
    return pins


def _file(match: re.Match[str]) -> str:
    return Path(urllib.parse.unquote(match["uri"])).name


def name_version(file: str, described: Iterable[str] = ()) -> tuple[str, str]:
    """Package name and version out of a pool file's name (the epoch is not in it).

    All files of a source package are `src:NAME`, of the version of its .dsc among `described`.
    """
    if file.endswith(".deb"):
        name, version, _arch = file.removesuffix(".deb").split("_")
        return name, version
    for dsc in described:
        name, version = dsc.removesuffix(".dsc").split("_")
        if file.startswith(f"{name}_"):
            return f"src:{name}", version
    raise BuildError(f"{file} is neither a package nor beside its .dsc")


def resolve(recipe: Recipe, own: Path | None = None) -> tuple[tuple[Pin, ...], tuple[Pin, ...]]:
    """What `recipe` installs, and what it only fetches, at their current versions.

    `own` is a flat repository of our own packages, which may be asked for too.
    """
    folder = settings().cache / "apt"
    bases = {archive: mirrors.base(archive) for archive in ARCHIVES}
    with locked("apt"), step(f"resolving {recipe.name} with apt"):
        apt = ScratchApt(folder, own)
        apt.update()
        (folder / "preferences").write_text(preferences(recipe))
        shown = apt.run("install", "--print-uris", "-y", "?essential", *recipe.packages)
        installed = parse_uris(shown, bases)
        fetched: list[Pin] = []
        if recipe.fetch:
            fetched += parse_uris(apt.run("download", "--print-uris", *recipe.fetch), bases)
        for source in recipe.sources:
            fetched += parse_uris(apt.run("source", "--print-uris", source), bases)
    return tuple(sorted(set(installed))), tuple(sorted(set(fetched)))
