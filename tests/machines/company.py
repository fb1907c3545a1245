"""A company of as many people as wanted, each with a SIP telephone: for size and speed."""

from dataclasses import replace

from appliance.core.commands import AdoptCard
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.people import Department, Extension, Person, SipPhone
from appliance.core.roles import (
    EVERY_DIRECTION,
    Difference,
    DirectionDiffers,
    LimitDiffers,
    Rights,
)
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Recording
from tests.machines.offices import TE122, after, number
from tests.machines.parts import role

_ROLES = ("staff", "manager", "chief")
_NAMES = ("Иванов Пётр", "Smith John", "Щербакова Юлия", "Müller Jürgen", "O'Brien Áine")
_EACH = 20  # people of a department


def company(people: int) -> Config:
    """Numbers of five digits from 20001 on; every tenth person differs from the role."""
    head = after(
        AdoptCard(TE122),
        role("staff", "Сотрудник", Rights()),
        role("manager", "Менеджер", Rights(EVERY_DIRECTION, longest_minutes=60)),
        role("chief", "Начальник", Rights(EVERY_DIRECTION, recording=Recording.NONE)),
    )
    departments = tuple(
        Department(Key(f"department-{index}"), DisplayName(f"Отдел {index}"))
        for index in range(1 + people // _EACH)
    )
    indexes = range(people)
    return replace(
        head,
        extensions=tuple(map(_extension, indexes)),
        departments=departments,
        people=tuple(map(_person, indexes)),
    )


def _digits(index: int) -> str:
    return str(20001 + index)


def _extension(index: int) -> Extension:
    digits = _digits(index)
    secret = secret_from(digits.encode().ljust(15, b"."))
    return Extension(number(digits), DisplayName(digits), (SipPhone(Token(digits), secret),))


def _person(index: int) -> Person:
    return Person(
        Key(f"person-{index}"),
        DisplayName(f"{_NAMES[index % len(_NAMES)]} {index}"),
        number=number(_digits(index)),
        department=Key(f"department-{index // _EACH}"),
        role=Key(_ROLES[index % len(_ROLES)]),
        differences=_differences(index),
    )


def _differences(index: int) -> tuple[Difference, ...]:
    if index % 10:
        return ()
    return (DirectionDiffers(Direction.PAID, allowed=False), LimitDiffers(index % 3 * 10))
