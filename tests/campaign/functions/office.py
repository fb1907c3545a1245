"""What the office has besides its four telephones, whatever kind those are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appliance.core.call_handling import HuntGroup, HuntStrategy, Queue, QueueStrategy
from appliance.core.commands import Command, Put
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.mail import Mail, MailSecurity
from appliance.core.numbers import Did
from appliance.core.people import Email, Group, Mailbox, pin_from
from appliance.core.relations import USUAL, OnePerson, Relation, RelationKind
from appliance.core.roles import (
    Function,
    FunctionDiffers,
    LimitDiffers,
    MailboxDiffers,
    PriorityDiffers,
)
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.schedules import WeekRange
from appliance.core.targets import Hours, ToDialIn, ToMailbox
from appliance.core.text import DisplayName
from appliance.core.trunks import AllowedCaller, BlockedCaller, DidRoute, TrunkGroup
from appliance.core.wav import head
from drivers.virtual.dsp.level import RATE, sine
from tests.campaign.functions.scene import RECALL
from tests.machines.offices import number
from tests.machines.parts import mailbox, menu, numbers, person, prompt, schedule, to

STAFF = ("201", "202", "203", "204")
GROUP, IN_TURN, IDLE, MEMORY = "600", "601", "602", "603"
QUEUE, CALLS_BACK, WRAPS_UP, OVERFLOWS, IN_ORDER = "610", "611", "612", "613", "614"
TELLS, GOES_BEFORE = "615", "616"
STEADY = "steady"
"""The music of the queue that tells, a tone that no word is like: `office.music` is its file."""
MENU, ROOM, LOT, SPACE, FAX = "620", "450", "700", "701", "460"
ROOM_PIN, DESK_PIN = "2580", "481516"
SPELT = "536"
"""The keys of the name of 202."""
OURS = "74957000001"
"""Leads to 202 while the office is open, to 203 while it is closed."""
BLOCKED, ALLOWED = "4951112233", "4951112244"
"""Of callers in Moscow whose numbers begin alike, all of whom are blocked but one."""
WRAP_UP, TOLD_AGAIN, MOST_MINUTES = 15, 20, 1
DAY_NIGHT = "1"
_NAMED = DisplayName("x")


def commands() -> tuple[Command, ...]:
    """201 may do all; all four take each other's calls; 204 and a group have mailboxes.

    202 may call on from outside and hear the group's messages; 203 calls outside for a minute; 204
    has priority, and his messages by mail.
    """
    unusual = (Function.RECORD, Function.ANNOUNCE, Function.BLOCK)
    may = tuple(FunctionDiffers(each, allowed=True) for each in unusual)
    people = tuple(Key(f"person-{digits}") for digits in STAFF)
    groups = (
        (IN_TURN, HuntStrategy.IN_TURN),
        (IDLE, HuntStrategy.LONGEST_IDLE),
        (MEMORY, HuntStrategy.MEMORY),
    )
    group_box = ToMailbox(number(IN_TURN))
    hears = (
        FunctionDiffers(Function.DIAL_IN, allowed=True),
        MailboxDiffers(number(IN_TURN), allowed=True),
    )
    supervises = RelationKind.SUPERVISES
    return (
        person("201", "Anna", *may),
        mailbox(IN_TURN, "Mailbox of the group"),
        person("202", "Петрова", *hears, pin=DESK_PIN),
        person("203", "Boris", LimitDiffers(MOST_MINUTES)),
        person("204", "Viktor", PriorityDiffers(priority=True), email="viktor@example.com"),
        Put(Group(Key("room"), _NAMED, people)),
        Put(Relation(supervises, OnePerson(people[0]), OnePerson(people[2]), USUAL[supervises])),
        Put(HuntGroup(Key("all"), _NAMED, number(GROUP), numbers(202, 203))),
        *(
            Put(
                HuntGroup(
                    Key(f"group-{digits}"),
                    _NAMED,
                    number(digits),
                    numbers(202, 203),
                    strategy,
                    10,
                    otherwise=group_box,
                )
            )
            for digits, strategy in groups
        ),
        prompt(STEADY, "Steady"),
        *(Put(queue) for queue in _queues()),
        prompt("hello", "Hello"),
        menu(
            "menu",
            "Menu",
            "hello",
            {"1": to("202"), "9": ToDialIn()},
            digits=MENU,
            otherwise=to("203"),
        ),
        Put(FaxNumber(Key("fax"), _NAMED, number(FAX))),
        Put(BlockedCaller("7495111", "", prefix=True)),
        Put(AllowedCaller(f"7{ALLOWED}", "")),
        Put(ConferenceRoom(Key("talk"), _NAMED, number(ROOM), pin=pin_from(ROOM_PIN, "0" * 16))),
        Put(ParkingLot(Key("lot"), _NAMED, number(LOT), number(SPACE), 3, 120)),
        Put(Mailbox(number("204"), DisplayName("Mailbox"), mailed=True)),
        schedule("always", "Always", WeekRange((1, 2, 3, 4, 5, 6, 7), 0, 1440), code=1),
        Put(DidRoute(Did(OURS), to("202"), Hours(Key("always"), to("203")))),
    )


def mail() -> Mail:
    """204 is told of calls for help; letters wait for a server that is not there."""
    return Mail(
        "mail.example.com",
        25,
        MailSecurity.NONE,
        sender=Email("box@example.com"),
        emergency_telephones=(number(STAFF[3]),),
    )


def scarce(group: TrunkGroup, channels: int) -> TrunkGroup:
    """One line of so many is for everybody, the others for who has priority."""
    return replace(group, reserve=channels - 1)


def music() -> bytes:
    """The file of `STEADY`."""
    samples = sine((RECALL,), -10.0, 2 * RATE).tobytes()
    return head(len(samples)) + samples


def _queues() -> Iterator[Queue]:
    """202 serves all of them, 203 one after him."""
    plain = Queue(
        Key("queue"), _NAMED, number(QUEUE), numbers(202, 202), announce_position=0,
        wrap_up_seconds=0,
    )  # fmt: skip
    yield plain
    yield replace(plain, key=Key("back"), number=number(CALLS_BACK), call_back=True)
    yield replace(plain, key=Key("wraps"), number=number(WRAPS_UP), wrap_up_seconds=WRAP_UP)
    over = replace(plain, key=Key("overflows"), number=number(OVERFLOWS), longest_wait=10)
    yield replace(over, otherwise=to("203"))
    yield replace(
        plain,
        key=Key("tells"),
        number=number(TELLS),
        announce_position=TOLD_AGAIN,
        announce_wait=True,
        music=Key(STEADY),
    )
    yield replace(plain, key=Key("before"), number=number(GOES_BEFORE), weight=5)
    linear = replace(plain, key=Key("order"), number=number(IN_ORDER), ring_seconds=10)
    yield replace(linear, strategy=QueueStrategy.LINEAR, members=numbers(202, 203))
