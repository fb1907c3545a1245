"""Which services may run on the box, and which of them may open a socket to a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

PLACES = ("etc/systemd/system", "usr/lib/systemd/system")  # the first wins
_DBUS = "usr/share/dbus-1/system-services"
# What of a unit starts another. What starts one that failed is not here: nobody listens in it.
_STARTS = re.compile(
    r"^(?:Wants|Requires|BindsTo|Upholds|Requisite|Sockets|Service|Unit)=(.+)$", re.MULTILINE
)
_BESIDE = {".socket": ".service", ".timer": ".service", ".path": ".service"}
_OURS = "lineman*.service"  # the supervisor may start those by itself


class Units:
    """The units of a root, each as one text with its drop-ins; masked and absent ones have none."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def text(self, name: str) -> str:
        """An instance is described by its template."""
        own = re.sub(r"@[^.]+\.", "@.", name)
        return "\n".join(path.read_text() for path in (*self._file(own), *self._additions(own)))

    def _file(self, name: str) -> Iterator[Path]:
        for place in PLACES:
            path = self._root / place / name
            if path.is_symlink():
                target = path.readlink()
                if str(target) == "/dev/null":
                    return
                path = self._root / str(target).lstrip("/") if target.is_absolute() else (
                    path.parent / target
                )  # fmt: skip
            if path.is_file():
                yield path
                return

    def _additions(self, name: str) -> Iterator[Path]:
        for place in reversed(PLACES):
            yield from sorted((self._root / place / f"{name}.d").glob("*.conf"))

    def started(self) -> set[str]:
        """Every unit that the start of the box, the bus or the supervisor leads to."""
        told = (path.read_text() for path in sorted((self._root / _DBUS).glob("*.service")))
        waiting = {"default.target", *(n for t in told for n in _named(t, "SystemdService"))}
        waiting |= {path.name for path in (self._root / PLACES[1]).glob(_OURS)}
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting |= set(self._leads_to(name)) - found
        return {name for name in found if self.text(name)}

    def _leads_to(self, name: str) -> Iterator[str]:
        text = self.text(name)
        for match in _STARTS.finditer(text):
            yield from match[1].split()
        stem, dot, kind = name.rpartition(".")
        if text and f"{dot}{kind}" in _BESIDE:
            yield stem + _BESIDE[f"{dot}{kind}"]
        for place in PLACES:
            for link in ("wants", "requires", "upholds"):
                folder = self._root / place / f"{name}.{link}"
                yield from (path.name for path in folder.glob("*"))
            alias = self._root / place / name
            if alias.is_symlink() and str(alias.readlink()) != "/dev/null":
                yield alias.readlink().name


def _named(text: str, word: str) -> list[str]:
    return re.findall(rf"^{word}=(\S+)$", text, re.MULTILINE)


def reaches_a_network(text: str) -> bool:
    """Whether the service of that text stays, and nothing keeps it from sockets to a network."""
    if "oneshot" in _named(text, "Type"):
        return False  # gone before anybody could ask it
    if _named(text, "PrivateNetwork")[-1:] in (["yes"], ["true"]):
        return False
    if re.search(r"^IPAddressDeny=any$", text, re.MULTILINE) and not re.search(
        r"^IPAddressAllow=", text, re.MULTILINE
    ):
        return False
    families = re.findall(r"^RestrictAddressFamilies=(.*)$", text, re.MULTILINE)
    words = [word for line in families for word in line.split()]
    if not words or words[0].startswith("~"):
        return True
    return "AF_INET" in words or "AF_INET6" in words
