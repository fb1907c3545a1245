"""Whose calls somebody may see, hear and watch."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from appliance.core.calls import Call, Leg, Part
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.may import edge, open_to
from appliance.core.people import Department, Group, Person
from appliance.core.relations import (
    OnePerson,
    Opening,
    Relation,
    RelationKind,
    WholeDepartment,
    WholeGroup,
)
from appliance.core.roles import Reach, ReachDiffers, Rights, Role
from appliance.core.sight import EVERYTHING, NOTHING, Sight, sight_of
from appliance.core.text import DisplayName
from tests.fakes.stories import calls
from tests.machines.offices import after

_REACHES = {"clerk": Reach.OWN, "deaf": Reach.NONE, "auditor": Reach.ALL}


def _person(key: str, department: str = "", role: str = "clerk") -> Put:
    home = Key(department) if department else None
    return Put(Person(Key(key), DisplayName(key), department=home, role=Key(role)))


def _department(key: str, parent: str = "") -> Put:
    return Put(Department(Key(key), DisplayName(key), parent=Key(parent) if parent else None))


OFFICE = replace(
    after(
        *(Put(Role(Key(k), DisplayName(k), Rights(recordings=r))) for k, r in _REACHES.items()),
        _department("sales"),
        _department("export", "sales"),
        _department("accounts"),
        _person("head", "sales"),
        _person("seller", "sales"),
        _person("exporter", "export"),
        _person("clerk", "accounts"),
        _person("mute", "accounts", "deaf"),
        _person("auditor", role="auditor"),
        _person("assistant"),
        Put(Group(Key("team"), DisplayName("team"), (Key("seller"), Key("clerk")))),
    ),
    relations=(
        Relation(
            RelationKind.SUPERVISES,
            OnePerson(Key("head")),
            WholeDepartment(Key("sales")),
            tuple(Opening),
        ),
        Relation(
            RelationKind.ASSISTS,
            OnePerson(Key("assistant")),
            OnePerson(Key("head")),
            (Opening.STATUS, Opening.PICK_UP),
        ),
        Relation(
            RelationKind.SUPERVISES,
            OnePerson(Key("mute")),
            WholeGroup(Key("team")),
            (Opening.RECORDINGS,),
        ),
    ),
)


def _sight(key: str) -> Sight:
    return sight_of(OFFICE, next(each for each in OFFICE.people if each.key.text == key))


@pytest.mark.parametrize(
    ("who", "seen", "heard", "watched"),
    [
        ("head", "head seller exporter", "head seller exporter", "head seller exporter"),
        ("seller", "seller", "seller", "seller clerk"),  # of one group: its lamps alone
        ("clerk", "clerk", "clerk", "clerk seller"),
        ("mute", "mute seller clerk", "seller clerk", "mute"),  # not his own, but what is open
        ("assistant", "assistant", "assistant", "assistant head"),
    ],
)
def test_what_is_open_is_own_and_by_relations(
    who: str, seen: str, heard: str, watched: str
) -> None:
    assert _sight(who) == Sight(*(frozenset(each.split()) for each in (seen, heard, watched)))


def test_who_may_hear_all_sees_all_but_watches_his_own() -> None:
    assert _sight("auditor") == Sight(None, None, frozenset({"auditor"}))


@pytest.mark.parametrize(
    ("reach", "seen", "heard"),
    [(Reach.NONE, "clerk", ""), (Reach.OWN, "clerk", "clerk"), (Reach.ALL, None, None)],
)
def test_how_far_somebody_hears_can_differ_from_the_role(
    reach: Reach, seen: str | None, heard: str | None
) -> None:
    for key in ("clerk", "mute", "auditor"):
        somebody = next(each for each in OFFICE.people if each.key.text == key)
        alone = replace(OFFICE, relations=(), groups=())
        found = sight_of(alone, replace(somebody, differences=(ReachDiffers(reach),)))
        told = (
            None if each is None else frozenset(each.replace("clerk", key).split())
            for each in (seen, heard, "clerk")
        )
        assert found == Sight(*told)


def test_an_account_of_nobody_sees_nothing() -> None:
    assert sight_of(OFFICE, None) == NOTHING


def test_what_is_open_to_somebody_is_what_each_edge_says() -> None:
    for who in OFFICE.people:
        for opening in Opening:
            every = {each.key for each in OFFICE.people}
            told = {key for key in every if edge(OFFICE, who.key, opening, key) is not None}
            assert open_to(OFFICE, who.key, opening) == told


def _call(**people: str) -> Call:
    """Who took which part: `caller`, `answered`, `rung`, `listened`."""
    (told,) = calls("attended")
    first = told.legs[0]
    parts: Mapping[str, Leg] = {
        "caller": replace(first, part=Part.CALLER, answer=0.0),
        "answered": replace(first, part=Part.CALLED, answer=2.0),
        "rung": replace(first, part=Part.CALLED, answer=0.0),
        "listened": replace(first, part=Part.LISTENED, answer=3.0),
    }
    legs = tuple(replace(parts[name], person=key) for name, key in people.items())
    return replace(told, legs=legs)


@pytest.mark.parametrize(
    ("people", "seen", "heard"),
    [
        ({"caller": "", "answered": "a"}, True, True),
        ({"caller": "a", "answered": ""}, True, True),
        ({"caller": "", "rung": "a"}, True, False),  # it only rang there
        ({"caller": "", "answered": "b", "listened": "a"}, True, False),
        ({"caller": "", "answered": "b"}, False, False),
        ({"caller": "", "answered": ""}, False, False),
    ],
)
def test_a_call_is_whose_part_it_had(people: dict[str, str], seen: bool, heard: bool) -> None:
    call = _call(**people)
    sight = Sight(frozenset({"a"}), frozenset({"a"}), frozenset())
    assert (sight.sees(call), sight.hears(call)) == (seen, heard)
    assert EVERYTHING.sees(call)
    assert EVERYTHING.hears(call)
    assert not NOTHING.sees(call)


def test_an_office_without_relations_opens_nothing() -> None:
    assert open_to(Config(), Key("a"), Opening.STATUS) == frozenset()
