"""Short words for the parts that made-up offices are of."""

from dataclasses import replace

from appliance.core.call_handling import Menu, MenuChoice, Prompt
from appliance.core.commands import Command, Put, SetOffice, Several
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, ExtensionNumber, PhoneNumber
from appliance.core.office import office_of
from appliance.core.people import Department, Email, Mailbox, Person, pin_from
from appliance.core.roles import (
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
from appliance.core.targets import Target, ToExtension, ToNobody
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from tests.machines.offices import number, sip

_SALT = "0123456789abcdef"


def standing(area: str, *groups: int) -> Command:
    """In Russia, in the city of this code; calls go out by these groups."""
    usual = office_of(Config())
    return SetOffice(replace(usual, area=AreaCode(area), groups=groups))


def to(digits: str) -> ToExtension:
    return ToExtension(number(digits))


def numbers(first: int, last: int) -> tuple[ExtensionNumber, ...]:
    return tuple(number(str(digits)) for digits in range(first, last + 1))


def role(key: str, name: str, rights: Rights) -> Command:
    return Put(Role(Key(key), DisplayName(name), rights))


def department(key: str, name: str, parent: str = "") -> Command:
    return Put(Department(Key(key), DisplayName(name), parent=Key(parent) if parent else None))


def person(
    digits: str,
    name: str,
    *differences: Difference,
    works_in: str = "",
    role: str = "",
    mobile: str = "",
    email: str = "",
    pin: str = "",
) -> Command:
    """Somebody who has the extension `digits`, which is there already."""
    return Put(
        Person(
            key=Key(f"person-{digits}"),
            name=DisplayName(name),
            number=number(digits),
            department=Key(works_in) if works_in else None,
            role=Key(role) if role else None,
            differences=differences,
            email=Email(email) if email else None,
            outside=(PhoneNumber(mobile),) if mobile else (),
            pin=pin_from(pin, _SALT) if pin else None,
        )
    )


def at_sip(digits: str, name: str, works_in: str = "", role: str = "") -> Command:
    """Somebody with a SIP telephone of his own."""
    return Several((sip(digits, name), person(digits, name, works_in=works_in, role=role)))


def differing(mailbox: str, schedule: str, group: int) -> tuple[Difference, ...]:
    """One difference of each kind, about what is there under these names."""
    return (
        DirectionDiffers(Direction.INTERNATIONAL, allowed=True),
        FunctionDiffers(Function.DAY_NIGHT, allowed=False),
        GroupDiffers(group, allowed=False),
        PinDiffers(Direction.INTERNATIONAL, asked=True),
        PriorityDiffers(priority=True),
        LimitDiffers(30),
        CallsDiffer(2),
        DayDiffers(90),
        RecordingDiffers(Recording.ALL),
        HoursDiffer(Key(schedule)),
        OutOfHoursDiffers(Direction.MOBILE, allowed=True),
        MailboxDiffers(number(mailbox), allowed=True),
        ReachDiffers(Reach.ALL),
    )


def mailbox(digits: str, name: str) -> Command:
    return Put(Mailbox(number(digits), DisplayName(name)))


def schedule(key: str, name: str, *week: WeekRange, code: int | None = None) -> Command:
    return Put(Schedule(Key(key), DisplayName(name), week, short_eve=60, code=code))


def weekdays(start: int, end: int) -> WeekRange:
    """Monday to Friday, in whole hours."""
    return WeekRange((1, 2, 3, 4, 5), start * 60, end * 60)


def prompt(key: str, name: str, transcript: str = "", *, code: int | None = None) -> Command:
    return Put(Prompt(Key(key), DisplayName(name), transcript, code=code))


def menu(
    key: str,
    name: str,
    greeting: str,
    choices: dict[str, Target],
    *,
    digits: str = "",
    otherwise: Target = ToNobody(),  # noqa: B008  # frozen
) -> Command:
    return Put(
        Menu(
            key=Key(key),
            name=DisplayName(name),
            greeting=Key(greeting),
            choices=tuple(MenuChoice(digit, target) for digit, target in choices.items()),
            number=number(digits) if digits else None,
            otherwise=otherwise,
        )
    )
