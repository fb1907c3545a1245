"""Looks at a disk that lost its power: would the box start, and with all that it was promised?"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from appliance.core.errors import Fault
from appliance.daemon.views import extension_views
from appliance.store.config_store import SqliteConfigStore
from build.lib.image import layout

_ENVIRONMENT = re.compile(rb"# GRUB Environment Block\n(?:[a-z_]+=[^\n]*\n)+#*\Z", re.S)
_POINTER = re.compile(r"generations/[0-9]{6}\Z")


class Bad(Exception):
    """What is not as it must be."""


def _run(*argv: object, good: tuple[int, ...] = (0,)) -> str:
    words = [str(word) for word in argv]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode not in good:
        raise Bad(f"{' '.join(words[:2])}: {(done.stdout + done.stderr).strip()[-400:]}")
    return done.stdout


def _copied(disk: Path, name: str, out: Path) -> Path:
    """The partition as a sparse file; only what is there is read."""
    begin = layout.start(name)
    last = name == layout.PARTITIONS[-1].name
    # 1 MiB at the end of the disk is the second partition table.
    end = (
        disk.stat().st_size - layout.MIB
        if last
        else begin + layout.partition(name).mib * layout.MIB
    )
    source, target = os.open(disk, os.O_RDONLY), os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        os.ftruncate(target, end - begin)
        place = begin
        while place < end:
            try:
                place = os.lseek(source, place, os.SEEK_DATA)
            except OSError:  # nothing but holes follows
                break
            until = min(os.lseek(source, place, os.SEEK_HOLE), end)
            while place < until:
                place += os.copy_file_range(source, target, until - place, place, place - begin)
    finally:
        os.close(source)
        os.close(target)
    return out


@dataclass(frozen=True, slots=True)
class Promise:
    """What must be there at every moment: names of extension 201 that may be, calls at least.

    `first` is the letter of the slot that must start first and have proved itself; empty for any.
    """

    names: frozenset[str]
    calls: int
    first: str = ""


@dataclass(frozen=True, slots=True)
class Promises:
    """What must be there before whoever asked was told that it is done, and from then on."""

    before: Promise
    told: Promise


@dataclass(slots=True)
class Look:
    """The checks of one disk; what did not change since the last look is not looked at again."""

    disk: Path
    work: Path
    environment: int  # where it lies, in bytes of the disk
    promise: Promise
    _proved: set[str] = field(default_factory=set)
    slots_verified: int = 0

    def forget(self, touched: set[str]) -> None:
        """These partitions have to be proved again."""
        self._proved -= touched

    def expect(self, promise: Promise) -> None:
        """From now on this must be there."""
        if promise != self.promise:
            self.promise = promise
            self.forget({name for name in self._proved if name.startswith(("state", "data"))})

    def bad(self) -> str | None:
        """The first thing that is not as it must be."""
        try:
            self._all()
        except Bad as found:
            return str(found)
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
        return None

    def _all(self) -> None:
        self.work.mkdir(parents=True)
        if "table" not in self._proved:
            _tables(self.disk)
        slots, trusted = self._startable()
        for slot in slots:
            if not {f"root-{slot}", f"boot-{slot}"} <= self._proved:
                self._slot(slot)
        # Which configurations count may have changed with the choice alone.
        states = {f"state of {slot}" for slot in trusted}
        if not {"state", *states} <= self._proved:
            tree = self._tree(self._file_system("state"), "/slots")
            for slot in trusted:
                self._state(tree, slot)
        if "data" not in self._proved:
            self._data()
        self._proved = {name for name in self._proved if not name.startswith("state of")}
        self._proved |= {"table", "state", "data"} | states
        for slot in slots:
            self._proved |= {f"root-{slot}", f"boot-{slot}"}

    def _startable(self) -> tuple[list[str], list[str]]:
        """The slots that GRUB would start, each when those before it fail.

        And of these the ones with the office's configuration: the first, and those that have
        proved themselves; the spare slot of a new box has none.
        """
        with self.disk.open("rb") as opened:
            opened.seek(self.environment)
            block = opened.read(512)
        if not _ENVIRONMENT.match(block):
            raise Bad(f"no boot environment: {block[:80]!r}")
        values = dict(
            line.split("=", 1) for line in block.decode().splitlines() if "=" in line[:20]
        )
        order = values["order"].lower().split()
        found = [slot for slot in order if int(values[f"{slot}_left"]) > 0]
        if not found:
            raise Bad(f"no slot has a try left: {values}")
        first = self.promise.first.lower()
        if first and (found[0], values[f"{first}_good"]) != (first, "1"):
            raise Bad(f"slot {self.promise.first} is not first and good: {values}")
        return found, [s for s in found if s == found[0] or values[f"{s}_good"] == "1"]

    def _slot(self, slot: str) -> None:
        boot = f"{self.disk}@@{layout.start(f'boot-{slot}')}"
        menu = _run("mtype", "-i", boot, "::/menu.cfg")
        for name in ("vmlinuz", "initrd"):
            _run("mcopy", "-n", "-i", boot, f"::/{name}", self.work / name)
        argument = re.search(r"lineman\.verity=([0-9]+):([0-9a-f]+):([0-9a-f]+)", menu)
        if argument is None:
            raise Bad(f"slot {slot} has no whole start menu")
        blocks, salt, root_hash = argument.groups()
        root = _copied(self.disk, f"root-{slot}", self.work / "root")
        _run(
            "veritysetup", "verify", root, root, root_hash, f"--hash-offset={int(blocks) * 4096}",
            f"--data-blocks={blocks}", f"--salt={salt}",
        )  # fmt: skip
        self.slots_verified += 1

    def _file_system(self, name: str) -> Path:
        """Its journal replayed as the start does it; then it must be without a fault."""
        copy = _copied(self.disk, name, self.work / f"{name}.img")
        _run("e2fsck", "-fp", copy, good=(0, 1))
        _run("e2fsck", "-fn", copy)
        return copy

    def _tree(self, copy: Path, inside: str) -> Path:
        out = self.work / f"{copy.stem}-files"
        out.mkdir()
        _run("debugfs", "-R", f"rdump {inside} {out}", copy)
        return out / Path(inside).name

    def _state(self, slots: Path, slot: str) -> None:
        settings(slots / slot.upper(), self.promise.names)

    def _data(self) -> None:
        history = self._tree(self._file_system("data"), "/history") / "history.db"
        _whole(history)
        (calls,) = _rows(history, "SELECT count(*) FROM call")
        if int(calls) < self.promise.calls:
            raise Bad(f"{calls} calls in the history, {self.promise.calls} were promised")


def _tables(disk: Path) -> None:
    """Both are whole. sgdisk finds no problem with one that it can make anew from the other."""
    said = _run("sgdisk", "--verify", disk)
    if "No problems found" not in said or "corrupt GPT" in said:
        told = [line for line in map(str.strip, said.splitlines()) if line.strip("*\a")]
        raise Bad(f"partition tables: {' '.join(told)[:300]}")


def settings(slot: Path, names: frozenset[str]) -> None:
    """Bad unless a slot's databases are whole and its settings load, 201 by a promised name."""
    for database in slot.rglob("*.db"):
        _whole(database)
    _whole(slot / "astdb/astdb.sqlite3")
    _generation(slot)
    try:
        with closing(SqliteConfigStore(slot / "config.db")) as store:
            found = {view.name for view in extension_views(store.load()) if view.number == "201"}
    except Fault as fault:
        raise Bad(f"{slot.name}/config.db: {fault}") from fault
    if not found & names:
        raise Bad(f"slot {slot.name}: extension 201 is {found or 'not there'}")


def _rows(database: Path, query: str) -> Iterator[str]:
    try:
        with closing(sqlite3.connect(database)) as opened:
            yield from (str(row[0]) for row in opened.execute(query).fetchall())
    except sqlite3.Error as error:
        raise Bad(f"{database.name}: {error}") from error


def _whole(database: Path) -> None:
    if not database.exists():
        raise Bad(f"{database} is gone")
    if (said := list(_rows(database, "PRAGMA integrity_check"))) != ["ok"]:
        raise Bad(f"{database.name}: {said[:3]}")


def _generation(chosen: Path) -> None:
    """The pointer leads to a generation whose files are as they were committed."""
    pointer = chosen / "committed"
    target = str(pointer.readlink()) if pointer.is_symlink() else ""
    if not _POINTER.match(target):
        raise Bad(f"committed points at {target!r}")
    done = subprocess.run(
        ["sha256sum", "--quiet", "--strict", "-c", "manifest"], cwd=pointer.parent / target,
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise Bad(f"{target}: {done.stdout}{done.stderr}")
