"""A configuration that differs little from one that holds is not looked at from end to end."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

from appliance.core.checks import people
from appliance.core.differing import alike, pairs

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
    others = pairs(before.people, config.people, _known_by)
    if others is None or not alike(before.extensions, config.extensions, _reached_by):
        return False
    moved = [now for was, now in others if _belongs_to(was) != _belongs_to(now)]
    if moved:
        there = people.There(config)
        for person in moved:
            there.check(person)
    return True


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
