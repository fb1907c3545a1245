"""A change holds whole or not at all, wherever it breaks."""

import asyncio
import errno
import os
from functools import partial
from pathlib import Path

import pytest

from appliance.apply.transaction import RolledBack, compiled
from appliance.core.commands import AdoptCard, edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from tests.fakes.apply_world import Died, Steps, World
from tests.machines.offices import TDM400P, after, named, number, sip

OLD = after(sip("301", "Анна"), named("301", "Анна"))
NEW = edit(edit(OLD, sip("302", "John")), AdoptCard(TDM400P))


def _world(folder: Path) -> World:
    """A box that runs OLD as revision 1."""
    world = World(folder)
    asyncio.run(world.applier().apply(OLD, "test", "first", base=0))
    world.steps = Steps()
    return world


def _apply(world: World, config: Config = NEW) -> None:
    asyncio.run(world.applier().apply(config, "test", "change", base=world.revision()))


def _runs(world: World, config: Config) -> bool:
    """Whether Asterisk, `active`, `committed` and the store all say `config`."""
    wanted = compiled(config)
    committed = world.generations.committed()
    return (
        world.loaded == wanted
        and committed is not None
        and world.generations.files(committed) == wanted
        and world.generations.running() == committed
        and world.load() == config
        and not world.armed
    )


def _steps_of_a_change(folder: Path) -> int:
    world = _world(folder)
    _apply(world)
    assert _runs(world, NEW)
    return len(world.steps.done)


def test_what_asterisk_does_not_take_is_put_back(tmp_path: Path) -> None:
    world = _world(tmp_path)
    world.sabotage = frozenset({"302"})
    with pytest.raises(RolledBack, match="302"):
        _apply(world)
    assert _runs(world, OLD)


def test_a_change_that_holds_is_committed(tmp_path: Path) -> None:
    world = _world(tmp_path)
    _apply(world)
    assert _runs(world, NEW)
    assert world.revision() == 2


def test_the_order_of_an_apply(tmp_path: Path) -> None:
    world = _world(tmp_path)
    _apply(world)
    done = world.steps.done
    assert done[0] == "arm"
    assert done[-3:] == ["before save", "after save", "disarm"]
    assert done.index("restart lineman-cards.service") < done.index("dahdi create channels 1 1")
    assert done.index("dialplan reload") < done.index("dialplan show ext-local")


def test_a_timer_that_is_faster_than_the_commit_changes_nothing(tmp_path: Path) -> None:
    world = _world(tmp_path)

    class TimeRunsOut(Steps):
        def step(self, name: str) -> None:
            super().step(name)
            if name == "after save":
                world.power_returns()  # the put-back program does the same

    world.steps = TimeRunsOut()
    _apply(world)
    assert _runs(world, NEW)


def test_a_fault_at_any_step_leaves_the_old_one_running(tmp_path: Path) -> None:
    count = _steps_of_a_change(tmp_path / "count")
    for at in range(count):
        world = _world(tmp_path / str(at))
        world.steps = Steps(fail_at=at, error=partial(Fault, "broken here"))
        with pytest.raises(Fault, match="broken here"):
            _apply(world)
        name = world.steps.done[at]
        if name == "disarm":  # everything held; only the timer could not be stopped
            world.armed = False
            assert _runs(world, NEW)
        elif name == "after save":  # the store's own transaction is tested with the store
            continue
        else:
            world.armed = False
            assert _runs(world, OLD), name


def test_death_at_any_step_ends_old_or_new_and_never_between(tmp_path: Path) -> None:
    count = _steps_of_a_change(tmp_path / "count")
    for at in range(count):
        world = _world(tmp_path / str(at))
        world.steps = Steps(fail_at=at, error=Died)
        with pytest.raises(Died):
            _apply(world)
        name = world.steps.done[at]
        world.power_returns()
        world.steps = Steps()
        asyncio.run(world.applier().recover())
        world.armed = False
        saved = name in {"after save", "disarm"}
        assert _runs(world, NEW if saved else OLD), name


