"""Update bundles for tests: sound, not for this box, and signed by the maker but broken inside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from build.lib.image import filesystems, update
from build.lib.release import COMPATIBLE

# Files that a broken root lacks, as mkfs.erofs wants them: a regular expression of the path.
BROKEN_ROOTS = {
    "no-asterisk": "^usr/sbin/asterisk$",
    "no-dahdi": "^usr/lib/modules/.*/dahdi/.*",
    "no-chan-dahdi": "^usr/lib/.*/asterisk/modules/chan_dahdi[.]so$",
    "dead-web": "^usr/lib/lineman/app/webui/.*[.]pyc?$",
}
# One whose supervisor ends as soon as it starts.
DEAD_SUPERVISOR = "^usr/lib/lineman/app/appliance/daemon/.*[.]pyc?$"
_SMALL = 1 << 20
_SECTOR = 512
# Every start reads it, with systemd and not before: what spoils it does not keep the root from
# being mounted, so it is the hash tree that refuses.
_READ_LATE = "/usr/lib/x86_64-linux-gnu/libc.so.6"
Change = Callable[[Path], None]  # of a root's tree


def _run(*argv: object) -> str:
    words = [str(word) for word in argv]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def makers_key() -> Path:
    """The key that signs this machine's bundles, which the image under test trusts."""
    cache = Path(os.environ["LINEMAN_CACHE"])
    return Path(os.environ.get("LINEMAN_BUNDLE_KEY") or cache / "keys" / "bundles.pem")


def strangers_key(folder: Path) -> Path:
    """A key that nobody trusts."""
    place, public = folder / "stranger.pem", folder / "stranger.crt"
    _run(
        "openssl", "req", "-new", "-x509", "-newkey", "rsa:3072", "-nodes", "-batch",
        "-subj", "/CN=Stranger", "-addext", "extendedKeyUsage=codeSigning",
        "-keyout", place, "-out", public,
    )  # fmt: skip
    place.write_text(place.read_text() + public.read_text())
    return place


@dataclass(frozen=True, slots=True)
class Parts:
    """The two images of a slot."""

    root: Path
    boot: Path


def released(folder: Path) -> Parts:
    """Those of the image under test, in the folder of its build."""
    return Parts(folder / "root.img", folder / "boot.img")


def small(folder: Path) -> Parts:
    """Parts of a bundle that must be refused before anyone reads them."""
    for name in ("root", "boot"):
        (folder / name).write_bytes(os.urandom(_SMALL))
    return Parts(folder / "root", folder / "boot")


def packed(
    out: Path, parts: Parts, *, pem: Path | None = None, compatible: str = COMPATIBLE
) -> Path:
    """Sign a bundle at `out`; its version is its name."""
    text = update.manifest(out.stem, compatible)
    key = pem or makers_key()
    update.pack((parts.root, parts.boot), text, key, out, lambda argv: _run(*argv))
    return out


def _with_hash(folder: Path, parts: Parts, verity: str) -> Parts:
    """`parts` with a start menu that expects the root with `verity`."""
    boot, menu = folder / "other-boot.img", folder / "menu.cfg"
    shutil.copyfile(parts.boot, boot)
    text = _run("mtype", "-i", boot, "::/menu.cfg")
    menu.write_text(re.sub(r"lineman\.verity=\S+", f"lineman.verity={verity}", text))
    _run("mcopy", "-o", "-i", boot, menu, "::/menu.cfg")
    return Parts(parts.root, boot)


def late_block(root: Path) -> int:
    """Where in the image of a root the first block lies that is read after the mount, in bytes."""
    shown = _run("dump.erofs", f"--path={_READ_LATE}", "-e", root)
    places = re.findall(r"^ *0: .*: *(\d+)\.\. *(\d+) \|", shown, re.MULTILINE)
    ((begin, end),) = places
    assert int(end) > int(begin), f"no block of its own: {shown}"
    return int(begin)


def panicking(folder: Path, image: Path) -> Parts:
    """A release with one block of its root flipped: the kernel refuses it by a panic."""
    parts = released(image)
    root = folder / "flipped-root.img"
    shutil.copyfile(parts.root, root)
    with root.open("r+b") as opened:
        opened.seek(late_block(parts.root))
        opened.write(os.urandom(_SECTOR))
    return Parts(root, parts.boot)


def changed(folder: Path, image: Path, *changes: Change) -> Parts:
    """A release whose root was changed, and which expects the root that it has."""
    parts = released(image)
    tree, root = folder / "tree", folder / "other-root.img"
    _run("fsck.erofs", f"--extract={tree}", "--preserve", parts.root)
    for change in changes:
        change(tree)
    verity = filesystems.root(tree, root, epoch=1)
    shutil.rmtree(tree)
    return _with_hash(folder, Parts(root, parts.boot), verity.argument())


def lacking(pattern: str) -> Change:
    """The root lacks the files of `pattern`, and is well otherwise."""

    def change(tree: Path) -> None:
        kept = re.compile(pattern)
        gone = [path for path in tree.rglob("*") if kept.search(str(path.relative_to(tree)))]
        for path in gone:
            if not path.is_dir() or path.is_symlink():
                path.unlink()
        assert gone, f"the root has no file that fits {pattern}"

    return change


def shorter_trial(tree: Path) -> None:
    """A try that nobody decides ends sooner than a supervisor may take to decide it.

    Three times ten minutes are too long to wait; four are enough on an emulated processor.
    """
    _replace(tree / "usr/lib/systemd/system/lineman-trial.timer", r"(?<=OnBootSec=).*", "4min")


def of_version(version: str) -> Change:
    """The release calls itself so; os-release(5)."""
    return lambda tree: _replace(tree / "usr/lib/os-release", r"(?<=IMAGE_VERSION=).*", version)


def _replace(file: Path, pattern: str, text: str) -> None:
    whole, count = re.subn(pattern, text, file.read_text())
    assert count == 1, f"{file}: {pattern}"
    file.write_text(whole)


def medium(folder: Path, out: Path) -> Path:
    """A disk that holds the files of `folder`, as ext4."""
    size = sum(path.stat().st_size for path in folder.iterdir())
    mib = (size >> 20) * 11 // 10 + 32
    _run("mke2fs", "-q", "-t", "ext4", "-d", folder, out, f"{mib}M")
    return out
