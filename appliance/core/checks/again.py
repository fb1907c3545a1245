"""A configuration that differs little from one that holds is not looked at from end to end."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

from appliance.core.checks import people
from appliance.core.differing import alike, differing

if TYPE_CHECKING:
    from appliance.core.config import Config
    from appliance.core.people import Extension, Person


def holds_as(before: Config, config: Config) -> bool:
    """Whether `config` holds because `before` does; False when that cannot be said so quickly.

    So it is where nothing else differs than what only its own part is concerned with: names, PINs,
    ring times, roles. Invalid when such a part points at what is not there.
    """
    if any(getattr(before, name) is not getattr(config, name) for name in _others()):
        return False
    if not alike(before.people, config.people, _known_by):
        return False
    if not alike(before.extensions, config.extensions, _reached_by):
        return False
    pairs = ((before.people[at], config.people[at]) for at in _places(before, config))
    moved = [new for old, new in pairs if _belongs_to(old) != _belongs_to(new)]
    if moved:
        there = people.There(config)
        for person in moved:
            there.check(person)
    return True


def _places(before: Config, config: Config) -> tuple[int, ...]:
    return differing(before.people, config.people) or ()


@cache
def _others() -> tuple[str, ...]:
    from appliance.core.config import Config  # noqa: PLC0415  # it needs these checks

    return tuple(f.name for f in fields(Config) if f.name not in {"people", "extensions"})


def _known_by(person: Person) -> object:
    return person.key, person.number, person.outside


def _belongs_to(person: Person) -> object:
    return person.department, person.role, person.differences


def _reached_by(extension: Extension) -> object:
    return extension.number, extension.devices
