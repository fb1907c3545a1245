"""The Asterisk packages: Debian's source, our changes of `build/asterisk`, the compile root."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from build.lib import chroot, roots
from build.lib.cache import digest, folder_digest, product
from build.lib.chroot import Bind
from build.lib.fetch import copy_to
from build.lib.progress import step
from build.lib.settings import TREE, BuildError, settings

CHANGES = TREE / "build" / "asterisk"


def listed_modules(text: str) -> set[str]:
    """The modules that a module list asks for; build options and programs are not modules."""
    names = {line.split("#")[0].strip() for line in text.splitlines()}
    return {
        n
        for n in names
        if re.fullmatch(r"(app|bridge|cdr|cel|chan|codec|format|func|pbx|res)_\w+", n)
    }


def check_modules(built: set[str], wanted: set[str]) -> None:
    """Raise BuildError where the packages hold other modules than the list names."""
    if missing := sorted(wanted - built):
        raise BuildError(f"Asterisk modules listed but not built: {' '.join(missing)}")
    if surplus := sorted(built - wanted):
        raise BuildError(f"Asterisk modules built but not listed: {' '.join(surplus)}")


def _modules_in(debs: list[Path]) -> set[str]:
    found: set[str] = set()
    for deb in debs:
        shown = subprocess.run(
            ["dpkg-deb", "--contents", str(deb)], check=True, capture_output=True, text=True
        ).stdout
        found |= set(re.findall(r"/asterisk/modules/(\w+)\.so", shown))
    return found


def packages() -> tuple[Path, ...]:
    """Our Asterisk .debs, built on first use."""
    root = roots.compiler()
    _, files = roots.settled("compile")
    sources = tuple(pin for pin in files if pin.name == "src:asterisk")
    # What is told of the changes is none of them.
    changes = folder_digest(CHANGES, ignore=("__pycache__", "README.md"))
    key = digest([root.path.name, changes, *(pin.line() for pin in sources)])

    def make(part: Path) -> None:
        work = part / "work"
        (work / "source").mkdir(parents=True)
        copy_to(sources, work / "source")
        shutil.copytree(CHANGES, work / "changes")
        log = settings().cache / "logs" / "asterisk.log"
        with step("compiling Asterisk", log=log):
            binds = (Bind(work, "/build"),)
            done = chroot.run(
                root, ["nice", "/build/changes/make"], binds=binds, check=False, log=log
            )
        if done.returncode != 0:
            tail = "\n".join(log.read_text().splitlines()[-30:])
            raise BuildError(f"Asterisk did not compile:\n{tail}")
        debs = sorted(work.glob("*.deb"))
        check_modules(_modules_in(debs), listed_modules((CHANGES / "modules.list").read_text()))
        for deb in debs:
            deb.rename(part / deb.name)
        shutil.rmtree(work)

    return tuple(sorted(product("asterisk", key, make).glob("*.deb")))
