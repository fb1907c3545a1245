"""The package of DAHDI's kernel modules: locked source, our patches, the compile root, a key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from build.lib import chroot, roots, signing
from build.lib.cache import digest, file_digest, folder_digest, product
from build.lib.chroot import Bind
from build.lib.progress import step
from build.lib.settings import TREE, BuildError, settings
from drivers.catalogue import Model, PciId, models

CHANGES = TREE / "drivers" / "modules"


def unsigned() -> Path:
    """The folder with `out/*.ko` and the files `kernel`, `version`, `epoch`, `copyright`."""
    root = roots.compiler()
    inputs = [CHANGES / "make", CHANGES / "modules.list"]
    key = digest(
        [
            root.path.name,
            folder_digest(CHANGES / "patches"),
            *(file_digest(path) for path in inputs),
        ]
    )

    def make(part: Path) -> None:
        log = settings().cache / "logs" / "dahdi.log"
        binds = (Bind(part, "/build"), Bind(CHANGES, "/build/changes", read_only=True))
        with step("compiling the DAHDI modules", log=log):
            done = chroot.run(
                root, ["nice", "/build/changes/make"], binds=binds, check=False, log=log
            )
        if done.returncode != 0:
            tail = "\n".join(log.read_text().splitlines()[-30:])
            raise BuildError(f"the DAHDI modules did not compile:\n{tail}")
        (part / "changes").rmdir()
        shutil.rmtree(part / "modules")
        _check({path.stem for path in (part / "out").glob("*.ko")})

    built = product("dahdi", key, make)
    # Not in `make`: the catalogue changes without the modules.
    strangers = unclaimed(models(), _aliases(built / "out"))
    if strangers:
        raise BuildError(f"cards of the catalogue that no module takes: {', '.join(strangers)}")
    return built


def _aliases(folder: Path) -> dict[str, tuple[str, ...]]:
    """What each module in `folder` says which PCI devices it takes, as modinfo shows it."""
    return {
        path.stem: tuple(
            found.decode("ascii")
            for found in re.findall(rb"\0alias=(pci:[^\0]+)", path.read_bytes())
        )
        for path in folder.glob("*.ko")
    }


def unclaimed(cards: Iterable[Model], aliases: Mapping[str, Collection[str]]) -> list[str]:
    """Each identity of `cards` that its own driver's `aliases` do not take."""
    return [
        f"{card.key} ({card.driver}, {_modalias(identity)})"
        for card in cards
        for identity in card.ids
        if not any(
            fnmatchcase(_modalias(identity), pattern) for pattern in aliases.get(card.driver, ())
        )
    ]


def _modalias(identity: PciId) -> str:
    """As the kernel would name a card of that identity.

    Where any subsystem will do, that is one which no card has: only a pattern that takes any fits.
    """
    subvendor, subdevice = identity.subvendor or "ffffffff", identity.subdevice or "ffffffff"
    return (
        f"pci:v{identity.vendor.upper():0>8}d{identity.device.upper():0>8}"
        f"sv{subvendor.upper():0>8}sd{subdevice.upper():0>8}bc00sc00i00"
    )


def _check(built: set[str]) -> None:
    text = (CHANGES / "modules.list").read_text()
    wanted = set(re.findall(r"^\w+$", text, re.MULTILINE))
    if wanted != built:
        raise BuildError(
            f"DAHDI modules listed but not built: {sorted(wanted - built)}, "
            f"built but not listed: {sorted(built - wanted)}"
        )


def package() -> Path:
    """The .deb with the signed modules."""
    built = unsigned()
    pem = signing.modules_key()
    scripts = [file_digest(CHANGES / name) for name in ("sign", "control")]

    def make(part: Path) -> None:
        work = part / "work"
        shutil.copytree(built, work)
        binds = (
            Bind(work, "/build"),
            Bind(CHANGES, "/build/changes", read_only=True),
            Bind(pem, "/build/key.pem", read_only=True),
        )
        chroot.run(roots.compiler(), ["/build/changes/sign"], binds=binds)
        (work / "lineman-dahdi-modules.deb").rename(part / "lineman-dahdi-modules.deb")
        shutil.rmtree(work)

    place = product("dahdi-deb", digest([built.name, file_digest(pem), *scripts]), make)
    return place / "lineman-dahdi-modules.deb"
