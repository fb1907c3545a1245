"""A box's disk with everything that the judge of power cuts looks at, and as little as that."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from appliance.apply.generation import Generations
from appliance.core.commands import edit
from appliance.store.config_store import SqliteConfigStore
from appliance.store.history import Cursor, History
from build.lib.image import filesystems, grub, layout
from tests.campaign.box_in_use import OWNER
from tests.fakes.stories import lines
from tests.machines.offices import named, shop

CALLS = 2
ENVIRONMENT_AT = layout.start("esp") + 8 * layout.SECTOR
# As an update leaves it that slot A has kept; slot B proved itself before.
_KEPT = {"order": "A B", "a_good": "1", "b_good": "1", "data": "old"}
_EPOCH = 1_700_000_000
_MIB = 16  # of a file system: the rest of its partition is nobody's


def environment(**changed: str) -> bytes:
    """The sector that GRUB chooses by, of a box whose slots have both proved themselves."""
    return grub.environment(grub.FACTORY_ENVIRONMENT | _KEPT | changed)[: layout.SECTOR]


def slot_of(folder: Path, name: str = OWNER) -> Path:
    """A slot as a box leaves it: settings, a committed generation, Asterisk's own database."""
    (folder / "generations").mkdir(parents=True)
    (folder / "astdb").mkdir()
    generations = Generations(folder, folder.with_name(f"active-{folder.name}"))
    laid = generations.stage({"asterisk/sip.conf": "[general]\n"})
    generations.settle(laid)
    generations.commit(folder / "generations/000001")
    save(folder, name)
    with closing(sqlite3.connect(folder / "astdb/astdb.sqlite3")) as database:
        database.execute("CREATE TABLE astdb (key TEXT, value TEXT)")
    return folder


def save(slot: Path, name: str) -> None:
    """Settings in which extension 201 has this name."""
    with closing(SqliteConfigStore(slot / "config.db")) as store:
        store.save(edit(shop(), named("201", name)), "admin", "")


def history_of(folder: Path) -> Path:
    """A history with `CALLS` calls."""
    folder.mkdir()
    path = folder / "history.db"
    history = History(path)
    told = [line for story in ("called_by_name", "transferred_attended") for line in lines(story)]
    history.take(told, Cursor("17", len(told)))
    history.close()
    return path


@dataclass(frozen=True, slots=True)
class SmallBox:
    """The disk, and beside it what its partitions were made of."""

    folder: Path

    @property
    def disk(self) -> Path:
        """As large as a real one, and nearly all of it holes."""
        return self.folder / "lineman.img"

    def put(self, offset: int, content: bytes) -> None:
        """Overwrite bytes of the disk."""
        with self.disk.open("r+b") as opened:
            opened.seek(offset)
            opened.write(content)

    def put_part(self, name: str, source: Path) -> None:
        """Fill a partition."""
        self.put(layout.start(name), source.read_bytes())

    def put_files(self, name: str) -> None:
        """Make the ext4 of a partition out of the folder beside the disk that has its name."""
        out = self.folder / f"{name}.img"
        out.unlink(missing_ok=True)
        filesystems.run(
            ["mke2fs", "-q", "-t", "ext4", "-d", str(self.folder / name), str(out), f"{_MIB}M"]
        )
        self.put_part(name, out)

    def copied(self, folder: Path) -> SmallBox:
        """Another that may be harmed."""
        argv = ["cp", "-r", "--sparse=always", "--reflink=auto", str(self.folder), str(folder)]
        subprocess.run(argv, check=True)
        return SmallBox(folder)


def made(folder: Path) -> SmallBox:
    """A box that nothing happened to."""
    folder.mkdir()
    box = SmallBox(folder)
    box.disk.touch()
    with box.disk.open("r+b") as opened:
        opened.truncate(layout.size())
    _divide(box.disk)
    box.put(ENVIRONMENT_AT, environment())
    for letter in "ab":
        _start(box, letter)
    for slot in "AB":
        slot_of(folder / "state/slots" / slot)
    box.put_files("state")
    (folder / "data").mkdir()
    history_of(folder / "data/history")
    box.put_files("data")
    return box


def _divide(disk: Path) -> None:
    rows = [
        f"start={layout.start(p.name) // layout.SECTOR}, size={p.mib}MiB, type={p.kind},"
        f" name={p.label}"
        for p in layout.PARTITIONS
    ]
    words = "\n".join(["label: gpt", *rows])
    subprocess.run(["sfdisk", "--quiet", str(disk)], input=words, text=True, check=True)


def _start(box: SmallBox, letter: str) -> None:
    """The root of a slot and what starts it."""
    work = box.folder / f"slot-{letter}"
    (work / "root").mkdir(parents=True)
    dice = random.Random(letter)  # noqa: S311 - what no compression makes smaller
    (work / "root/sound").write_bytes(dice.randbytes(16 * 4096))
    verity = filesystems.root(work / "root", work / "root.img", _EPOCH)
    box.put_part(f"root-{letter}", work / "root.img")
    files = {"menu.cfg": f"linux lineman.verity={verity.argument()}\n", "vmlinuz": "", "initrd": ""}
    for name, text in files.items():
        (work / name).write_text(text)
    filesystems.fat(work / "boot.img", {name: work / name for name in files}, _EPOCH, _MIB)
    box.put_part(f"boot-{letter}", work / "boot.img")
    shutil.rmtree(work / "root")
