"""A change holds whole or not at all, wherever it breaks."""

import asyncio
import errno
import os
from functools import partial
from pathlib import Path

import pytest

from appliance.apply import files
from appliance.apply.files import MANIFEST
from appliance.apply.plan import Files
from appliance.apply.transaction import EditedByHand, RolledBack, compiled
from appliance.apply.verify import Was
from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Fault
from tests.fakes.applied import NEW, OLD, apply, runs, world_at
from tests.fakes.apply_world import Died, Steps, World
from tests.machines.offices import named, number


def _steps_of_a_change(folder: Path) -> int:
    world = world_at(folder)
    apply(world)
    assert runs(world, NEW)
    return len(world.steps.done)


def test_what_asterisk_does_not_take_is_put_back(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    world.sabotage = frozenset({"302"})
    with pytest.raises(RolledBack, match="302"):
        apply(world)
    assert runs(world, OLD)


def test_a_change_that_holds_is_committed(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    apply(world)
    assert runs(world, NEW)
    assert world.revision() == 2


def test_the_order_of_an_apply(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    apply(world)
    done = world.steps.done
    assert done[0] == "arm"
    assert done[-3:] == ["before save", "after save", "disarm"]
    assert done.index("restart lineman-cards.service") < done.index("dahdi create channels 1 1")
    assert done.index("dialplan reload") < done.index("dialplan show ext-local")


def test_channels_that_were_made_meanwhile_read_the_new_files(tmp_path: Path) -> None:
    """Asterisk refuses to make channels that are there; whoever sees a card come may be first."""
    world = world_at(tmp_path)
    world.shown_channels = "\n".join(f"{number} 1 FXO Kewlstart" for number in (1, 2, 3, 4))

    class Refuses(Steps):
        def step(self, name: str) -> None:
            super().step(name)
            if name.startswith("dahdi create"):
                world.reads(name)
                raise Fault("channel range is occupied")

    world.steps = Refuses()
    apply(world)
    assert runs(world, NEW)
    created = world.steps.done.index("dahdi create channels 1 1")
    assert "module reload chan_dahdi.so" in world.steps.done[created:]


def test_a_timer_that_is_faster_than_the_commit_changes_nothing(tmp_path: Path) -> None:
    world = world_at(tmp_path)

    class TimeRunsOut(Steps):
        def step(self, name: str) -> None:
            super().step(name)
            if name == "after save":
                world.time_runs_out()

    world.steps = TimeRunsOut()
    apply(world)
    assert runs(world, NEW)


def test_a_fault_at_any_step_leaves_the_old_one_running(tmp_path: Path) -> None:
    count = _steps_of_a_change(tmp_path / "count")
    for at in range(count):
        world = world_at(tmp_path / str(at))
        world.steps = Steps(fail_at=at, error=partial(Fault, "broken here"))
        if at == count - 1:  # everything held; only the timer could not be stopped
            apply(world)
            assert world.steps.done[at] == "disarm"
            world.armed = False
            assert runs(world, NEW)
            continue
        with pytest.raises(Fault, match="broken here"):
            apply(world)
        name = world.steps.done[at]
        if name == "after save":  # the store's own transaction is tested with the store
            continue
        world.armed = False
        assert runs(world, OLD), name


def test_death_at_any_step_ends_old_or_new_and_never_between(tmp_path: Path) -> None:
    count = _steps_of_a_change(tmp_path / "count")
    for at in range(count):
        world = world_at(tmp_path / str(at))
        world.steps = Steps(fail_at=at, error=Died)
        with pytest.raises(Died):
            apply(world)
        name = world.steps.done[at]
        world.power_returns()
        world.steps = Steps()
        asyncio.run(world.applier().recover())
        world.armed = False
        saved = name in {"after save", "disarm"}
        assert runs(world, NEW if saved else OLD), name


def test_a_disk_that_stays_full_is_told_with_a_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_at(tmp_path)
    before = world.generations.running()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "create", full)
    with pytest.raises(RolledBack, match="cannot be written: No space left") as fault:
        apply(world)
    monkeypatch.undo()
    assert "Nothing was changed" in fault.value.remedy
    assert world.generations.running() == before
    assert world.steps.done == []
    assert not (world.generations.folder / ".staging").exists()
    assert runs(world, OLD)


def test_a_disk_that_is_full_only_when_it_counts_puts_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_at(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RolledBack, match="was kept: The new settings cannot be written"):
        apply(world)
    monkeypatch.undo()
    assert runs(world, OLD)


def test_old_generations_make_room_for_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_at(tmp_path)
    for turn in range(5):
        apply(world, edit(world.load(), named("301", f"Name {turn}")))
    generations = world.generations

    def room() -> bool:
        return len(list(generations.folder.glob("[0-9]*"))) < 3

    real = os.fsync

    def full(descriptor: int) -> None:
        if not room():
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    apply(world)
    monkeypatch.undo()
    assert runs(world, NEW)


def test_a_change_that_the_timer_put_back_is_not_committed(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    applier = world.applier()

    async def slow(config: Config, files: Files, was: Was | None) -> None:
        del config, files, was
        world.time_runs_out()

    applier.verify = slow
    with pytest.raises(RolledBack, match="too long"):
        asyncio.run(applier.apply(NEW, "test", "slow"))
    assert world.revision() == 1


def test_recovering_a_sound_box_does_nothing(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    assert asyncio.run(world.applier().recover()) is None
    assert world.steps.done == []


def test_recovering_a_new_box_does_nothing(tmp_path: Path) -> None:
    assert asyncio.run(World(tmp_path).applier().recover()) is None


def _committed(world: World, config: Config, **others: str) -> None:
    """`config` runs as an earlier release compiled it: with `others` in the files of that name."""
    changed = {f"asterisk/{name}.conf": text for name, text in others.items()}
    laid = world.generations.settle(world.generations.stage(compiled(config) | changed))
    world.generations.commit(laid.folder)
    world.power_returns()


def test_an_update_that_compiles_other_files_applies_the_revision_again(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    _committed(world, OLD, rtp="[general]\nrtpstart = 1\n")
    applied = asyncio.run(world.applier().recover())
    assert applied is not None
    assert applied.plan.changed == ("asterisk/rtp.conf",)
    assert runs(world, OLD)


def test_what_is_the_same_is_the_same_file(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    before = world.generations.running()
    apply(world, edit(OLD, named("301", "Пётр")))
    after_ = world.generations.running()
    fresh = {
        str(path.relative_to(after_))
        for path in after_.rglob("*")
        if path.is_file() and not _same_file(path, before / path.relative_to(after_))
    }
    tables = {path for path in fresh if path.startswith("asterisk/tables/")}
    assert [path.rpartition("-")[0] for path in sorted(tables)] == [
        "asterisk/tables/directory",
        "asterisk/tables/people",
    ]
    assert fresh - tables == {"asterisk/res_config_sqlite3.conf", "manifest"}


def _same_file(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


def _edit_by_hand(world: World, name: str = "asterisk/rtp.conf") -> Path:
    edited = world.generations.running() / name
    edited.write_text("; my own\n" + edited.read_text())
    return edited


def test_a_file_edited_by_hand_is_not_overwritten_in_silence(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    applier = world.applier()
    assert applier.edited() == ()
    mine = _edit_by_hand(world)
    assert applier.edited() == ("asterisk/rtp.conf",)
    with pytest.raises(EditedByHand, match=r"rtp\.conf was changed by hand") as refusal:
        asyncio.run(applier.apply(NEW, "test", "x"))
    assert refusal.value.files == ("asterisk/rtp.conf",)
    assert mine.read_text().startswith("; my own")
    assert world.steps.done == []


def test_a_hand_between_a_try_and_its_commit_is_told(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    applier = world.applier()
    tried = asyncio.run(applier.try_out(NEW, None))
    assert not (world.generations.running() / MANIFEST).exists(), "nothing that a start would take"
    _edit_by_hand(world, "asterisk/extensions.conf")
    asyncio.run(applier.keep(tried, "test", "x"))
    assert applier.edited() == world.applier().edited() == ("asterisk/extensions.conf",)


def test_a_file_edited_by_hand_is_overwritten_when_that_is_wanted(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    mine = _edit_by_hand(world)
    asyncio.run(world.applier().apply(NEW, "test", "x", over=["asterisk/rtp.conf"]))
    assert runs(world, NEW)
    assert mine.read_text().startswith("; my own"), "the generation before still has it"


def test_what_was_written_over_is_told(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    mine = _edit_by_hand(world)
    applier = world.applier()
    asyncio.run(applier.apply(NEW, "test", "x", over=["asterisk/rtp.conf"]))
    assert applier.replaced == (str(mine),)
    assert applier.edited() == ()


def test_a_start_that_takes_no_spoilt_generation_tells_what_is_replaced(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    mine = _edit_by_hand(world)
    world.power_returns()
    assert world.generations.running().name == "builtin", "its manifest does not fit"
    applier = world.applier()
    asyncio.run(applier.recover())
    assert runs(world, OLD)
    assert applier.replaced == (str(mine),)


def test_the_built_in_configuration_is_written_anew_by_the_box_itself(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    world.generations.begin(world.generations.builtin)
    applier = world.applier()
    assert applier.edited() == ()
    (world.generations.builtin / "asterisk" / "dahdi-channels.conf").write_text("[channel-1]\n")
    asyncio.run(applier.apply(OLD, "test", "x"))
    assert applier.edited() == applier.replaced == ()


def test_another_file_or_a_missing_one_is_somebodys_hand_too(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    (world.generations.running() / "asterisk" / "mine.conf").write_text("[mine]\n")
    (world.generations.running() / "asterisk" / "rtp.conf").unlink()
    assert world.applier().edited() == ("asterisk/mine.conf", "asterisk/rtp.conf")


def test_a_file_that_was_only_looked_at_is_nobodys(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    applier = world.applier()
    assert applier.edited() == ()
    (world.generations.running() / "asterisk" / "rtp.conf").touch()
    assert applier.edited() == ()


def test_starting_with_a_file_edited_by_hand_leaves_it(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    mine = _edit_by_hand(world)
    assert asyncio.run(world.applier().recover()) is None
    assert mine.read_text().startswith("; my own")
    assert world.generations.running() == world.generations.committed() == mine.parents[1]


def test_twenty_generations_are_kept_and_the_running_one(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    for turn in range(25):
        apply(world, edit(world.load(), named("301", f"Name {turn}")))
    kept = sorted(p.name for p in world.generations.folder.iterdir())
    assert len(kept) == 20
    assert kept[-1] == "000026"


def test_a_rename_touches_no_call(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    apply(world)
    plan = world.applier().preview(edit(NEW, named("201", "Касса")))
    assert plan.impact.name == "RELOAD"
    assert [verb.text for verb in plan.verbs] == ["module reload res_config_sqlite3.so"]
    assert number("201") in {ext.number for ext in NEW.extensions}
