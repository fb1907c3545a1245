"""Who uses what: every field that names another part is known."""

import dataclasses
from typing import Any

import pytest

from appliance.core.canonical import fields_of, is_dataclass, members_of
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.office import Office
from appliance.core.parts import PLACES
from appliance.core.people import Department, Extension, Person
from appliance.core.pointers import POINTERS, uses
from appliance.core.schedules import Schedule
from appliance.core.targets import Hours
from tests.machines.clinic import clinic
from tests.machines.offices import number


def holders(kind: Any, seen: set[Any]) -> set[Any]:
    """All dataclasses that a value of `kind` can hold, itself too."""
    for member in members_of(kind):
        inner = getattr(member, "__args__", (member,))[0]
        if is_dataclass(inner) and inner not in seen:
            seen.add(inner)
            for hint in fields_of(inner).values():
                holders(hint, seen)
    return seen


def test_every_key_that_is_no_part_s_own_points_somewhere() -> None:
    own = {(kind, "key") for kind in PLACES}
    found = {(each, name)
             for kind in (*PLACES, Office) for each in holders(kind, set())
             for name, hint in fields_of(each).items()
             if Key in {*members_of(hint), *getattr(hint, "__args__", ())}}  # fmt: skip
    assert found - own <= set(POINTERS)
    assert {name for _, name in POINTERS} <= {
        field.name for kind, _ in POINTERS for field in dataclasses.fields(kind)
    }


@pytest.mark.parametrize(
    ("kind", "name", "users"),
    [
        (Department, Key("reception"), {("Person", "department")}),
        (Schedule, Key("reception"), {("DidRoute", "hours.schedule")}),
        (Person, Key("person-201"), set()),
        (Extension, number("216"), {("Person", "number"), ("DidRoute", "to.number")}),
        (Extension, number("205"), {("Queue", "members")}),
    ],
    ids=["department", "schedule", "person", "inbound extension", "queue's extension"],
)
def test_who_uses_a_part(kind: type, name: object, users: set[tuple[str, str]]) -> None:
    assert {(type(use.part).__name__, use.field) for use in uses(clinic(), kind, name)} == users


def test_the_office_uses_too() -> None:
    office = dataclasses.replace(
        clinic(), inbound=dataclasses.replace(clinic().inbound, operator=number("201"))
    )
    (use,) = [u for u in uses(office, Extension, number("201")) if isinstance(u.part, Office)]
    assert use.field == "operator"
    assert uses(Config(), Extension, number("201")) == ()
    assert Hours in {kind for kind, _ in POINTERS}
