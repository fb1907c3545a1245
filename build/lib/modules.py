"""The package of DAHDI's kernel modules: locked source, our patches, the compile root, a key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from build.lib import chroot, roots
from build.lib.cache import digest, file_digest, folder_digest, locked, product
from build.lib.chroot import Bind
from build.lib.progress import step, warn
from build.lib.settings import TREE, BuildError, settings

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
        with step(f"compiling the DAHDI modules (log: {log})"):
            done = chroot.run(
                root, ["nice", "/build/changes/make"], binds=binds, check=False, log=log
            )
        if done.returncode != 0:
            tail = "\n".join(log.read_text().splitlines()[-30:])
            raise BuildError(f"the DAHDI modules did not compile:\n{tail}")
        (part / "changes").rmdir()
        shutil.rmtree(part / "modules")
        _check({path.stem for path in (part / "out").glob("*.ko")})

    return product("dahdi", key, make)


def _check(built: set[str]) -> None:
    text = (CHANGES / "modules.list").read_text()
    wanted = set(re.findall(r"^\w+$", text, re.MULTILINE))
    if wanted != built:
        raise BuildError(
            f"DAHDI modules listed but not built: {sorted(wanted - built)}, "
            f"built but not listed: {sorted(built - wanted)}"
        )


def signing_key() -> Path:
    """The supplied key, or in an everyday build one that this machine made for itself.

    The PEM file holds the private key and its certificate. It is never in the tree.
    """
    if given := settings().signing_key:
        return given
    if settings().release:
        raise BuildError("a release needs the modules' key: set LINEMAN_MODULE_KEY to its PEM file")
    place = settings().cache / "keys" / "modules.pem"
    with locked("modules-key"):
        if place.exists():
            return place
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(".part")
        line = ["openssl", "req", "-new", "-x509", "-newkey", "rsa:3072", "-nodes", "-sha256",
                "-days", "36500", "-batch", "-subj", "/CN=Lineman development modules",
                "-keyout", str(part), "-out", str(part) + ".crt"]  # fmt: skip
        chroot.run(roots.compiler(), line)
        certificate = Path(str(part) + ".crt")
        with part.open("a") as out:
            out.write(certificate.read_text())
        certificate.unlink()
        part.chmod(0o600)
        part.rename(place)
    warn(f"kernel modules are signed with this machine's own development key {place}")
    return place


def package() -> Path:
    """The .deb with the signed modules."""
    built = unsigned()
    pem = signing_key()
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
