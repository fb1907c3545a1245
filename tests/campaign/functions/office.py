"""What the office has besides its four telephones, whatever kind those are."""

from __future__ import annotations

from dataclasses import replace

from appliance.core.call_handling import HuntGroup, HuntStrategy, Queue
from appliance.core.commands import Command, Put
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.people import Group, pin_from
from appliance.core.relations import USUAL, OnePerson, Relation, RelationKind
from appliance.core.roles import Function, FunctionDiffers
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.schedules import WeekRange
from appliance.core.targets import Hours
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute
from tests.machines.offices import number
from tests.machines.parts import mailbox, menu, numbers, person, prompt, schedule, to

STAFF = ("201", "202", "203", "204")
GROUP, IN_TURN, QUEUE, MENU, ROOM, LOT, SPACE = "600", "601", "610", "620", "450", "700", "701"
ROOM_PIN, DESK_PIN = "2580", "481516"
SPELT = "536"
"""The keys of the name of 202."""
OURS = "74957000001"
"""Leads to 202 while the office is open, to 203 while it is closed."""
DAY_NIGHT = "1"
_NAMED = DisplayName("x")


def commands() -> tuple[Command, ...]:
    """201 may do all; all four take each other's calls; 204 has a mailbox."""
    unusual = (Function.RECORD, Function.ANNOUNCE)
    may = tuple(FunctionDiffers(each, allowed=True) for each in unusual)
    people = tuple(Key(f"person-{digits}") for digits in STAFF)
    queue = Queue(Key("queue"), _NAMED, number(QUEUE), numbers(202, 202))
    turn = HuntGroup(
        Key("turn"), _NAMED, number(IN_TURN), numbers(202, 203), HuntStrategy.IN_TURN, 10
    )
    supervises = RelationKind.SUPERVISES
    return (
        person("201", "Anna", *may),
        person("202", "Петрова", pin=DESK_PIN),
        person("203", "Boris"),
        person("204", "Viktor"),
        Put(Group(Key("room"), _NAMED, people)),
        Put(Relation(supervises, OnePerson(people[0]), OnePerson(people[2]), USUAL[supervises])),
        Put(HuntGroup(Key("all"), _NAMED, number(GROUP), numbers(202, 203))),
        Put(turn),
        Put(replace(queue, announce_position=0, wrap_up_seconds=0)),
        prompt("hello", "Hello"),
        menu("menu", "Menu", "hello", {"1": to("202")}, digits=MENU),
        Put(ConferenceRoom(Key("talk"), _NAMED, number(ROOM), pin=pin_from(ROOM_PIN, "0" * 16))),
        Put(ParkingLot(Key("lot"), _NAMED, number(LOT), number(SPACE), 3, 120)),
        mailbox("204", "Mailbox"),
        schedule("always", "Always", WeekRange((1, 2, 3, 4, 5, 6, 7), 0, 1440), code=1),
        Put(DidRoute(Did(OURS), to("202"), Hours(Key("always"), to("203")))),
    )
