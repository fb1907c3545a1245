"""Each thing that the judge of power cuts looks at is called bad when it is: a disk harmed once."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from build.lib.image import filesystems, layout
from tests.campaign.box_in_use import OWNER
from tests.campaign.powercut.look import Look, Promise
from tests.unit.powercut.small_box import (
    CALLS,
    ENVIRONMENT_AT,
    SmallBox,
    environment,
    save,
)

_ANY = Promise(frozenset({OWNER}), CALLS)
_KEPT = Promise(frozenset({OWNER}), CALLS, first="A")
_TORN = 60  # bytes of a sector that reached the disk
Harm = Callable[[SmallBox], object]


@pytest.fixture
def box(whole: SmallBox, tmp_path: Path) -> SmallBox:
    """A copy to be harmed."""
    return whole.copied(tmp_path / "box")


def _look(box: SmallBox, promise: Promise) -> Look:
    return Look(box.disk, box.folder / "work", ENVIRONMENT_AT, promise)


def _torn_environment(box: SmallBox) -> None:
    box.put(ENVIRONMENT_AT, environment()[:_TORN].ljust(layout.SECTOR, b"\0"))


def _choice(**changed: str) -> Harm:
    return lambda box: box.put(ENVIRONMENT_AT, environment(**changed))


def _flipped(partition: str, block: int) -> Harm:
    return lambda box: box.put(layout.start(partition) + block * 4096, b"\x5a" * layout.SECTOR)


def _torn_menu(box: SmallBox) -> None:
    """The file is as long as it was, and its end never came."""
    menu = box.folder / "slot-a/menu.cfg"
    menu.write_text(menu.read_text()[:_TORN])
    boot = box.folder / "slot-a/boot.img"
    filesystems.run(["mcopy", "-o", "-i", str(boot), str(menu), "::/menu.cfg"])
    box.put_part("boot-a", boot)


def _without_kernel(box: SmallBox) -> None:
    boot = box.folder / "slot-a/boot.img"
    filesystems.run(["mdel", "-i", str(boot), "::/vmlinuz"])
    box.put_part("boot-a", boot)


def _damaged_files(name: str) -> Harm:
    """The start of the table of inodes, as no journal brings it back."""

    def harm(box: SmallBox) -> None:
        said = filesystems.run(["dumpe2fs", str(box.folder / f"{name}.img")])
        block = re.search(r"Inode table at (\d+)", said)
        size = re.search(r"Block size: +(\d+)", said)
        assert block is not None
        assert size is not None
        box.put(layout.start(name) + int(block[1]) * int(size[1]), b"\xff" * 4096)

    return harm


def _history(change: Callable[[Path], object]) -> Harm:
    """The data partition with another history."""

    def harm(box: SmallBox) -> None:
        change(box.folder / "data/history/history.db")
        box.put_files("data")

    return harm


def _lose_a_call(history: Path) -> None:
    with closing(sqlite3.connect(history)) as database, database:
        database.execute("DELETE FROM call WHERE rowid = (SELECT min(rowid) FROM call)")


def _spoil(history: Path) -> None:
    content = bytearray(history.read_bytes())
    content[-8000:] = b"\xff" * 8000
    history.write_bytes(content)


def _settings_of_b(box: SmallBox) -> None:
    save(box.folder / "state/slots/B", "Anna")
    box.put_files("state")


def test_a_whole_disk_is_good(whole: SmallBox) -> None:
    look = _look(whole, _KEPT)
    assert look.bad() is None
    assert look.slots_verified == 2


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda box: box.put(layout.SECTOR, bytes(_TORN)), "partition tables: .*corrupt GPT"),
        (lambda box: box.put(3 * layout.SECTOR, bytes(_TORN)), "partition tables: .*CRC"),
        (lambda box: box.put(layout.size() - layout.SECTOR, bytes(_TORN)), "partition tables: "),
        (_torn_environment, "no boot environment: .*order=A B"),
        (_choice(a_left="0", b_left="0"), "no slot has a try left: "),
        (_flipped("root-a", 3), "veritysetup verify: .*failed at position 12288"),
        (_flipped("root-b", 3), "veritysetup verify: .*failed at position 12288"),
        (_torn_menu, "slot a has no whole start menu"),
        (_without_kernel, "mcopy -n: .*vmlinuz"),
        (_damaged_files("state"), "e2fsck -fp: .*state.img: UNEXPECTED INCONSISTENCY"),
        (_damaged_files("data"), "e2fsck -fp: .*data.img: UNEXPECTED INCONSISTENCY"),
        (_settings_of_b, "slot B: extension 201 is .*Anna"),
        (_history(_lose_a_call), "1 calls in the history, 2 were promised"),
        (_history(_spoil), "history.db: "),
        (_history(Path.unlink), ".*/history.db is gone"),
    ],
)
def test_what_the_cut_harmed_is_told(box: SmallBox, harm: Harm, said: str) -> None:
    harm(box)
    found = _look(box, _ANY).bad()
    assert re.match(said, found or "good", re.DOTALL), found


@pytest.mark.parametrize("lost", [{"a_good": "0"}, {"order": "B A"}, {"a_left": "0"}])
def test_an_update_that_was_said_to_be_kept_is_first_and_good(
    box: SmallBox, lost: dict[str, str]
) -> None:
    """Before anybody was told, the same choice is as good as the other."""
    _choice(**lost)(box)
    look = _look(box, _ANY)
    assert look.bad() is None
    look.expect(_KEPT)
    assert (look.bad() or "good").startswith("slot A is not first and good: ")


def test_what_changed_is_looked_at_again(box: SmallBox) -> None:
    look = _look(box, _ANY)
    assert look.bad() is None
    _flipped("root-b", 3)(box)
    look.forget({"root-b"})
    assert (look.bad() or "good").startswith("veritysetup verify")
