"""How everybody stands in the relations: which circles he is in, and which are open to him.

A circle is a party of a relation: one person, a group, or a department with those below it. What is
compiled grows with people and their circles, never with pairs of people: that A may listen to B is
found by asking whether any of B's circles is open to A.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter, is_

from appliance.compiler.memory import derived
from appliance.core.config import Config
from appliance.core.differing import same_while
from appliance.core.feature_codes import Feature
from appliance.core.keys import Key
from appliance.core.may import within_groups
from appliance.core.people import Department, Group, Person
from appliance.core.relations import (
    OnePerson,
    Opening,
    Party,
    Relation,
    WholeDepartment,
    WholeGroup,
)

DIGITS = 10
"""Of a circle's name: 40 bits, so that of a thousand circles no two ever share one."""
Openings = tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """`within`: circles that are open to anybody; `open_to`: each that is to him, and for what."""

    within: tuple[str, ...]
    open_to: tuple[tuple[str, Openings], ...]


def standings(config: Config) -> Mapping[str, Standing]:
    """By internal number; who stands in no relation is left out."""
    people = _numbered(config.people)
    made_of = (people, config.departments, config.groups, config.relations)
    if not (_last and all(map(is_, _last[0][0], made_of))):
        _last[:] = [(made_of, _standings(*made_of))]
    return _last[0][1]


_last: list[tuple[tuple[object, ...], Mapping[str, Standing]]] = []


@same_while(attrgetter("key", "number", "department"))
def _numbered(people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.number is not None)


@dataclass(frozen=True, slots=True)
class PickUpGroups:
    """Of a telephone: whoever may take its calls is of one of `rings`, and it of all in `takes`."""

    rings: str
    takes: str


def pick_up_groups(config: Config) -> Mapping[str, PickUpGroups]:
    """By internal number, as the drivers' files name them; whoever has none is left out."""
    return derived(config, _pick_up_groups)


def _pick_up_groups(config: Config) -> Mapping[str, PickUpGroups]:
    if not config.code(Feature.PICK_UP_GROUP):
        return {}
    known = standings(config)
    takes = {
        number: [name for name, opens in each.open_to if Opening.PICK_UP in opens]
        for number, each in known.items()
    }
    taken = {name for names in takes.values() for name in names}
    found = {
        number: PickUpGroups(
            ",".join(name for name in each.within if name in taken), ",".join(takes[number])
        )
        for number, each in known.items()
    }
    return {number: each for number, each in found.items() if each.rings or each.takes}


def _standings(
    people: tuple[Person, ...],
    departments: tuple[Department, ...],
    groups: tuple[Group, ...],
    made: tuple[Relation, ...],
) -> Mapping[str, Standing]:
    relations = (*made, *within_groups(groups))
    if not relations:
        return {}
    parties = _Parties(departments, groups)
    whom = {relation.whom for relation in relations}
    by_who: dict[Party, list[Relation]] = {}
    for relation in relations:
        by_who.setdefault(relation.who, []).append(relation)
    found = {}
    for person in people:
        mine = parties.of(person)
        opened = [relation for party in mine for relation in by_who.get(party, ())]
        within = tuple(sorted(circle(party) for party in mine if party in whom))
        if person.number is not None and (within or opened):
            found[person.number.digits] = Standing(within, tuple(_open(opened)))
    return found


def _open(relations: Iterable[Relation]) -> Iterator[tuple[str, Openings]]:
    """Each circle once, with all that any relation opens of it."""
    found: dict[str, set[Opening]] = {}
    for relation in relations:
        found.setdefault(circle(relation.whom), set()).update(relation.opens)
    for name, opens in sorted(found.items()):
        yield name, tuple(each for each in Opening if each in opens)


class _Parties:
    """Finds all that a person is part of."""

    def __init__(self, departments: tuple[Department, ...], groups: tuple[Group, ...]) -> None:
        self._parents = {each.key: each.parent for each in departments}
        self._groups: dict[Key, list[Party]] = {}
        for group in groups:
            for member in group.members:
                self._groups.setdefault(member, []).append(WholeGroup(group.key))

    def of(self, person: Person) -> list[Party]:
        found: list[Party] = [OnePerson(person.key), *self._groups.get(person.key, ())]
        home = person.department
        while home is not None:
            found.append(WholeDepartment(home))
            home = self._parents.get(home)
        return found


@lru_cache(maxsize=16_384)
def circle(party: Party) -> str:
    """The name of the party's circle, always `DIGITS` long."""
    named = f"{type(party).__name__}/{party.key}"
    return hashlib.sha256(named.encode()).hexdigest()[:DIGITS]
