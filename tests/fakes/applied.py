"""A box that a change is applied to, and whether all of it says the same afterwards."""

import asyncio
import subprocess
from pathlib import Path

from appliance.apply.files import MANIFEST
from appliance.apply.transaction import compiled
from appliance.core.commands import AdoptCard, edit
from appliance.core.config import Config
from tests.fakes.apply_world import Steps, World
from tests.machines.offices import TDM400P, after, named, sip

OLD = after(sip("301", "Анна"), named("301", "Анна"))
NEW = edit(edit(OLD, sip("302", "John")), AdoptCard(TDM400P))


def world_at(folder: Path) -> World:
    """A box that runs OLD as revision 1."""
    world = World(folder)
    asyncio.run(world.applier().apply(OLD, "test", "first"))
    world.steps = Steps()
    return world


def apply(world: World, config: Config = NEW) -> None:
    """Change it."""
    asyncio.run(world.applier().apply(config, "test", "change"))


def runs(world: World, config: Config) -> bool:
    """Whether Asterisk, the units, `active`, `committed` and the store all say `config`."""
    wanted = compiled(config)
    committed = world.generations.committed()
    return (
        world.loaded == wanted
        and committed is not None
        and world.generations.read(committed).files == wanted
        and _whole(committed)
        and world.generations.held() == {committed}
        and world.load() == config
        and not world.armed
    )


def _whole(generation: Path) -> bool:
    """What the start-up shell asks."""
    check = ["sha256sum", "--quiet", "--strict", "-c", MANIFEST]
    return subprocess.run(check, cwd=generation, check=False).returncode == 0
