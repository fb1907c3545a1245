"""A disk that refuses at any write of a change: the same supervisor goes on, or ends itself."""

import asyncio
import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.flows.change_config import Changes
from tests.fakes.apply_world import Died, Steps
from tests.fakes.changing_box import BASE, Box, box_at, runs
from tests.machines.offices import named, sip

NEW = edit(BASE, sip("303", "Olga"))
_CALLS = ("fsync", "mkdir", "rename", "replace", "symlink")


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class _FullAt:
    """The calls of one kind from number `first` to before `end` fail, counted from 0."""

    def __init__(self, call: str, first: int, end: int) -> None:
        self.first, self.end, self.count = first, end, 0
        self._real: Callable[..., object] = getattr(os, call)

    def __call__(self, *args: object, **kwargs: object) -> object:
        self.count += 1
        if self.first <= self.count - 1 < self.end:
            _full()
        return self._real(*args, **kwargs)


def _change(changes: Changes, revision: int = 1) -> None:
    asyncio.run(changes.change(sip("303", "Olga"), revision, "anna", "Olga comes"))


@pytest.mark.parametrize("times", [1, 999])
@pytest.mark.parametrize("call", _CALLS)
def test_the_same_supervisor_goes_on_or_ends_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, times: int
) -> None:
    """However long the disk is full, and from whichever write on."""
    for at in range(99):
        box = box_at(tmp_path / str(at))
        full = _FullAt(call, at, at + times)
        box.changes.applier.die = _died
        with monkeypatch.context() as patched:
            patched.setattr(os, call, full)
            ended = _ended(box.changes)
        assert box.world.revision() == (1 if isinstance(ended, Fault) else 2)
        if isinstance(ended, Died):
            box = _started_anew(box)
        elif box.world.armed:
            box.world.time_runs_out()
        _goes_on(box)
        shutil.rmtree(tmp_path / str(at))
        if full.count <= at:
            return
    raise AssertionError("the change makes more such calls than were tried")


def _ended(changes: Changes) -> BaseException | None:
    try:
        _change(changes)
    except (Fault, Died) as ended:
        return ended
    return None


def _died() -> None:
    raise Died


def _started_anew(box: Box) -> Box:
    """The timer did its work while nobody was there."""
    box.world.time_runs_out()
    box.start()
    asyncio.run(box.changes.recover())
    return box


def _goes_on(box: Box) -> None:
    """What runs is what is stored and what the supervisor believes; and it changes that again."""
    box.world.armed = False
    config: Config = box.changes.config
    assert config == box.world.load()
    assert runs(box, config)
    command = named("301", "Vera")
    asyncio.run(box.changes.change(command, box.changes.revision, "anna", "another"))
    assert runs(box, edit(config, command))


def test_a_disk_that_stays_full_after_the_revision_is_stored_ends_the_process(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = box.world
    box.changes.applier.die = _died

    class Full(Steps):
        def step(self, name: str) -> None:
            super().step(name)
            if name == "after save":
                monkeypatch.setattr(os, "symlink", _full)

    world.steps = Full()
    with pytest.raises(Died):
        _change(box.changes)
    monkeypatch.undo()
    assert world.load() == NEW
    assert world.armed, "what is committed is put back meanwhile"
    _started_anew(box)
    assert runs(box, NEW)


def test_a_start_on_a_full_disk_leaves_what_ran(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends no process, which would do so again at the next start."""
    box.world.save(NEW, "test", "stored, and the power went")
    box.start()
    committed = box.world.generations.committed()
    with monkeypatch.context() as patched:
        patched.setattr("appliance.apply.generation.sync_folder", _full_but_once())
        with pytest.raises(Fault):
            asyncio.run(box.changes.recover())
    assert box.world.generations.running() == committed
    box.start()
    asyncio.run(box.changes.recover())
    assert runs(box, NEW)


def _full_but_once() -> Callable[[Path], None]:
    """The generation reaches the disk, the name of it does not."""
    calls: list[Path] = []

    def sync(folder: Path) -> None:
        calls.append(folder)
        if len(calls) > 1:
            _full()

    return sync


def test_what_was_put_back_between_look_and_commit_and_is_not_taken_again_ends_the_process(
    box: Box,
) -> None:
    world = box.world
    box.changes.applier.die = _died

    class TimeRunsOut(Steps):
        saved = False

        def step(self, name: str) -> None:
            super().step(name)
            if name == "after save":
                world.time_runs_out()
                self.saved = True
            elif self.saved and "reload" in name:
                raise Fault("Asterisk does not answer.")

    world.steps = TimeRunsOut()
    with pytest.raises(Died):
        _change(box.changes)
    world.steps = Steps()
    box.start()
    asyncio.run(box.changes.recover())
    assert runs(box, NEW)
    assert world.loaded == dict(world.generations.read(world.generations.running()).files)


def test_an_old_generation_that_does_not_go_stops_nothing(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(box.world.generations), "prune", _full)
    _change(box.changes)
    assert runs(box, NEW)
