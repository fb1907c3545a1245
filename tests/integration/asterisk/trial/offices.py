"""Offices made by chance in which every call can really be made: SIP telephones and SIP lines.

Everything that rings does so shortly, so that a call is over in seconds.
"""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from appliance.core.call_handling import (
    HuntGroup,
    HuntStrategy,
    Menu,
    MenuChoice,
    Prompt,
    Queue,
    QueueStrategy,
)
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.directions import Direction
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Extension, Language, Mailbox, Person, SipPhone, pin_from
from appliance.core.roles import EVERY_DIRECTION, EVERY_FUNCTION, Rights, Role
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.schedules import DAY, Day, DayRange, Schedule, WeekRange
from appliance.core.secret import secret_from
from appliance.core.targets import (
    Hours,
    Target,
    ToConference,
    ToDialIn,
    ToExtension,
    ToFax,
    ToHuntGroup,
    ToMenu,
    ToNobody,
    ToPrompt,
    ToQueue,
)
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    Admits,
    BlockedCaller,
    CallerRoute,
    DidRoute,
    Inbound,
    NumberFormat,
    Outbound,
    OutboundRoute,
    Password,
    Presentation,
    Recording,
    Registration,
    SipTrunk,
    TrunkGroup,
)
from appliance.core.zones import Zone
from tests.integration.asterisk.trial.people import (
    DEPARTMENTS,
    PIN,
    SALT,
    groups,
    people,
    relations,
)
from tests.integration.asterisk.trial.places import PLACES, Place

NUMBERS = tuple(ExtensionNumber(str(number)) for number in range(301, 307))
HELPER, PARTNER = ExtensionNumber("390"), ExtensionNumber("391")
"""Takes lines before a call is made, and may do anything; talks with whoever is busy."""
WRONG_PIN, LEADERS_PIN = "1174", "4712"
HUNT, QUEUE, MENU, ROOM, FAX = (ExtensionNumber(str(number)) for number in range(401, 406))
LOT, SPACE = ExtensionNumber("700"), ExtensionNumber("701")
CARRIERS = ("127.0.0.2", "127.0.0.3")
PORT = 5070
_COUNTRIES = (CountryCode.RU, CountryCode.RU, *CountryCode)


def office(random: Random, now: datetime) -> Config:
    """An office as `random` makes it; its schedules are open or closed at `now` for an hour."""
    country = random.choice(_COUNTRIES)
    place = PLACES[country]
    zone = place.zone(random.randrange(6))
    schedules = tuple(_schedule(random, key, zone, now) for key in ("day", "late"))
    lines = _groups(random, place)
    roles = (_role(random, "staff", lines), _role(random, "other", lines))
    staff = people(random, NUMBERS, lines)
    together = groups(random, staff)
    return Config(
        country=country,
        zone=zone,
        area=place.code,
        extensions=(*(_extension(random, each) for each in NUMBERS), *_helpers()),
        people=(*staff, _helpers_person()),
        departments=DEPARTMENTS,
        groups=together,
        relations=relations(random, staff, together),
        roles=(*roles, Role(Key("free"), DisplayName("Free"), _everything())),
        mailboxes=tuple(_mailbox(n) for n in NUMBERS if random.random() < 0.4),
        trunk_groups=lines,
        inbound=_inbound(random, place),
        outbound=_outbound(random, lines),
        schedules=schedules,
        prompts=(Prompt(Key("hello"), DisplayName("Hello"), code=1),),
        menus=(_menu(random),),
        hunt_groups=(_hunt_group(random),),
        queues=(_queue(random),),
        conferences=(_room(random),),
        fax_numbers=(FaxNumber(Key("fax"), DisplayName("Fax"), FAX),),
        parking_lots=(_lot(random),),
        recording=random.choice(tuple(Recording)),
    )


def _extension(random: Random, number: ExtensionNumber) -> Extension:
    name = DisplayName(random.choice(("Анна, Пётр & Ко", "Smith (John)", f"Room {number}")))
    devices = () if number == NUMBERS[-1] else (_phone(number.digits),)
    if number == NUMBERS[0] and random.random() < 0.5:
        devices = (*devices, _phone(f"{number}-home"))
    language = random.choice(tuple(Language))
    return Extension(number, name, devices, language, ring_seconds=5)


