"""The configured office of the web tests with a company's people beside its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, Put, Several
from appliance.core.config import Config
from appliance.core.parts import PLACES, Part
from appliance.wire.configuration import Edit, GetOffice
from tests.fakes.configured import COMMANDS
from tests.fakes.simulated import Running, asked
from tests.machines.company import company


def beside(people: int) -> tuple[Put, ...]:
    """Departments, roles, telephones and people of the company, where the office has none of that
    name.
    """
    taken = {_named(part) for part in _put(COMMANDS)}
    return tuple(each for each in puts(company(people)) if _named(each.part) not in taken)


def puts(whole: Config) -> tuple[Put, ...]:
    """Its departments, roles, telephones and people, to be put at once."""
    parts: tuple[Part, ...] = (
        *whole.departments, *whole.roles, *whole.extensions, *whole.people
    )  # fmt: skip
    return tuple(map(Put, parts))


def grow(running: Running, people: int) -> int:
    """Let it be so; the revision that comes of it."""
    base = asked(running.console.ask(GetOffice())).revision
    command = to_plain(Several(beside(people)), Command)
    return asked(running.console.ask(Edit(base, command))).revision


def _put(commands: Iterable[Command]) -> Iterator[Part]:
    for command in commands:
        match command:
            case Put(part):
                yield part
            case Several(inner):
                yield from _put(inner)


def _named(part: Part) -> tuple[type, object]:
    return type(part), PLACES[type(part)].name(part)
