"""Roles, what differs for a person, and who may do what with whom."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from appliance.core.commands import AdoptCard, Command, Put, Several, edit
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.may import edge, hears, members
from appliance.core.people import Department, Group, Person
from appliance.core.relations import (
    OnePerson,
    Opening,
    Relation,
    RelationKind,
    WholeDepartment,
    WholeGroup,
)
from appliance.core.rights import rights_of, without_effect
from appliance.core.roles import (
    CHEAP,
    CallsDiffer,
    DayDiffers,
    Difference,
    DirectionDiffers,
    Function,
    FunctionDiffers,
    GroupDiffers,
    LimitDiffers,
    PinDiffers,
    PriorityDiffers,
    Reach,
    RecordingDiffers,
    Rights,
    Role,
)
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from tests.machines.offices import TDM400P, TE122, after

SECRETARY = Role(Key("secretary"), DisplayName("Secretary"), Rights(trunk_groups=(1, 2)))


def person(key: str, department: str = "", *differences: Difference) -> Put:
    home = Key(department) if department else None
    return Put(
        Person(
            Key(key), DisplayName(key), department=home, role=SECRETARY.key, differences=differences
        )
    )


def office(*more: Command) -> Config:
    return after(AdoptCard(TDM400P), AdoptCard(TE122), Put(SECRETARY), *more)


def of(config: Config, key: str) -> Person:
    return next(each for each in config.people if each.key == Key(key))


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        (
            DirectionDiffers(Direction.INTERNATIONAL, allowed=True),
            Rights(
                trunk_groups=(1, 2), directions=(*CHEAP[:-1], Direction.INTERNATIONAL, CHEAP[-1])
            ),
        ),
        (
            DirectionDiffers(Direction.OTHER, allowed=False),
            Rights(trunk_groups=(1, 2), directions=CHEAP[:-1]),
        ),
        (
            FunctionDiffers(Function.DAY_NIGHT, allowed=False),
            Rights(
                trunk_groups=(1, 2),
                functions=(Function.FORWARD, Function.DO_NOT_DISTURB, Function.PICK_LINE),
            ),
        ),
        (GroupDiffers(2, allowed=False), Rights(trunk_groups=(1,))),
        (
            PinDiffers(Direction.MOBILE, asked=True),
            Rights(trunk_groups=(1, 2), pin_for=(Direction.MOBILE,)),
        ),
        (PriorityDiffers(priority=True), Rights(trunk_groups=(1, 2), priority=True)),
        (LimitDiffers(30), Rights(trunk_groups=(1, 2), longest_minutes=30)),
        (CallsDiffer(2), Rights(trunk_groups=(1, 2), calls_at_once=2)),
        (DayDiffers(90), Rights(trunk_groups=(1, 2), minutes_a_day=90)),
        (RecordingDiffers(Recording.ALL), Rights(trunk_groups=(1, 2), recording=Recording.ALL)),
    ],
)
def test_a_difference_changes_one_right_of_the_role(
    difference: Difference, expected: Rights
) -> None:
    config = office(person("anna", "", difference))
    assert rights_of(config, of(config, "anna")) == expected
    assert without_effect(config, of(config, "anna")) == ()


def test_taking_a_group_from_a_role_that_has_all_leaves_the_others() -> None:
    everything = replace(SECRETARY, rights=Rights())
    config = office(Put(everything), person("anna", "", GroupDiffers(1, allowed=False)))
    assert rights_of(config, of(config, "anna")).trunk_groups == (2,)


def test_a_difference_that_the_role_has_anyhow_is_shown_as_needless() -> None:
    needless = DirectionDiffers(Direction.CITY, allowed=True)
    config = office(person("anna", "", needless))
    assert without_effect(config, of(config, "anna")) == (needless,)


def test_dear_directions_are_closed_until_somebody_opens_them() -> None:
    closed = {Direction.INTERNATIONAL, Direction.PAID}
    assert not closed & set(rights_of(Config(), None).directions)


DEPARTMENTS = (
    Put(Department(Key("trade"), DisplayName("Trade"))),
    Put(Department(Key("sales"), DisplayName("Sales"), parent=Key("trade"))),
)
SUPERVISED = Relation(
    RelationKind.SUPERVISES,
    OnePerson(Key("head")),
    WholeDepartment(Key("trade")),
    (Opening.LISTEN, Opening.RECORDINGS),
)


def test_the_head_hears_his_departments_and_nobody_elses_talks() -> None:
    config = office(
        *DEPARTMENTS,
        person("head", "trade"),
        person("seller", "sales"),
        person("accountant"),
        Put(SUPERVISED),
    )
    head, seller, accountant = Key("head"), Key("seller"), Key("accountant")
    assert edge(config, head, Opening.LISTEN, seller) == SUPERVISED
    assert edge(config, head, Opening.WHISPER, seller) is None
    assert edge(config, head, Opening.LISTEN, accountant) is None
    assert edge(config, seller, Opening.LISTEN, head) is None
    assert edge(config, head, Opening.LISTEN, head) is None  # himself in his own department


def test_who_belongs_together_takes_each_others_calls() -> None:
    group = Group(Key("desk"), DisplayName("Desk"), (Key("one"), Key("two")))
    config = office(person("one"), person("two"), person("three"), Put(group))
    found = edge(config, Key("one"), Opening.PICK_UP, Key("two"))
    assert found is not None
    assert found.whom == WholeGroup(group.key)
    assert edge(config, Key("one"), Opening.LISTEN, Key("two")) is None
    assert edge(config, Key("one"), Opening.PICK_UP, Key("three")) is None


@pytest.mark.parametrize(
    ("reach", "own", "sellers", "accountants"),
    [
        (Reach.NONE, None, SUPERVISED, None),
        (Reach.OWN, Reach.OWN, SUPERVISED, None),
        (Reach.ALL, Reach.ALL, Reach.ALL, Reach.ALL),
    ],
)
def test_recordings_are_opened_by_the_role_and_by_relations(
    reach: Reach,
    own: Reach | None,
    sellers: Reach | Relation | None,
    accountants: Reach | Relation | None,
) -> None:
    config = office(
        Put(replace(SECRETARY, rights=Rights(recordings=reach))),
        *DEPARTMENTS,
        person("head", "trade"),
        person("seller", "sales"),
        person("accountant"),
        Put(SUPERVISED),
    )
    head = of(config, "head")
    assert hears(config, head, head.key) == own
    assert hears(config, head, Key("seller")) == sellers
    assert hears(config, head, Key("accountant")) == accountants


def test_a_group_is_its_members() -> None:
    group = Group(Key("night"), DisplayName("Night"), (Key("one"),))
    config = office(person("one"), person("two"), Put(group))
    assert [each.key for each in members(config, WholeGroup(group.key))] == [Key("one")]


@pytest.mark.parametrize(
    ("commands", "field"),
    [
        ((person("anna", "nowhere"),), "department"),
        ((person("anna", "", GroupDiffers(9, allowed=True)),), "differences"),
        ((Put(Role(Key("x"), DisplayName("x"), Rights(trunk_groups=(9,)))),), "trunk groups"),
        ((Put(Role(Key("x"), DisplayName("x"), Rights(hours=Key("no")))),), "hours"),
        ((Put(SUPERVISED),), "who"),
        ((Put(Department(Key("a"), DisplayName("a"), parent=Key("a"))),), "parent"),
        ((Put(Department(Key("a"), DisplayName("a"), head=Key("no"))),), "head"),
        ((Put(Group(Key("a"), DisplayName("a"), (Key("no"),))),), "members"),
    ],
)
def test_what_is_not_there_is_refused_at_its_field(
    commands: tuple[Command, ...], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        edit(office(), Several(commands))
    assert refused.value.field == field


@pytest.mark.parametrize("direction", [Direction.INTERNAL, Direction.EMERGENCY])
@pytest.mark.parametrize("kind", [DirectionDiffers, PinDiffers])
def test_nobody_differs_in_what_is_everybodys(
    kind: Callable[[Direction, bool], object], direction: Direction
) -> None:
    for value in (True, False):
        with pytest.raises(Invalid, match="everybody's"):
            kind(direction, value)
