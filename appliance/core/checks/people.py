"""People, roles and relations point at what is there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from appliance.core.checks.unique import unique
from appliance.core.errors import Invalid
from appliance.core.relations import (
    OnePerson,
    Party,
    RelationKind,
    WholeDepartment,
    WholeGroup,
)
from appliance.core.roles import Difference, GroupDiffers, HoursDiffer, MailboxDiffers, Role

if TYPE_CHECKING:
    from appliance.core.config import Config
    from appliance.core.keys import Key
    from appliance.core.numbers import ExtensionNumber
    from appliance.core.people import Person


def check(config: Config) -> None:
    """No key stands twice; departments have no ring; numbers belong to one person each."""
    for field, parts in (
        ("people", config.people),
        ("departments", config.departments),
        ("groups", config.groups),
        ("roles", config.roles),
    ):
        unique(field, "key", (part.key for part in parts))
    _people(config)
    _departments(config)
    _groups(config)
    for role in config.roles:
        _role(config, role)
    _relations(config)
    unique("mailboxes", "mailbox", (box.number for box in config.mailboxes))


def _people(config: Config) -> None:
    _whose(config)
    extensions = {ext.number for ext in config.extensions}
    there = There(config)
    for person in config.people:
        if person.number is not None and person.number not in extensions:
            raise Invalid(
                "number",
                f"{person.name}: there is no extension {person.number}; "
                "choose another, or make it first",
            )
        there.check(person)


def _whose(config: Config) -> None:
    """No number is two people's; who has it already is said."""
    numbers: dict[object, Person] = {}
    outside: dict[object, Person] = {}
    for person in config.people:
        if person.number is not None:
            other = numbers.setdefault(person.number, person)
            if other is not person:
                raise Invalid(
                    "number", f"{person.number} is {other.name}'s already; choose another number"
                )
        for each in person.outside:
            other = outside.setdefault(each, person)
            if other is not person:
                raise Invalid(
                    "outside numbers",
                    f"{each} is {other.name}'s already; "
                    "a caller is known by one person, so leave it out of one",
                )


class There:
    """What a person can belong to."""

    def __init__(self, config: Config) -> None:
        self._departments = {each.key for each in config.departments}
        self._roles = {each.key for each in config.roles}
        self._groups = {group.number for group in config.trunk_groups}
        self._schedules = {each.key for each in config.schedules}
        self._config = config

    def check(self, person: Person) -> None:
        """Invalid names what the person belongs to that is not there."""
        if person.department is not None and person.department not in self._departments:
            raise Invalid(
                "department",
                f"{person.name}: there is no {person.department}; choose another, or make it first",
            )
        if person.role is not None and person.role not in self._roles:
            raise Invalid(
                "role",
                f"{person.name}: there is no role {person.role}; choose another, or make it first",
            )
        for each in person.differences:
            self._difference(person, each)

    @cached_property
    def _mailboxes(self) -> frozenset[ExtensionNumber]:
        """Few differences speak of any, and an office may have one for each person."""
        return frozenset(box.number for box in self._config.mailboxes)

    def _difference(self, person: Person, difference: Difference) -> None:
        match difference:
            case GroupDiffers(group) if group not in self._groups:
                raise Invalid(
                    "differences",
                    f"{person.name}: no trunk group {group}; choose another, or make it first",
                )
            case MailboxDiffers(box) if box not in self._mailboxes:
                raise Invalid(
                    "differences",
                    f"{person.name}: there is no mailbox {box}; choose another, or make it first",
                )
            case HoursDiffer(hours) if hours is not None and hours not in self._schedules:
                raise Invalid(
                    "differences",
                    f"{person.name}: there is no schedule {hours}; "
                    "choose another, or make it first",
                )


def _departments(config: Config) -> None:
    parents = {each.key: each.parent for each in config.departments}
    people = {each.key for each in config.people}
    for department in config.departments:
        if department.head is not None and department.head not in people:
            raise Invalid(
                "head",
                f"{department.name}: there is no person {department.head}; "
                "choose another, or make it first",
            )
        above: set[Key] = {department.key}
        parent = department.parent
        while parent is not None:
            if parent not in parents:
                raise Invalid(
                    "parent",
                    f"{department.name}: there is no department {parent}; "
                    "choose another, or make it first",
                )
            if parent in above:
                raise Invalid(
                    "parent",
                    f"{department.name} would be part of itself; choose another one above it",
                )
            above.add(parent)
            parent = parents[parent]


def _groups(config: Config) -> None:
    people = {each.key for each in config.people}
    for group in config.groups:
        for member in group.members:
            if member not in people:
                raise Invalid(
                    "members",
                    f"{group.name}: there is no person {member}; choose another, or make it first",
                )


def _role(config: Config, role: Role) -> None:
    rights = role.rights
    if rights.hours is not None and rights.hours not in {each.key for each in config.schedules}:
        raise Invalid(
            "hours",
            f"{role.name}: there is no schedule {rights.hours}; choose another, or make it first",
        )
    known = {group.number for group in config.trunk_groups}
    for number in rights.trunk_groups or ():
        if number not in known:
            raise Invalid(
                "trunk groups",
                f"{role.name}: there is no trunk group {number}; choose another, or make it first",
            )
    boxes = {box.number for box in config.mailboxes}
    for box in rights.mailboxes:
        if box not in boxes:
            raise Invalid(
                "mailboxes",
                f"{role.name}: there is no mailbox {box}; choose another, or make it first",
            )


class _Between(NamedTuple):
    """What tells one relation from another, whatever it opens."""

    who: Party
    kind: RelationKind
    whom: Party

    def __str__(self) -> str:
        return f"{self.who.key} {self.kind} {self.whom.key}"


def _relations(config: Config) -> None:
    unique("relations", "relation", (_Between(r.who, r.kind, r.whom) for r in config.relations))
    people = {each.key for each in config.people}
    groups = {each.key for each in config.groups}
    departments = {each.key for each in config.departments}

    def known(party: Party) -> bool:
        match party:
            case OnePerson(key):
                return key in people
            case WholeGroup(key):
                return key in groups
            case WholeDepartment(key):
                return key in departments

    for relation in config.relations:
        for field, party in (("who", relation.who), ("whom", relation.whom)):
            if not known(party):
                raise Invalid(
                    field,
                    f"there is no {party.key} for the relation {relation.kind}; "
                    "choose another, or make it first",
                )
