"""The office of `table.md`: two SIP carriers, and a telephone for each kind of person."""

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, Did, ExtensionNumber
from appliance.core.people import (
    Department,
    Extension,
    Group,
    Mailbox,
    Person,
    SipPhone,
    pin_from,
)
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
    CHEAP,
    EVERY_DIRECTION,
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
    Rights,
    Role,
)
from appliance.core.schedules import DAY as MINUTES
from appliance.core.schedules import Day, DayRange, Schedule, WeekRange
from appliance.core.secret import secret_from
from appliance.core.targets import ToExtension
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    USUAL_ROLE,
    DidRoute,
    Inbound,
    NumberFormat,
    Outbound,
    OutboundRoute,
    SipTrunk,
    TrunkGroup,
)
from appliance.core.zones import Zone
from tests.integration.asterisk.trial.offices import CARRIERS, HELPER, PORT

PIN, OTHER_PIN = "4711", "0815"
_SALT = "0123456789abcdef"
_DAY, _NEVER, _SALES, _DESK = Key("day"), Key("never"), Key("sales"), Key("desk")
_ALWAYS_OPEN = (WeekRange((1, 2, 3, 4, 5, 6, 7), 0, MINUTES),)
_ASKED = (Direction.MOBILE, Direction.INTERNATIONAL)


@dataclass(frozen=True, slots=True)
class _Is:
    """Somebody of the table: his number, role and what differs from it."""

    number: str
    role: Key | None = None
    differences: tuple[Difference, ...] = ()
    pin: str | None = None


_ROLES: Mapping[str, Rights] = {
    USUAL_ROLE.text: Rights(),
    "guest": Rights((), functions=()),
    "hall": Rights((Direction.FREE, Direction.CITY), functions=()),
    "clerk": Rights(hours=_DAY, out_of_hours=(Direction.FREE, Direction.CITY)),
    "intern": Rights(hours=_NEVER, out_of_hours=(Direction.FREE,)),
    "chief": Rights(EVERY_DIRECTION, priority=True, mailboxes=(HELPER,)),
    "asked": Rights(EVERY_DIRECTION, pin_for=_ASKED),
    "second": Rights(CHEAP, trunk_groups=(2,)),
    "stuck": Rights(EVERY_DIRECTION, trunk_groups=()),
    "brief": Rights(CHEAP, longest_minutes=1),
    "free": Rights(EVERY_DIRECTION, priority=True),
    "single": Rights(CHEAP, calls_at_once=1),
    "daily": Rights(CHEAP, longest_minutes=1, minutes_a_day=2),
}
_DIFFERS: tuple[Difference, ...] = (
    DirectionDiffers(Direction.INTERNATIONAL, allowed=True),
    DirectionDiffers(Direction.MOBILE, allowed=False),
    FunctionDiffers(Function.FORWARD, allowed=False),
    GroupDiffers(1, allowed=False),
    PriorityDiffers(priority=True),
    LimitDiffers(2),
    PinDiffers(Direction.FREE, asked=True),
)
_PEOPLE: Mapping[str, _Is] = {
    "staff": _Is("301", USUAL_ROLE),
    "guest": _Is("302", Key("guest")),
    "hall": _Is("303", Key("hall")),
    "clerk": _Is("304", Key("clerk")),
    "intern": _Is("305", Key("intern")),
    "chief": _Is("306", Key("chief")),
    "asked": _Is("307", Key("asked"), pin=PIN),
    "pinless": _Is("308", Key("asked")),
    "second": _Is("309", Key("second")),
    "stuck": _Is("310", Key("stuck")),
    "brief": _Is("311", Key("brief")),
    "odd": _Is("312", USUAL_ROLE, _DIFFERS, OTHER_PIN),
    "roleless": _Is("313"),
    "late": _Is("315", Key("clerk"), (HoursDiffer(None),)),
    "bound": _Is(
        "316",
        USUAL_ROLE,
        (HoursDiffer(_NEVER), OutOfHoursDiffers(Direction.CITY, allowed=True)),
    ),
    "nights": _Is("317", Key("intern"), (HoursDiffer(_DAY),)),
    "shifted": _Is(
        "318",
        Key("clerk"),
        (
            OutOfHoursDiffers(Direction.MOBILE, allowed=True),
            OutOfHoursDiffers(Direction.CITY, allowed=False),
        ),
    ),
    "trusted": _Is("319", USUAL_ROLE, (MailboxDiffers(HELPER, allowed=True),)),
    "barred": _Is("320", Key("chief"), (MailboxDiffers(HELPER, allowed=False),)),
    "single": _Is("321", Key("single")),
    "pair": _Is("322", Key("single"), (CallsDiffer(2),)),
    "daily": _Is("323", Key("daily")),
    "thrifty": _Is("324", Key("daily"), (DayDiffers(3), LimitDiffers(0))),
    "longer": _Is("325", Key("brief"), (LimitDiffers(3),)),
    "endless": _Is("326", Key("brief"), (LimitDiffers(0),)),
}
_SELLERS = {"clerk", "intern"}
_SUPERVISES, _ASSISTS = RelationKind.SUPERVISES, RelationKind.ASSISTS
_STANDS_IN, _MANAGES = RelationKind.STANDS_IN_FOR, RelationKind.PERSONAL_MANAGER_OF


