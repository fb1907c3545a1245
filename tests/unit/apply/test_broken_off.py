"""A way back that is broken off as well, at any step and in any way, ends old or new too."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from appliance.core.errors import Fault
from tests.fakes.applied import NEW, OLD, apply, runs, world_at
from tests.fakes.apply_world import Died, Steps, World

Breaks = Callable[[], BaseException]

_SEED = 3
_FIRST, _SECOND = 6, 2  # so many of all steps, and of each so many later ones; the campaign has all
_REFUSES: Breaks = partial(Fault, "broken here")
_KINDS: Mapping[str, Breaks] = {"fault": _REFUSES, "death": Died}


@dataclass
class Breaking(Steps):
    """Breaks at each of these steps in its way."""

    at: Mapping[int, Breaks] = field(default_factory=dict)

    def step(self, name: str) -> None:
        super().step(name)
        if broken := self.at.get(len(self.done) - 1):
            raise broken()


def _change(world: World, at: Mapping[int, Breaks]) -> bool:
    """Whether the process still lives."""
    return _broken(world, at, partial(apply, world))


def _recover(world: World, at: Mapping[int, Breaks] | None = None) -> bool:
    """What a new process does first; whether that lives on."""
    return _broken(world, at or {}, lambda: asyncio.run(world.applier().recover()))


def _broken(world: World, at: Mapping[int, Breaks], work: Callable[[], object]) -> bool:
    world.steps = Breaking(at=at)
    try:
        work()
    except Fault:
        return True
    except Died:
        return False
    return True


def _count(folder: Path, at: Mapping[int, Breaks] | None = None) -> int:
    """How many steps a change takes, with its way back if it breaks."""
    world = world_at(folder)
    _change(world, at or {})
    return len(world.steps.done)


def _ends_well(world: World, timer: bool) -> None:
    """What the box does by itself then, with nobody to help."""
    if timer and world.armed:
        world.time_runs_out()
        kept = world.generations.kept()
        assert world.loaded == world.generations.read(kept).files, "the timer leaves a mixture"
        assert world.generations.held() == {kept}
    assert _recover(world)
    world.armed = False
    assert runs(world, NEW if world.load() == NEW else OLD)


def _some(chance: random.Random, steps: Sequence[int], most: int) -> list[int]:
    return chance.sample(steps, min(most, len(steps)))


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("timer", [True, False], ids=["timer first", "start first"])
def test_a_put_back_that_is_broken_off(tmp_path: Path, kind: str, timer: bool) -> None:
    """The change is refused at one step, and at a later one its way back breaks."""
    chance = random.Random(f"{_SEED}{kind}{timer}")  # noqa: S311  # the same each time
    for at in _some(chance, range(_count(tmp_path / "count")), _FIRST):
        end = _count(tmp_path / f"count-{at}", {at: _REFUSES})
        for second in _some(chance, range(at + 1, end), _SECOND):
            world = world_at(tmp_path / f"{at}-{second}")
            _change(world, {at: _REFUSES, second: _KINDS[kind]})
            _ends_well(world, timer)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("timer", [True, False], ids=["timer first", "start first"])
def test_a_recovery_that_is_broken_off(tmp_path: Path, kind: str, timer: bool) -> None:
    """The process dies at one step of the change, and the next one while it recovers."""
    chance = random.Random(f"{_SEED}{kind}{timer}")  # noqa: S311  # the same each time
    count = _count(tmp_path / "count")
    for at in _some(chance, range(count), _FIRST):
        for second in _some(chance, range(count), _SECOND):
            world = world_at(tmp_path / f"{at}-{second}")
            assert not _change(world, {at: Died})
            _recover(world, {second: _KINDS[kind]})
            _ends_well(world, timer)


def test_a_recovery_is_broken_off_again_and_again(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    steps = _count(tmp_path / "count")
    _change(world, {steps - 4: Died})  # all that reads the new files has done so
    assert world.loaded == world.applier().compile(NEW)
    for at in (1, 3, 2):
        _recover(world, {at: Died})
    _ends_well(world, timer=False)


def test_a_recovery_that_fails_leaves_what_is_committed(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    committed = world.generations.committed()
    count = _count(tmp_path / "count")
    assert not _change(world, {count - 4: Died})
    assert world.generations.running() != committed
    assert _recover(world, {3: _REFUSES})
    assert world.generations.running() == committed
    assert world.loaded == world.applier().compile(OLD)


def test_a_start_reads_again_what_a_broken_put_back_left(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    world.sabotage = frozenset({"302"})
    world.steps = Breaking()
    _broken(world, {}, partial(apply, world))
    verified = world.steps.done.index("dialplan show ext-local")
    again = world_at(tmp_path / "again")
    again.sabotage = world.sabotage
    _change(again, {verified + 1: Died})
    assert again.generations.running() == again.generations.committed(), "the link is back"
    assert again.loaded != again.applier().compile(OLD)
    again.sabotage = frozenset()
    assert _recover(again)
    again.armed = False
    assert runs(again, OLD)


@pytest.mark.parametrize("dies", [1, 2])
def test_the_timers_program_is_broken_off_too(tmp_path: Path, dies: int) -> None:
    world = world_at(tmp_path)
    assert not _change(world, {_count(tmp_path / "count") - 4: Died})
    world.time_runs_out(dies=dies)
    world.armed = True
    _ends_well(world, timer=True)


def test_without_a_note_everybody_reads_everything(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    (tmp_path / "run" / "held").unlink()
    assert _recover(world)
    assert "restart asterisk.service" in world.steps.done
    assert runs(world, OLD)
