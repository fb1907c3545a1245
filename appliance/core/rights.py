"""Whose rights are which: the role's, with what differs for the person, and why."""

from collections.abc import Mapping
from functools import reduce

from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Person
from appliance.core.roles import Difference, Rights, Role, differing
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
    rights = Rights() if role is None else role.rights
    if person is None or not person.differences:
        return rights
    groups = tuple(group.number for group in trunk_groups)

    def step(so_far: Rights, difference: Difference) -> Rights:
        return differing(so_far, difference, groups)

    return reduce(step, person.differences, rights)


def rights_by_number(config: Config) -> Mapping[ExtensionNumber, Rights]:
    """What each telephone may do."""
    owners = config.owners()
    return {ext.number: rights_of(config, owners.get(ext.number)) for ext in config.extensions}


def without_effect(config: Config, person: Person) -> tuple[Difference, ...]:
    """Differences that say what the role says already: the page offers to drop them."""
    role = role_of(config, person)
    rights = Rights() if role is None else role.rights
    groups = tuple(group.number for group in config.trunk_groups)
    return tuple(each for each in person.differences if differing(rights, each, groups) == rights)
