"""Settings that cannot be read: what runs stays, and a revision that can be read is restored."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from appliance.apply.ports import ConfigStore
from appliance.apply.transaction import Applier, compiled
from appliance.bus import Bus
from appliance.core.commands import edit
from appliance.core.errors import Fault, Invalid
from appliance.daemon.configuring import Configuring
from appliance.daemon.office_joined import CLOSED, _store
from appliance.daemon.places import Places
from appliance.flows.change_config import Changes
from appliance.flows.drafts import Drafts
from appliance.flows.waiting import Kept
from appliance.health.board import Board
from appliance.store.config_store import SqliteConfigStore
from appliance.wire.admission import Asker
from appliance.wire.configuration import Revert
from appliance.wire.configured import Changed
from appliance.wire.kinds import When
from appliance.wire.roles import Role
from appliance.wire.sessions import Session
from tests.fakes.apply_world import World
from tests.machines.offices import after, named, sip

ANNA = Asker(Session("anna", Role.ADMIN, 0.0))
FIRST = after(sip("301", "Anna"), sip("302", "Ivan"))
SECOND = edit(FIRST, named("301", "Olga"))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A box with two revisions whose rows somebody spoilt."""
    places = Places(tmp_path / "run", tmp_path / "state", tmp_path / "data")
    slot = tmp_path / "state" / "slots" / "A"
    slot.mkdir(parents=True)
    places.run.mkdir()
    (places.run / "slot").symlink_to(slot)
    with closing(SqliteConfigStore(slot / "config.db")) as store:
        store.save(FIRST, "anna", "first")
        store.save(SECOND, "anna", "second")
    with closing(sqlite3.connect(slot / "config.db")) as rows, rows:
        tables = rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        table = next(name for (name,) in tables if name.startswith("part"))
        rows.execute(f"DELETE FROM {table}")  # noqa: S608  # read from the file itself
    return places


def _changes(world: World, store: ConfigStore) -> Changes:
    applier = Applier(world.generations, store, world, world, world.verify, compiled)
    return Changes(applier, store, Bus(), Kept(world.folder / "later.json"), time.time)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """It runs the second revision."""
    world = World(tmp_path / "world")
    asyncio.run(world.applier().apply(SECOND, "test", "x"))
    return world


@pytest.fixture
def board() -> Board:
    return Board(Bus())


@pytest.fixture
def store(places: Places, board: Board) -> Iterator[ConfigStore]:
    """As the supervisor opens it."""
    opened = _store(places, board)
    with closing(cast("SqliteConfigStore", opened)):
        yield opened


def test_it_is_an_issue_that_names_what_to_restore(
    store: ConfigStore, board: Board, world: World
) -> None:
    (opened,) = board.issues()
    assert opened.issue.kind == CLOSED
    assert "lineman revert 2" in opened.issue.remedy
    before = world.generations.running()
    with pytest.raises(Fault, match="does not load"):
        asyncio.run(_changes(world, store).recover())
    assert world.generations.running() == world.generations.committed() == before


def test_a_revision_is_restored(store: ConfigStore, world: World) -> None:
    changes = _changes(world, store)
    with pytest.raises(Fault, match="does not load"):
        asyncio.run(changes.foresee(named("302", "x"), 2))
    foreseen = asyncio.run(changes.foresee_restore(1))
    assert foreseen.plan.changed
    assert foreseen.revision == 2
    applied = asyncio.run(changes.restore(1, "anna"))
    assert applied.plan == foreseen.plan
    assert applied.revision == 3
    assert changes.config == FIRST
    assert world.loaded == compiled(FIRST)
    asyncio.run(changes.change(named("302", "Пётр"), 3, "anna", "y"))
    assert changes.revision == 4


async def test_it_is_restored_at_once_or_not_at_all(store: ConfigStore, world: World) -> None:
    """Nothing can wait beside settings that cannot be read; to look is always possible."""
    changes = _changes(world, store)
    ask = partial(Revert, base=2, revision=1)
    configuring = Configuring(changes, Drafts(world.folder / "drafts.json", changes))
    answer = configuring.answering[Revert]
    for when in (When.AT, When.IDLE):
        with pytest.raises(Invalid, match="at once") as refused:
            await answer(ask(when=when, at=time.time() + 60), ANNA)
        assert refused.value.field == "when"
    tried = await answer(ask(confirm=True), ANNA)
    assert isinstance(tried, Changed)
    assert tried.pending
    assert store.revision() == 2
    await changes.confirm()
    assert changes.revision == 3
