"""An expert's own files come in with a configuration: all of them, or what was there before."""

import asyncio
import errno
from pathlib import Path

import pytest

from appliance.apply import own_folder
from appliance.apply.own_files import carried
from appliance.apply.own_folder import OwnFolder
from appliance.apply.transaction import Applied, OwnDiffers, RolledBack
from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.durable import write_whole
from tests.fakes.apply_world import Died, Steps, World
from tests.machines.offices import after, sip

OLD = after(sip("301", "Анна"))
NEW = edit(OLD, sip("302", "John"))
DIALPLAN, PJSIP = "extensions_custom.conf", "pjsip_custom.conf"
MORE = "/var/lib/lineman/custom/more.conf"
BROUGHT = {DIALPLAN: "[mine]\nexten => 700,1,Answer()\n", PJSIP: "[mine]\r\ntype = auth"}
ALL = ("custom/extensions_custom.conf", "custom/pjsip_custom.conf")


def _world(folder: Path, **here: str) -> World:
    """A box that runs OLD as revision 1, with these files of the expert's."""
    world = World(folder)
    for name, text in here.items():
        (folder / "custom" / f"{name}.conf").write_text(text)
    asyncio.run(world.applier().apply(OLD, "test", "first"))
    world.steps = Steps()
    return world


async def _imported(world: World, config: Config, over: tuple[str, ...] = ALL) -> Applied:
    applier = world.applier()
    tried = await applier.try_out(config, OLD, over, BROUGHT)
    return await applier.keep(tried, "test", "change")


def _here(world: World) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (world.folder / "custom").iterdir()}


def _as_brought() -> dict[str, bytes]:
    return {name: text.encode() for name, text in BROUGHT.items()}


def test_what_comes_is_there_to_the_letter_and_read(tmp_path: Path) -> None:
    world = _world(tmp_path)
    applied = asyncio.run(_imported(world, OLD))
    assert _here(world) == _as_brought()
    assert applied.plan.changed == ALL
    assert [verb.text for verb in applied.plan.verbs] == [
        "module reload res_pjsip.so",
        "dialplan reload",
    ]
    assert (tmp_path / "custom" / DIALPLAN).stat().st_mode & 0o777 == 0o640
    assert carried(tmp_path / "custom") == BROUGHT


def test_what_is_there_already_changes_nothing(tmp_path: Path) -> None:
    world = _world(tmp_path)
    asyncio.run(_imported(world, OLD))
    assert asyncio.run(_imported(world, OLD, ())).plan.changed == ()


def test_other_lines_of_the_box_are_not_overwritten_in_silence(tmp_path: Path) -> None:
    world = _world(tmp_path, extensions_custom="[other]\n")
    with pytest.raises(OwnDiffers, match=r"custom/extensions_custom\.conf of the box") as refused:
        asyncio.run(_imported(world, NEW, ()))
    assert refused.value.field == "custom"
    assert world.steps.done == []
    assert _here(world) == {DIALPLAN: b"[other]\n"}
    assert world.applier().edited_by(BROUGHT) == ALL[:1]
    asyncio.run(_imported(world, NEW, ALL[:1]))
    assert _here(world) == _as_brought()


def test_a_line_that_does_not_belong_there_is_refused(tmp_path: Path) -> None:
    world = _world(tmp_path)
    with pytest.raises(Invalid, match=r"more\.conf, line 2: #exec") as refused:
        asyncio.run(world.applier().try_out(OLD, OLD, (), {"more.conf": "[a]\n#exec /bin/sh\n"}))
    assert refused.value.field == "custom"
    assert (world.steps.done, _here(world)) == ([], {})


def test_a_file_that_another_reads_wakes_whom_that_one_wakes(tmp_path: Path) -> None:
    world = _world(tmp_path, extensions_custom=f'#tryinclude "{MORE}"\n')
    plan = world.applier().preview(OLD, {"more.conf": "[more]\n"})
    assert [verb.text for verb in plan.verbs] == ["dialplan reload"]
    assert world.applier().preview(OLD, {"unread.conf": "[more]\n"}).verbs == ()


def _whole(world: World, before: dict[str, bytes]) -> bool:
    """Old with old, or new with new."""
    world.armed = False
    new = world.load() == NEW
    running = world.generations.running()
    return running == world.generations.committed() and _here(world) == (
        _as_brought() if new else before
    )


# All steps are tried in test_transaction; these are those between which files come or go.
_STEPS = ("arm", "module reload res_pjsip.so", "before save", "after save", "disarm")


class _FailsAt(Steps):
    """Fails at the step of that name."""

    def __init__(self, name: str, error: BaseException) -> None:
        super().__init__()
        self.name, self.failure = name, error

    def step(self, name: str) -> None:
        super().step(name)
        if name == self.name:
            self.name = ""
            raise self.failure