def _phone(account: str) -> SipPhone:
    return SipPhone(Token(account), secret_from(account.encode().ljust(15, b".")))


def _helpers() -> tuple[Extension, ...]:
    return tuple(
        Extension(number, DisplayName("Helper"), (_phone(number.digits),))
        for number in (HELPER, PARTNER)
    )


def _helpers_person() -> Person:
    return Person(Key("helper"), DisplayName("Helper"), number=HELPER, role=Key("free"))


def _everything() -> Rights:
    return Rights(directions=EVERY_DIRECTION, priority=True, recording=Recording.NONE)


def _some(random: Random, values: tuple[Direction, ...], part: float) -> tuple[Direction, ...]:
    return tuple(each for each in values if random.random() < part)


def _role(random: Random, key: str, groups: tuple[TrunkGroup, ...]) -> Role:
    hours = random.choice((None, Key("day")))
    some_groups = tuple(group.number for group in groups if random.random() < 0.6)
    rights = Rights(
        directions=_some(random, EVERY_DIRECTION, 0.7),
        trunk_groups=random.choice((None, None, some_groups)),
        functions=tuple(each for each in EVERY_FUNCTION if random.random() < 0.7),
        pin_for=_some(random, EVERY_DIRECTION, 0.2),
        hours=hours,
        out_of_hours=_some(random, EVERY_DIRECTION, 0.3) if hours else (),
        priority=random.random() < 0.3,
        longest_minutes=random.choice((0, 0, 1, 30)),
        calls_at_once=random.choice((0, 0, 1)),
        minutes_a_day=random.choice((0, 0, 1, 30)),
        recording=random.choice((None, *Recording)),
    )
    return Role(Key(key), DisplayName(key.title()), rights)


def _schedule(random: Random, key: str, zone: Zone, now: datetime) -> Schedule:
    """Hours begin or end half an hour away from now, on either side."""
    here = random.choice((None, Zone("UTC")))
    local = now.astimezone(ZoneInfo((here or zone).text))
    minute = local.hour * 60 + local.minute
    edges = sorted({0, max(minute - 30, 0), min(minute + 30, DAY - 1), DAY})
    starts = random.sample(range(len(edges) - 1), k=random.randint(1, len(edges) - 1))
    week = tuple(WeekRange((1, 2, 3, 4, 5, 6, 7), edges[n], edges[n + 1]) for n in sorted(starts))
    return Schedule(
        Key(key),
        DisplayName(f"Hours {key}"),
        week,
        zone=here,
        holidays=random.random() < 0.5,
        ranges=_ranges(random, local),
        code={"day": 1, "late": None}[key],
    )


def _ranges(random: Random, local: datetime) -> tuple[DayRange, ...]:
    near = [local + timedelta(days=days) for days in random.sample((-1, 0, 1), k=2)]
    first, last = (Day(each.year, each.month, each.day) for each in sorted(near))
    hours = random.choice(((None, None), (0, DAY), (0, 1)))
    return random.choice(((), (DayRange(first, last, *hours),)))


def _groups(random: Random, place: Place) -> tuple[TrunkGroup, ...]:
    """Two lines to two carriers, in two groups."""
    return tuple(_group(random, place, *each) for each in enumerate(CARRIERS, start=1))


def _group(random: Random, place: Place, number: int, host: str) -> TrunkGroup:
    login = Registration("office", Password("word"))
    line = SipTrunk(
        Token(f"carrier-{number}"),
        host,
        port=PORT,
        registration=random.choice((None, login)),
        channels=random.choice((2, 3)),
    )
    return TrunkGroup(
        number,
        DisplayName(f"Carrier {number}"),
        (line,),
        our_number=random.choice((None, place.dids[0])),
        presentation=random.choice(tuple(Presentation)),
        sends=random.choice(tuple(NumberFormat)),
        brings=random.choice(tuple(NumberFormat)),
        reserve=random.choice((0, 0, 1)),
        longest_minutes=random.choice((0, 0, 30)),
        dear_calls_a_day=random.choice((0, 0, 1)),
    )


