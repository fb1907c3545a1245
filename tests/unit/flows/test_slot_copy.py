"""What goes along to the other slot before a trial."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.apply.files import lay, look, settle
from appliance.apply.transaction import compiled
from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.durable import point
from appliance.flows.drafts import FILE as DRAFTS
from appliance.flows.slot_copy import (
    CONFIG,
    LIVE_STATE,
    copy_database,
    copy_live_state,
    copy_slot,
)
from appliance.flows.waiting import FILE as LATER
from appliance.store.config_store import SqliteConfigStore
from tests.fakes.apply_world import Died, World
from tests.machines.offices import after, named, sip


@pytest.fixture
def slots(tmp_path: Path) -> tuple[Path, Path]:
    """Two slots as systemd-tmpfiles makes them; the first has a committed generation."""
    own, other = tmp_path / "A", tmp_path / "B"
    for slot in (own, other):
        (slot / "generations").mkdir(parents=True)
        (slot / "generations").chmod(0o2750)
        (slot / "astdb").mkdir()
    empty = tmp_path / "empty.db"
    empty.touch()
    copy_database(empty, own / CONFIG, 0o640)
    files = {"asterisk/extensions.conf": "[from-internal]\n", "dahdi/system.conf": "fxoks=1\n"}
    settle(lay(own / "generations" / "000002", files))
    point(own / "committed", Path("generations/000002"))
    return own, other


def _without_group_bit(chmod: Callable[..., None]) -> Callable[..., None]:
    def refuse(path: str, mode: int, **words: bool) -> None:
        if mode & (stat.S_ISUID | stat.S_ISGID):
            raise PermissionError(path)
        chmod(path, mode, **words)

    return refuse


def test_a_service_that_may_set_no_group_bit_copies_the_generation(
    slots: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = slots
    monkeypatch.setattr(os, "chmod", _without_group_bit(os.chmod))
    copy_slot(own, other)
    copied = other / "committed"
    assert (copied / "asterisk/extensions.conf").read_text() == "[from-internal]\n"
    assert (copied / "dahdi").stat().st_mode & 0o7777 == 0o2750
    assert (copied / "dahdi/system.conf").stat().st_mode & 0o7777 == 0o640


def test_a_second_copy_replaces_the_first(slots: tuple[Path, Path]) -> None:
    own, other = slots
    copy_slot(own, other)
    (other / "committed/dahdi/system.conf").write_text("torn")
    copy_slot(own, other)
    assert (other / "committed/dahdi/system.conf").read_text() == "fxoks=1\n"


def test_live_state_that_cannot_be_copied_is_a_fault(slots: tuple[Path, Path]) -> None:
    own, other = slots
    (own / LIVE_STATE).write_text("no database at all, and longer than a header of one is" * 9)
    with pytest.raises(Fault, match="cannot be copied"):
        copy_live_state(own, other)


OLD = after(sip("301", "Анна"), named("301", "Анна"))
NEW = edit(OLD, sip("302", "John"))


def _used(folder: Path, config: Config | None, *, closed: bool = True) -> World:
    """A box whose slot has `config`; one that is not `closed` lost its power."""
    world, kept = World(folder), folder / "kept"
    slot = folder / "slot"
    (slot / "astdb").mkdir()
    store = SqliteConfigStore(slot / CONFIG)
    if config is not None:
        asyncio.run(world.applier().apply(config, "test", ""))
        store.save(config, "test", "")
    shutil.copytree(slot, kept, symlinks=True)
    store.close()
    if not closed:
        shutil.rmtree(slot)
        kept.rename(slot)
        assert (slot / "config.db-wal").stat().st_size > 0
    return world


def _like(folder: Path, world: World) -> World:
    """Another box with the same slot."""
    fresh = World(folder)
    shutil.rmtree(folder / "slot")
    shutil.copytree(world.folder / "slot", folder / "slot", symlinks=True)
    return fresh


def _started(world: World) -> tuple[dict[str, str], Config | None]:
    """What telephones have at once, and the settings when the start is over; None without any."""
    world.power_returns()
    at_once = world.loaded
    store = SqliteConfigStore(world.folder / "slot" / CONFIG)
    world.stored = [store.load()] * store.revision()
    store.close()
    asyncio.run(world.applier().recover())
    if not world.stored:
        assert world.generations.committed() is None, "telephones have settings that nobody knows"
        return at_once, None
    assert world.loaded == compiled(world.load())
    return at_once, world.load()


def _counts(slot: Path) -> tuple[object, ...]:
    """All that a start reads."""
    committed = slot / "committed"
    databases = tuple((path.name, path.read_bytes()) for path in sorted(slot.glob("config.db*")))
    return databases, committed.is_symlink(), tuple(look(committed.resolve()).digests.items())


def _said(slot: Path, name: str) -> str:
    """By a note of what waits to be made of the settings; empty without one."""
    return (slot / name).read_text() if (slot / name).exists() else ""


_CHANGES = ("mkdir", "symlink", "rename", "replace", "unlink", "rmdir")


def _cut_power(patched: pytest.MonkeyPatch, after_changes: int) -> None:
    """Nothing reaches the disk any more after so many changes of its names."""
    left = [after_changes]

    def cut(real: Callable[..., Any]) -> Callable[..., Any]:
        def change(*args: object, **words: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise Died
            return real(*args, **words)

        return change

    for name in _CHANGES:
        patched.setattr(os, name, cut(getattr(os, name)))


@pytest.mark.parametrize(
    ("old", "new", "closed"),
    [(OLD, NEW, True), (OLD, NEW, False), (None, NEW, True), (OLD, None, True)],
    ids=["closed", "killed", "never-used", "before-the-first-settings"],
)
def test_a_power_cut_at_any_step_leaves_the_other_slot_old_or_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: Config | None,
    new: Config | None,
    *,
    closed: bool,
) -> None:
    own, other = _used(tmp_path / "own", new), _used(tmp_path / "other", old, closed=closed)
    whole = [compiled(config) if config else {} for config in (old, new)]
    found: list[Config | None] = []
    judged: dict[tuple[object, ...], tuple[dict[str, str], Config | None]] = {}
    done = False
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    told = ("of the old settings", "of the new settings")
    for name in (LATER, DRAFTS):
        (own.folder / "slot" / name).write_text(told[1])
        (other.folder / "slot" / name).write_text(told[0])
    while not done:
        world = _like(tmp_path / str(len(found)), other)
        with monkeypatch.context() as patched:
            _cut_power(patched, len(found))
            with contextlib.suppress(Died):
                copy_slot(own.folder / "slot", world.folder / "slot")
                done = True
        slot = world.folder / "slot"
        left = _counts(slot)
        if left not in judged:
            judged[left] = _started(world)
        at_once, config = judged[left]
        assert at_once in whole
        found.append(config)
        assert all(_said(slot, name) in {"", told[config == new]} for name in (LATER, DRAFTS))
    switched = found.index(new)
    assert found == [old] * switched + [new] * (len(found) - switched)
    assert 0 < switched < len(found) - 1


def test_only_the_copied_generation_is_left(slots: tuple[Path, Path]) -> None:
    own, other = slots
    for _ in range(3):
        copy_slot(own, other)
    assert [path.name for path in (other / "generations").iterdir()] == ["000003"]
    assert (other / "committed").readlink() == Path("generations/000003")