@pytest.mark.parametrize("call", ["fsync", "rename", "symlink", "mkdir"])
def test_a_full_disk_at_any_write_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Every such call of a change fails once; what was running still runs."""
    broken_everywhere = False
    for at in range(60):
        world = _world(tmp_path / str(at))
        with monkeypatch.context() as patched:
            fails = _fail_nth(patched, call, at)
            try:
                _apply(world)
            except OSError as error:
                assert error.errno == errno.ENOSPC  # noqa: PT017  # the loop goes on
            broken_everywhere = not fails()
        world.power_returns()
        world.steps = Steps()
        asyncio.run(world.applier().recover())
        world.armed = False
        assert _runs(world, world.load()), (call, at)
        if broken_everywhere:
            return
    raise AssertionError("the change makes more writes than were tried")


def test_a_disk_that_stays_full_is_told_with_a_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world(tmp_path)
    before = world.generations.running()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RolledBack, match="cannot be written: No space left") as fault:
        _apply(world)
    monkeypatch.undo()
    assert "Nothing was changed" in fault.value.remedy
    assert world.generations.running() == before
    assert world.steps.done == []
    assert not (world.generations.folder / ".staging").exists()
    assert _runs(world, OLD)


def test_old_generations_make_room_for_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world(tmp_path)
    for turn in range(5):
        _apply(world, edit(world.load(), named("301", f"Name {turn}")))
    generations = world.generations

    def room() -> bool:
        return len(list(generations.folder.glob("[0-9]*"))) < 3

    real = os.fsync

    def full(descriptor: int) -> None:
        if not room():
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    _apply(world)
    monkeypatch.undo()
    assert _runs(world, NEW)


def _fail_nth(patched: pytest.MonkeyPatch, call: str, nth: int) -> "partial[bool]":
    real = getattr(os, call)
    count = [0]

    def failing(*args: object, **kwargs: object) -> object:
        count[0] += 1
        if count[0] - 1 == nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **kwargs)

    patched.setattr(os, call, failing)
    return partial(lambda: count[0] > nth)


def test_somebody_faster_is_told_apart(tmp_path: Path) -> None:
    world = _world(tmp_path)
    with pytest.raises(Invalid, match="meanwhile"):
        asyncio.run(world.applier().apply(NEW, "test", "late", base=0))


def test_a_change_that_the_timer_put_back_is_not_committed(tmp_path: Path) -> None:
    world = _world(tmp_path)
    applier = world.applier()

    async def slow(config: Config) -> None:
        del config
        world.power_returns()  # what the timer's unit does

    object.__setattr__(applier, "verify", slow)
    with pytest.raises(RolledBack, match="too long"):
        asyncio.run(applier.apply(NEW, "test", "slow", base=1))
    assert world.revision() == 1


def test_recovering_a_sound_box_does_nothing(tmp_path: Path) -> None:
    world = _world(tmp_path)
    assert asyncio.run(world.applier().recover()) is None
    assert world.steps.done == []


def test_recovering_a_new_box_does_nothing(tmp_path: Path) -> None:
    assert asyncio.run(World(tmp_path).applier().recover()) is None


def test_an_update_that_compiles_other_files_applies_the_revision_again(tmp_path: Path) -> None:
    world = _world(tmp_path)
    committed = world.generations.committed()
    assert committed is not None
    (committed / "asterisk" / "rtp.conf").write_text("[general]\nrtpstart = 1\n")
    applied = asyncio.run(world.applier().recover())
    assert applied is not None
    assert applied.plan.changed == ("asterisk/rtp.conf",)
    assert _runs(world, OLD)


def test_twenty_generations_are_kept_and_the_running_one(tmp_path: Path) -> None:
    world = _world(tmp_path)
    for turn in range(25):
        _apply(world, edit(world.load(), named("301", f"Name {turn}")))
    kept = sorted(p.name for p in world.generations.folder.iterdir())
    assert len(kept) == 20
    assert kept[-1] == "000026"


def test_a_rename_touches_no_call(tmp_path: Path) -> None:
    world = _world(tmp_path)
    _apply(world)
    plan = world.applier().preview(edit(NEW, named("201", "Касса")))
    assert plan.impact.name == "RELOAD"
    assert [verb.text for verb in plan.verbs] == [
        "module reload chan_dahdi.so",
        "dialplan reload",
    ]
    assert number("201") in {ext.number for ext in NEW.extensions}
