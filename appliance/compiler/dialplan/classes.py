"""Classes of rights: sets of rights that differ in what the dialplan decides.

A class's name is a digest of the rights themselves, so that nobody's class changes its name when
another appears.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from appliance.compiler.memory import by_identity, derived
from appliance.core.canonical import to_json
from appliance.core.config import Config
from appliance.core.differing import same_while
from appliance.core.people import Person
from appliance.core.rights import rights_from
from appliance.core.roles import Function, Reach, Rights, Role
from appliance.core.trunks import USUAL_ROLE, TrunkGroup

USUAL = "usual"
"""The class of a number that the table does not know: a telephone that nobody has."""


@lru_cache(maxsize=4096)
def class_of(rights: Rights) -> str:
    """The name of the class; 48 bits, so that of 5,000 classes no two ever share one."""
    return hashlib.sha256(to_json(_decided(rights)).encode()).hexdigest()[:12]


def _decided(rights: Rights) -> Rights:
    """Without what is decided elsewhere: recording by each row itself, the rest by the web."""
    functions = tuple(each for each in rights.functions if each is not Function.RECORD)
    return replace(rights, functions=functions, recording=None, recordings=Reach.NONE)


def classes(config: Config) -> Mapping[str, Rights]:
    """Every class there is, by its name, and the usual one last."""
    return derived(config, _classes)


def _classes(config: Config) -> Mapping[str, Rights]:
    return _classes_of(_kinds(config.people), config.roles, config.trunk_groups)


@by_identity
def _classes_of(
    kinds: tuple[Person, ...], roles: tuple[Role, ...], groups: tuple[TrunkGroup, ...]
) -> Mapping[str, Rights]:
    known = {role.key: role for role in roles}
    usual = rights_from(known.get(USUAL_ROLE), None, groups)
    others = (rights_from(known.get(p.role or USUAL_ROLE), p, groups) for p in kinds)
    found = {class_of(rights): _decided(rights) for rights in (usual, *others)}
    return {**dict(sorted(found.items())), USUAL: _decided(usual)}


def _has_rights(person: Person) -> object:
    return person.number is None, person.role, person.differences


@same_while(_has_rights)
def _kinds(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """One of each kind: people with the same role and differences have the same rights."""
    alike = {(p.role, p.differences): p for p in people if p.number is not None}
    return tuple(alike.values())


def class_in(row: str) -> str:
    """The class that a row of the people table holds, as an expression; without a row the usual."""
    held = f"${{HASH({row},class)}}"
    return f'${{IF($["{held}"=""]?{USUAL}:{held})}}'
