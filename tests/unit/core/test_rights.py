"""Roles, what differs for a person, and who may do what with whom."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from appliance.core.commands import AdoptCard, Command, Put, Several, edit
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.may import edge, hears, hears_differing, members
from appliance.core.may_call import terms_differing
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Department, Group, Mailbox, Person
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
    HoursDiffer,
    LimitDiffers,
    MailboxDiffers,
    OutOfHoursDiffers,
    PinDiffers,
    PriorityDiffers,
    Reach,
    ReachDiffers,
    RecordingDiffers,
    Rights,
    Role,
)
from appliance.core.schedules import Schedule, WeekRange
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from tests.machines.offices import TDM400P, TE122, after
from tests.machines.parts import differing

SECRETARY = Role(Key("secretary"), DisplayName("Secretary"), Rights(trunk_groups=(1, 2)))


N201, N202, N203 = map(ExtensionNumber, ("201", "202", "203"))
OFFICE, NIGHT = (
    Schedule(Key(key), DisplayName(key), (WeekRange((1, 2, 3, 4, 5), 540, 1080),))
    for key in ("office", "night")
)


def watchman(*differences: Difference) -> Put:
    return Put(Person(Key("anna"), DisplayName("Anna"), role=Key("watch"), differences=differences))


def person(key: str, department: str = "", *differences: Difference) -> Put:
    home = Key(department) if department else None
    return Put(
        Person(
            Key(key), DisplayName(key), department=home, role=SECRETARY.key, differences=differences
        )
    )


def office(*more: Command) -> Config:
    boxes = (Put(Mailbox(each, DisplayName("Box"))) for each in (N201, N202, N203))
    hours = (Put(each) for each in (OFFICE, NIGHT))
    return after(AdoptCard(TDM400P), AdoptCard(TE122), Put(SECRETARY), *boxes, *hours, *more)


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
        (HoursDiffer(OFFICE.key), Rights(trunk_groups=(1, 2), hours=OFFICE.key)),
        (MailboxDiffers(N201, allowed=True), Rights(trunk_groups=(1, 2), mailboxes=(N201,))),
        (ReachDiffers(Reach.ALL), Rights(trunk_groups=(1, 2), recordings=Reach.ALL)),
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


@pytest.mark.parametrize("groups", [None, (2, 1)])
def test_a_group_that_the_role_may_use_anyhow_is_needless_too(
    groups: tuple[int, ...] | None,
) -> None:
    needless = GroupDiffers(1, allowed=True)
    role = replace(SECRETARY, rights=Rights(trunk_groups=groups))
    config = office(Put(role), person("anna", "", needless))
    assert rights_of(config, of(config, "anna")) == role.rights
    assert without_effect(config, of(config, "anna")) == (needless,)


def test_a_person_can_differ_in_all_that_a_role_says() -> None:
    config = office(person("anna", "", *differing("201", "office", 1)))
    anna, role = rights_of(config, of(config, "anna")), SECRETARY.rights
    same = [f.name for f in fields(Rights) if getattr(anna, f.name) == getattr(role, f.name)]
    assert same == []


WATCH = Role(
    Key("watch"),
    DisplayName("Watch"),
    Rights(
        hours=OFFICE.key,
        out_of_hours=(Direction.CITY,),
        mailboxes=(N202, N201),
        recordings=Reach.ALL,
    ),
)


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ((HoursDiffer(None),), {"hours": None, "out_of_hours": ()}),
        ((HoursDiffer(NIGHT.key),), {"hours": NIGHT.key}),
        (
            (OutOfHoursDiffers(Direction.MOBILE, allowed=True),),
            {"out_of_hours": (Direction.CITY, Direction.MOBILE)},
        ),
        ((OutOfHoursDiffers(Direction.CITY, allowed=False),), {"out_of_hours": ()}),
        ((MailboxDiffers(N202, allowed=False),), {"mailboxes": (N201,)}),
        ((ReachDiffers(Reach.NONE),), {"recordings": Reach.NONE}),
    ],
)
def test_what_a_role_gives_a_difference_takes_away(
    differences: tuple[Difference, ...], expected: dict[str, Any]
) -> None:
    config = office(Put(WATCH), watchman(*differences))
    assert rights_of(config, of(config, "anna")) == replace(WATCH.rights, **expected)
    assert without_effect(config, of(config, "anna")) == ()


@pytest.mark.parametrize("turned", [False, True])
def test_ones_own_hours_count_before_what_is_open_out_of_them(turned: bool) -> None:
    differences = (OutOfHoursDiffers(Direction.MOBILE, allowed=True), HoursDiffer(NIGHT.key))
    config = office(person("anna", "", *differences[:: -1 if turned else 1]))
    found = rights_of(config, of(config, "anna"))
    assert (found.hours, found.out_of_hours) == (NIGHT.key, (Direction.MOBILE,))
    assert without_effect(config, of(config, "anna")) == ()


@pytest.mark.parametrize("hours", [(), (HoursDiffer(None),)])
def test_out_of_hours_says_nothing_where_there_are_no_hours(
    hours: tuple[Difference, ...],
) -> None:
    """The role may lose its hours while somebody still differs in them."""
    late = OutOfHoursDiffers(Direction.MOBILE, allowed=True)
    config = office(person("anna", "", late, *hours))
    assert rights_of(config, of(config, "anna")) == SECRETARY.rights
    assert without_effect(config, of(config, "anna")) == (late, *hours)


@pytest.mark.parametrize(
    "needless",
    [
        HoursDiffer(OFFICE.key),
        OutOfHoursDiffers(Direction.CITY, allowed=True),
        OutOfHoursDiffers(Direction.PAID, allowed=False),
        MailboxDiffers(N202, allowed=True),
        MailboxDiffers(N203, allowed=False),
        ReachDiffers(Reach.ALL),
    ],
)
def test_what_the_role_says_of_hours_mailboxes_and_recordings_is_needless_too(
    needless: Difference,
) -> None:
    config = office(Put(WATCH), watchman(needless))
    assert rights_of(config, of(config, "anna")) == WATCH.rights
    assert without_effect(config, of(config, "anna")) == (needless,)


def test_which_differences_decide_is_told() -> None:
    paid, late = (
        DirectionDiffers(Direction.PAID, allowed=True),
        OutOfHoursDiffers(Direction.PAID, allowed=True),
    )
    config = office(Put(WATCH), watchman(paid, late, HoursDiffer(None), ReachDiffers(Reach.OWN)))
    anna = of(config, "anna")
    paid_ = terms_differing(config, anna, Direction.PAID)
    assert paid_ == (paid,)  # it is open at any hour: what is said of late calls says nothing
    assert terms_differing(config, anna, Direction.MOBILE) == (HoursDiffer(None),)
    assert terms_differing(config, anna, Direction.CITY) == ()
    assert hears_differing(config, anna, Key("somebody")) == (ReachDiffers(Reach.OWN),)
    assert hears_differing(config, anna, anna.key) == ()


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


def test_one_relation_between_the_same_two_is_enough() -> None:
    """A second one that opens something else could neither be put nor taken out by itself."""
    config = office(person("one"), person("two"))
    one, two = OnePerson(Key("one")), OnePerson(Key("two"))
    listens, joins = (
        Relation(RelationKind.SUPERVISES, one, two, (opens,))
        for opens in (Opening.LISTEN, Opening.JOIN)
    )
    with pytest.raises(Invalid, match="relation one supervises two stands twice") as refused:
        replace(config, relations=(listens, joins))
    assert refused.value.field == "relations"
    back = Relation(RelationKind.SUPERVISES, two, one, (Opening.JOIN,))
    assert replace(config, relations=(listens, back)).relations == (listens, back)


@pytest.mark.parametrize(
    ("commands", "field"),
    [
        ((person("anna", "nowhere"),), "department"),
        ((person("anna", "", GroupDiffers(9, allowed=True)),), "differences"),
        (
            (person("anna", "", MailboxDiffers(ExtensionNumber("209"), allowed=False)),),
            "differences",
        ),
        ((person("anna", "", HoursDiffer(Key("no"))),), "differences"),
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
@pytest.mark.parametrize("kind", [DirectionDiffers, PinDiffers, OutOfHoursDiffers])
def test_nobody_differs_in_what_is_everybodys(
    kind: Callable[[Direction, bool], object], direction: Direction
) -> None:
    for value in (True, False):
        with pytest.raises(Invalid, match="everybody's"):
            kind(direction, value)