def _outbound(random: Random, groups: tuple[TrunkGroup, ...]) -> Outbound:
    numbers = [group.number for group in groups]
    random.shuffle(numbers)
    one = OutboundRoute(random.choice(EVERY_DIRECTION), (random.choice(numbers),))
    routes = random.choice(((), (one,)))
    return Outbound(tuple(numbers[: random.randint(1, 2)]), routes, ring_seconds=10)


def _target(random: Random, *, menu: bool = True) -> Target:
    known: list[Target] = [
        ToExtension(random.choice(NUMBERS)),
        ToHuntGroup(Key("hunt")),
        ToQueue(Key("queue")),
        ToPrompt(Key("hello")),
        ToConference(Key("room")),
        ToFax(Key("fax")),
        ToDialIn(),
        ToNobody(),
    ]
    return random.choice([*known, ToMenu(Key("menu"))] if menu else known)


def _hours(random: Random) -> Hours | None:
    closed = Hours(Key(random.choice(("day", "late"))), _target(random))
    return random.choice((None, closed))


def _inbound(random: Random, place: Place) -> Inbound:
    routes = tuple(DidRoute(did, _target(random), _hours(random)) for did in place.dids)
    client, nuisance, *_ = place.callers
    return Inbound(
        dids=routes[: random.randint(1, 2)],
        callers=random.choice(
            (
                (),
                (CallerRoute(client, _target(random)),),
                (CallerRoute(client[:5], _target(random), prefix=True),),
            )
        ),
        blocked=random.choice(((), (BlockedCaller(nuisance),))),
        admits=random.choice((*(Admits.EVERYBODY,) * 3, Admits.SHOWN, Admits.LISTED)),
        did_tail=random.choice((0, 3)),
        operator=random.choice((None, NUMBERS[0])),
        hours=_hours(random),
        faxes=random.choice((None, Key("fax"))),
    )


def _menu(random: Random) -> Menu:
    return Menu(
        Key("menu"),
        DisplayName("Menu"),
        Key("hello"),
        tuple(MenuChoice(digit, _target(random, menu=False)) for digit in "12*"),
        number=MENU,
        direct_dial=random.random() < 0.5,
        wait_seconds=2,
        tries=random.randint(1, 2),
        otherwise=_target(random, menu=False),
    )


def _hunt_group(random: Random) -> HuntGroup:
    members = tuple(random.sample(NUMBERS, k=random.randint(1, 3)))
    return HuntGroup(
        Key("hunt"),
        DisplayName("Hunt"),
        HUNT,
        members,
        random.choice(tuple(HuntStrategy)),
        ring_seconds=5,
        otherwise=random.choice((ToNobody(), ToPrompt(Key("hello")))),
    )


def _queue(random: Random) -> Queue:
    """Of the others it is chance who is rung first."""
    return Queue(
        Key("queue"),
        DisplayName("Queue"),
        QUEUE,
        tuple(random.sample(NUMBERS, k=random.randint(1, 3))),
        strategy=random.choice((QueueStrategy.ALL, QueueStrategy.LINEAR)),
        ring_seconds=5,
        longest_wait=10,
        announce_position=0,
        otherwise=random.choice((ToNobody(), ToPrompt(Key("hello")))),
    )


def _room(random: Random) -> ConferenceRoom:
    pin, leaders = (random.choice((None, pin_from(word, SALT))) for word in (PIN, LEADERS_PIN))
    return ConferenceRoom(
        Key("room"),
        DisplayName("Room"),
        ROOM,
        members=random.choice(((), (NUMBERS[0],))),
        leaders=random.choice(((), (NUMBERS[1],))),
        pin=pin,
        leader_pin=leaders,
    )


def _lot(random: Random) -> ParkingLot:
    otherwise = random.choice((ToNobody(), ToPrompt(Key("hello"))))
    return ParkingLot(Key("lot"), DisplayName("Lot"), LOT, SPACE, spaces=3, otherwise=otherwise)


def _mailbox(number: ExtensionNumber) -> Mailbox:
    return Mailbox(number, DisplayName(f"Box {number}"))
