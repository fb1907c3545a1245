"""Changes applied to a running Asterisk with a call up: they hold or are put back."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.apply.forget import Moves, forget, standing
from appliance.apply.impact import READ_DIALPLAN
from appliance.apply.transaction import RolledBack, compiled
from appliance.apply.wake import well
from appliance.compiler.compile import compile_config
from appliance.core.commands import AddSipPhone, Command, RemoveExtension, SetRecording, edit
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.live_state import LAMPS, OF_EXTENSIONS
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from appliance.store.config_store import SqliteConfigStore
from tests.integration.asterisk.office import Office, prepare
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.real_world import RealWorld, Touches, in_use, kill
from tests.machines.offices import after, named, number, sip

STAFF = after(*(sip(str(digits), f"Somebody {digits}") for digits in range(301, 305)))
CHANGES: dict[str, Command] = {
    "a name": named("303", "Пётр"),
    "one more telephone": sip("305", "New"),
    "one less": RemoveExtension(number("304")),
    "recording": SetRecording(Recording.ALL),
}


@pytest.fixture
def world(root: Path, tmp_path: Path) -> Iterator[RealWorld]:
    """A box that runs STAFF as revision 1, committed."""
    asterisk = RealAsterisk(root, tmp_path, compile_config(STAFF))
    prepare(asterisk)
    with in_use(asterisk, STAFF, tmp_path) as world:
        yield world


def _apply(world: RealWorld, config: Config) -> None:
    asyncio.run(world.applier().apply(config, "test", "x", world.load()))


def test_no_change_to_people_drops_a_call(world: RealWorld, tmp_path: Path) -> None:
    with closing(Office(world.asterisk, STAFF, tmp_path)) as office:
        one, two = office.phones("301", "302")
        one.dial("302")
        two.ringing()
        two.answer()
        one.answered()
        config = STAFF
        for name, change in CHANGES.items():
            config = edit(config, change)
            begun = time.monotonic()
            _apply(world, config)
            print(f"{name}: {time.monotonic() - begun:.2f} s")
            assert world.load() == config
            assert "1 active call" in world.asterisk.console("core show channels count"), name
        one.hang_up()
        two.hung_up()
        assert office.call().answered_by == "302"
    assert _shows(world, "305")
    assert not _shows(world, "304")


def test_what_asterisk_does_not_take_is_put_back(world: RealWorld) -> None:
    broken = edit(STAFF, CHANGES["one more telephone"])
    before = world.asterisk.generations.running()
    (world.asterisk.folder / "var/lib/lineman/custom/pjsip_custom.conf").write_text(
        "[305]\ntype = endpoint\nauth = nobody\naors = nobody,\nbad line\nallow = nothing\n"
    )
    with pytest.raises(RolledBack):
        _apply(world, broken)
    assert world.asterisk.generations.running() == before
    assert world.asterisk.generations.committed() == before
    assert not world.armed
    assert (world.revision(), world.load()) == (1, STAFF)
    assert _shows(world, "301")
    assert not _shows(world, "305")


def test_a_dialplan_that_asterisk_did_not_read_is_put_back(world: RealWorld) -> None:
    """Also when no telephone comes or goes by the change."""

    async def all_but_the_dialplan(line: str) -> str:
        return well(line) if line == READ_DIALPLAN.text else world.asterisk.command(line)

    before = world.asterisk.generations.running()
    without = replace(STAFF, codes=(FeatureCode(Feature.HOT_DESK_ON, ""),))
    world.ask = all_but_the_dialplan
    with pytest.raises(RolledBack, match=r"does not run on the new extensions\.conf"):
        _apply(world, without)
    assert world.asterisk.generations.running() == before
    assert (world.revision(), world.load()) == (1, STAFF)
    world.ask = None
    _apply(world, without)
    assert world.load() == without


class _Full(Touches):
    """The disk is full when the revision is to be stored."""

    def touch(self, name: str) -> None:
        if name == "save":
            raise Fault("the disk is full")


def test_own_files_that_come_with_a_configuration_are_read_or_put_back(world: RealWorld) -> None:
    own = world.asterisk.folder / "var/lib/lineman/custom" / "extensions_custom.conf"
    before = own.read_bytes()
    text = "[came-along]\nexten => 700,1,Answer()\n"

    async def imported(config: Config) -> None:
        applier = world.applier()
        over = ("custom/extensions_custom.conf",)
        brought = {"extensions_custom.conf": text + before.decode()}
        tried = await applier.try_out(config, STAFF, over, brought)
        assert "700" in world.asterisk.console("dialplan show came-along")
        await applier.keep(tried, "test", "x")

    world.touches = _Full()
    with pytest.raises(RolledBack, match="full"):
        asyncio.run(imported(STAFF))
    assert own.read_bytes() == before
    assert "no existence" in world.asterisk.console("dialplan show came-along")
    world.touches = Touches()
    asyncio.run(imported(STAFF))
    assert "700" in world.asterisk.console("dialplan show came-along")


def test_a_number_that_went_takes_along_what_its_telephone_had_set(world: RealWorld) -> None:
    asterisk = world.asterisk
    for digits in ("301", "304"):
        for family in OF_EXTENSIONS:
            asterisk.console(f"database put {family} {digits} 302")
        asterisk.console(f"devstate change Custom:DND{digits} INUSE")
    without = edit(STAFF, RemoveExtension(number("304")))
    asyncio.run(forget(world, standing(without), world.asterisk.folder / "voicemail", 0.0, Moves()))
    kept = asterisk.console("database show")
    for entry in (*(f"/{family}/" for family in OF_EXTENSIONS), f"/{LAMPS}/DND"):
        assert f"{entry}301 " in kept
        assert f"{entry}304 " not in kept
    assert asterisk.value("DEVICE_STATE(Custom:DND304)") == "NOT_INUSE"
    assert asterisk.value("DEVICE_STATE(Custom:DND301)") == "INUSE"


def test_a_telephone_whose_account_went_or_got_another_secret_is_registered_no_more(
    world: RealWorld, tmp_path: Path
) -> None:
    """Else it would ring for whoever has the number next, and listen in."""
    asterisk = world.asterisk

    def forgotten(config: Config) -> str:
        _apply(world, config)
        asyncio.run(forget(world, standing(config), tmp_path, 0.0, Moves()))
        return asterisk.console("pjsip show contacts")

    with closing(Office(asterisk, STAFF, tmp_path)) as office:
        for phone in office.phones("301", "303", "304"):
            phone.register()
        before = forgotten(STAFF)
        assert all(f"{digits}/sip:" in before for digits in ("301", "303", "304"))
        without = edit(STAFF, RemoveExtension(number("304")))
        assert "304/sip:" not in forgotten(without)
        assert "304/sip:" not in forgotten(edit(without, sip("304", "Next")))
        other = edit(edit(STAFF, RemoveExtension(number("303"))), _another_secret("303"))
        left = forgotten(other)
        assert "303/sip:" not in left
        assert "301/sip:" in left


def _another_secret(digits: str) -> AddSipPhone:
    secret = secret_from(digits.encode().ljust(15, b"x"))
    return AddSipPhone(number(digits), DisplayName(f"Somebody {digits}"), secret)


def _die_applying(world: RealWorld, config: Config, die_at: int) -> None:
    if (child := os.fork()) == 0:  # a database must not be carried over a fork: it opens its own
        store = SqliteConfigStore(world.asterisk.folder / "config.db")
        _apply(RealWorld(world.asterisk, store, Touches(die_at, kill)), config)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, die_at


def _steps(world: RealWorld, config: Config) -> int:
    world.touches = Touches()
    _apply(world, config)
    return len(world.touches.done)


_MORE = edit(STAFF, CHANGES["one more telephone"])


@pytest.mark.parametrize(("old", "new"), [(STAFF, _MORE), (_MORE, STAFF)], ids=["more", "less"])
def test_the_supervisor_killed_at_any_step_leaves_old_or_new(
    world: RealWorld, old: Config, new: Config
) -> None:
    _apply(world, old)
    steps = _steps(world, new)
    assert steps >= 6
    for die_at in range(steps):
        if world.load() != old:
            _apply(world, old)
        _die_applying(world, new, die_at)
        world.putback()
        asyncio.run(world.applier().recover())
        running = world.asterisk.generations.running()
        assert running == world.asterisk.generations.committed(), die_at
        assert world.load() in (old, new)
        assert world.asterisk.generations.read(running).files == compiled(world.load()), die_at
        numbers = {each.number.digits for each in world.load().extensions}
        assert _shows(world, "305") == ("305" in numbers)


def _shows(world: RealWorld, digits: str) -> bool:
    return f"'{digits}'" in world.asterisk.console("dialplan show ext-local")
