"""Who works in an office of the trials: people, how they differ from roles, and their relations."""

from random import Random

from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Department, Group, Person, pin_from
from appliance.core.relations import (
    USUAL,
    OnePerson,
    Opening,
    Party,
    Relation,
    RelationKind,
    WholeDepartment,
    WholeGroup,
)
from appliance.core.roles import (
    EVERY_DIRECTION,
    EVERY_FUNCTION,
    CallsDiffer,
    DayDiffers,
    Difference,
    DirectionDiffers,
    FunctionDiffers,
    GroupDiffers,
    LimitDiffers,
    PinDiffers,
    PriorityDiffers,
    RecordingDiffers,
)
from appliance.core.text import DisplayName
from appliance.core.trunks import USUAL_ROLE, Recording, TrunkGroup

PIN, SALT = "4711", "0123456789abcdef"
DEPARTMENTS = (
    Department(Key("trade"), DisplayName("Trade")),
    Department(Key("sales"), DisplayName("Sales"), parent=Key("trade")),
)
_NAMES = ("Человек", "Анна", "Smith")


def key(number: ExtensionNumber) -> Key:
    """Of the person who has the number."""
    return Key(f"person-{number}")


def people(
    random: Random, numbers: tuple[ExtensionNumber, ...], lines: tuple[TrunkGroup, ...]
) -> tuple[Person, ...]:
    """Some telephones are nobody's."""
    return tuple(_person(random, each, lines) for each in numbers if random.random() < 0.8)


def _person(random: Random, number: ExtensionNumber, lines: tuple[TrunkGroup, ...]) -> Person:
    return Person(
        key(number),
        DisplayName(f"{random.choice(_NAMES)} {number}"),
        number=number,
        department=random.choice((None, Key("trade"), Key("sales"))),
        role=random.choice((None, USUAL_ROLE, Key("other"))),
        differences=_differences(random, lines),
        pin=random.choice((None, pin_from(PIN, SALT))),
    )


def _differences(random: Random, lines: tuple[TrunkGroup, ...]) -> tuple[Difference, ...]:
    """Half the people are as their role is; of the others each kind differs once at most."""
    known: tuple[Difference, ...] = (
        DirectionDiffers(random.choice(EVERY_DIRECTION), random.choice((True, False))),
        FunctionDiffers(random.choice(EVERY_FUNCTION), random.choice((True, False))),
        GroupDiffers(random.choice(lines).number, random.choice((True, False))),
        PinDiffers(random.choice(EVERY_DIRECTION), random.choice((True, False))),
        PriorityDiffers(random.choice((True, False))),
        LimitDiffers(random.choice((0, 1, 30))),
        CallsDiffer(random.choice((0, 1))),
        DayDiffers(random.choice((0, 1, 30))),
        RecordingDiffers(random.choice(tuple(Recording))),
    )
    return tuple(random.sample(known, k=random.choice((0, 0, 1, 2, 3))))


def groups(random: Random, known: tuple[Person, ...]) -> tuple[Group, ...]:
    """Who belong together take each other's calls."""
    keys = [person.key for person in known]
    return tuple(
        Group(Key(name), DisplayName(name.title()), tuple(random.sample(keys, min(2, len(keys)))))
        for name in ("chiefs", "desk")
        if random.random() < 0.7
    )


def relations(
    random: Random, known: tuple[Person, ...], groups: tuple[Group, ...]
) -> tuple[Relation, ...]:
    """Of every kind in turn; some open something else than is usual."""
    parties: list[Party] = [OnePerson(person.key) for person in known]
    parties += [WholeGroup(group.key) for group in groups]
    parties += [WholeDepartment(department.key) for department in DEPARTMENTS]
    found: dict[tuple[RelationKind, Party, Party], Relation] = {}
    for kind in (*RelationKind, RelationKind.SUPERVISES):
        who, whom = random.sample(parties, k=2)
        usual = random.random() < 0.7
        opens = USUAL[kind] if usual else tuple(e for e in Opening if random.random() < 0.5)
        found[kind, who, whom] = Relation(kind, who, whom, opens)
    return tuple(found.values())
