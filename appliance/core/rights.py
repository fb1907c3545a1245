"""Whose rights are which: the role's, with what differs for the person, and why."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce

from appliance.core.config import Config
from appliance.core.people import Person
from appliance.core.roles import (
    Difference,
    HoursDiffer,
    Rights,
    Role,
    differing,
    hours_first,
)
from appliance.core.trunks import USUAL_ROLE, TrunkGroup


def role_of(config: Config, person: Person | None) -> Role | None:
    """The person's role, or the usual one; None in an office without roles."""
    key = person.role if person is not None and person.role is not None else USUAL_ROLE
    return config.role(key)


def rights_of(config: Config, person: Person | None) -> Rights:
    """What the person may do; of nobody's telephone what the usual role may."""
    return rights_from(role_of(config, person), person, config.trunk_groups)


def rights_from(
    role: Role | None, person: Person | None, trunk_groups: tuple[TrunkGroup, ...]
) -> Rights:
    """The role's rights with what differs for the person; `trunk_groups` are all there are."""
    rights = _said(role)
    if person is None or not person.differences:
        return rights
    return _with(rights, person.differences, trunk_groups)


def _said(role: Role | None) -> Rights:
    return Rights() if role is None else role.rights


def _with(
    rights: Rights, differences: Iterable[Difference], trunk_groups: tuple[TrunkGroup, ...]
) -> Rights:
    groups = tuple(group.number for group in trunk_groups)

    def step(so_far: Rights, difference: Difference) -> Rights:
        return differing(so_far, difference, groups)

    return reduce(step, hours_first(differences), rights)


def without_effect(config: Config, person: Person) -> tuple[Difference, ...]:
    """Differences that say what the role says already: the page offers to drop them.

    What is open out of hours is seen against the hours that count for the person.
    """
    role = _said(role_of(config, person))
    hours = tuple(each for each in person.differences if isinstance(each, HoursDiffer))
    by_hours = _with(role, hours, config.trunk_groups)

    def needless(difference: Difference) -> bool:
        seen = role if isinstance(difference, HoursDiffer) else by_hours
        return _with(seen, (difference,), config.trunk_groups) == seen

    return tuple(filter(needless, person.differences))


def deciding(
    config: Config, person: Person, says: Callable[[Rights], object]
) -> tuple[Difference, ...]:
    """The differences without which `says` would say something else of the person's rights."""
    now = says(rights_of(config, person))

    def decides(difference: Difference) -> bool:
        others = tuple(each for each in person.differences if each != difference)
        return says(rights_of(config, replace(person, differences=others))) != now

    return tuple(filter(decides, person.differences))