def _usual(kind: RelationKind, who: Party, whom: Party) -> Relation:
    return Relation(kind, who, whom, USUAL[kind])


def _one(word: str) -> OnePerson:
    return OnePerson(Key(word))


_SELLS, _DESKED = WholeDepartment(_SALES), WholeGroup(_DESK)
_RELATIONS = (
    _usual(_SUPERVISES, _one("chief"), WholeDepartment(Key("trade"))),
    _usual(_ASSISTS, _one("hall"), _one("chief")),
    Relation(_SUPERVISES, _one("odd"), _one("guest"), (Opening.LISTEN,)),
    _usual(_STANDS_IN, _one("second"), _one("chief")),
    Relation(_STANDS_IN, _one("stuck"), _one("pinless"), (Opening.LISTEN, Opening.JOIN)),
    _usual(_STANDS_IN, _one("pinless"), _DESKED),
    _usual(_STANDS_IN, _SELLS, _one("stuck")),
    _usual(_MANAGES, _one("asked"), _one("guest")),
    Relation(_MANAGES, _one("brief"), _SELLS, (Opening.PICK_UP, Opening.LISTEN)),
    _usual(_MANAGES, _DESKED, _one("asked")),
)
EMPTY = "empty"
"""A telephone that nobody has."""
NUMBERS: Mapping[str, str] = {word: each.number for word, each in _PEOPLE.items()} | {EMPTY: "314"}
"""The table's words for people, and their numbers."""


def office() -> Config:
    """All of it; whatever the day, `day` is open and `never` is closed."""
    numbers = (*NUMBERS.values(), HELPER.digits)
    return Config(
        zone=Zone("Europe/Moscow"),
        area=AreaCode("495"),
        extensions=tuple(_extension(ExtensionNumber(digits)) for digits in numbers),
        people=(*(_person(word, each) for word, each in _PEOPLE.items()), _helper()),
        departments=(
            Department(Key("trade"), DisplayName("Trade")),
            Department(_SALES, DisplayName("Sales"), parent=Key("trade")),
        ),
        groups=(Group(_DESK, DisplayName("Desk"), (Key("staff"), Key("roleless"))),),
        relations=_RELATIONS,
        mailboxes=(Mailbox(HELPER, DisplayName("Helper")),),
        roles=tuple(Role(Key(k), DisplayName(k.title()), r) for k, r in _ROLES.items()),
        trunk_groups=(_group(1, channels=2, reserve=1), _group(2, channels=2, reserve=0)),
        inbound=Inbound(dids=tuple(_did(word) for word in NUMBERS)),
        outbound=Outbound((1, 2), (OutboundRoute(Direction.INTERNATIONAL, (2,)),), 10),
        schedules=(_schedule(_DAY, code=1), _schedule(_NEVER, code=None)),
    )


def _extension(number: ExtensionNumber) -> Extension:
    secret = secret_from(number.digits.encode().ljust(15, b"."))
    phone = SipPhone(Token(number.digits), secret)
    return Extension(number, DisplayName(f"Telephone {number}"), (phone,), ring_seconds=5)


def _person(word: str, each: _Is) -> Person:
    return Person(
        Key(word),
        DisplayName(word.title()),
        number=ExtensionNumber(each.number),
        department=_SALES if word in _SELLERS else None,
        role=each.role,
        differences=each.differences,
        pin=pin_from(each.pin, _SALT) if each.pin else None,
    )


def _helper() -> Person:
    return Person(Key("helper"), DisplayName("Helper"), number=HELPER, role=Key("free"))


def _group(number: int, *, channels: int, reserve: int) -> TrunkGroup:
    line = SipTrunk(Token(f"carrier-{number}"), CARRIERS[number - 1], PORT, channels=channels)
    name = DisplayName(f"Carrier {number}")
    return TrunkGroup(number, name, (line,), sends=NumberFormat.PLUS, reserve=reserve)


def _did(word: str) -> DidRoute:
    number = NUMBERS[word]
    return DidRoute(Did(f"74951230{number}"), ToExtension(ExtensionNumber(number)))


def _schedule(key: Key, code: int | None) -> Schedule:
    """Without the time each is what it is not else."""
    is_open = key == _DAY
    ever = DayRange(Day(2020, 1, 1), Day(2099, 12, 31))
    return Schedule(
        key,
        DisplayName(key.text.title()),
        _ALWAYS_OPEN,
        holidays=False,
        ranges=() if is_open else (ever,),
        code=code,
        open_without_clock=not is_open,
    )