@pytest.mark.parametrize("name", _STEPS[:3])
def test_a_fault_at_any_step_leaves_the_files_of_what_runs(tmp_path: Path, name: str) -> None:
    world = _world(tmp_path, extensions_custom="[other]\n")
    before = _here(world)
    world.steps = _FailsAt(name, Fault("broken here"))
    with pytest.raises(Fault, match="broken here"):
        asyncio.run(_imported(world, NEW))
    assert world.load() == OLD
    assert _whole(world, before)
    assert (world.steps.done.count("dialplan reload") > 0) == (name != "arm")


@pytest.mark.parametrize("name", _STEPS)
def test_death_at_any_step_ends_with_the_files_of_what_runs(tmp_path: Path, name: str) -> None:
    world = _world(tmp_path, extensions_custom="[other]\n")
    before = _here(world)
    world.steps = _FailsAt(name, Died())
    with pytest.raises(Died):
        asyncio.run(_imported(world, NEW))
    world.time_runs_out()
    world.steps = Steps()
    asyncio.run(world.applier().recover())
    assert (world.load() == NEW) == (name in {"after save", "disarm"})
    assert _whole(world, before)
    put_back = name not in {"arm", "after save", "disarm"}
    assert ("module reload res_pjsip.so" in world.steps.done) >= put_back


def test_death_between_two_files_ends_with_those_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write_whole
    for at in (1, 3, 4):  # after what is replaced, the note and a file, all files
        world = _world(tmp_path / str(at), extensions_custom="[other]\n")
        before, written = _here(world), 0

        def dies(path: Path, content: bytes, mode: int, dies_at: int = at) -> None:
            nonlocal written
            written += 1
            if written > dies_at:
                raise Died
            real(path, content, mode)

        monkeypatch.setattr(own_folder, "write_whole", dies)
        with pytest.raises(Died) if at < 4 else pytest.MonkeyPatch.context():
            asyncio.run(_imported(world, NEW))
        monkeypatch.undo()
        world.time_runs_out()
        asyncio.run(world.applier().recover())
        kept = {n: t for n, t in _here(world).items() if not n.startswith(".")}
        assert kept == (before if at < 4 else _as_brought())


def test_a_full_disk_is_told_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write_whole
    for at in (0, 3):
        world = _world(tmp_path / str(at), extensions_custom="[other]\n")
        before, written = _here(world), 0

        def full(path: Path, content: bytes, mode: int, full_at: int = at) -> None:
            nonlocal written
            written += 1
            if written > full_at:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(path, content, mode)

        monkeypatch.setattr(own_folder, "write_whole", full)
        with pytest.raises(RolledBack, match="own files cannot be written: No space left"):
            asyncio.run(_imported(world, NEW))
        monkeypatch.undo()
        assert world.load() == OLD
        kept = {n: t for n, t in _here(world).items() if not n.startswith(".")}
        assert kept == before


def _stuck(path: Path, target: Path) -> Path:
    if path.name.endswith(".replaced"):
        raise OSError(errno.EIO, "Input/output error")
    path.rename(target)
    return target


def test_files_that_cannot_be_put_back_are_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world(tmp_path, extensions_custom="[other]\n")
    before = _here(world)
    world.sabotage = frozenset({"302"})
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", _stuck)
        with pytest.raises(Fault, match="cannot be put back: Input/output error") as told:
            asyncio.run(_imported(world, NEW))
        assert "before the next change" in told.value.remedy
        assert world.generations.running() == world.generations.committed()
        with pytest.raises(Fault, match="cannot be put back"):
            asyncio.run(world.applier().apply(OLD, "test", "another"))
    world.steps = Steps()
    asyncio.run(world.applier().apply(OLD, "test", "another"))
    assert "dialplan reload" in world.steps.done
    assert _whole(world, before)


def test_files_that_are_back_and_not_yet_read_are_read_at_the_next_start(tmp_path: Path) -> None:
    world = _world(tmp_path, extensions_custom="[other]\n")
    before = _here(world)
    world.steps = _FailsAt("before save", Died())
    with pytest.raises(Died):
        asyncio.run(_imported(world, OLD))
    for _ in range(2):
        world.steps = _FailsAt("module reload res_pjsip.so", Died())
        with pytest.raises(Died):
            asyncio.run(world.applier().recover())
    world.steps = Steps()
    asyncio.run(world.applier().recover())
    assert "module reload res_pjsip.so" in world.steps.done
    assert _whole(world, before)


def test_what_cannot_be_read_here_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / DIALPLAN).mkdir()
    with pytest.raises(Invalid, match=r"extensions_custom\.conf of the box cannot be"):
        OwnFolder(tmp_path).differing(BROUGHT)


def test_what_is_no_text_is_not_left_out_in_silence(tmp_path: Path) -> None:
    (tmp_path / ".extensions_custom.conf.swp").write_bytes(b"\xff")
    (tmp_path / "extensions_custom.conf~").write_bytes(b"\xff")
    assert carried(tmp_path) == {}
    (tmp_path / PJSIP).write_bytes(b"\xff")
    with pytest.raises(Invalid, match=r"pjsip_custom\.conf cannot be taken along"):
        carried(tmp_path)
