"""A simulated office that somebody has configured: people, rights, routes, hours, menus."""

from __future__ import annotations

from appliance.core.call_handling import HuntGroup, Queue
from appliance.core.canonical import to_plain
from appliance.core.cards import Socket
from appliance.core.commands import Command, Put, Several
from appliance.core.directions import Direction
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.network import Mac, NetworkPort
from appliance.core.numbers import Did
from appliance.core.people import Email, Group, pin_from
from appliance.core.relations import (
    OnePerson,
    Opening,
    Relation,
    RelationKind,
    WholeDepartment,
)
from appliance.core.roles import EVERY_DIRECTION, DirectionDiffers, Reach, Rights
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.targets import Hours, ToHuntGroup, ToMailbox, ToMenu, ToPrompt, ToQueue
from appliance.core.text import DisplayName
from appliance.core.trunks import (
    AllowedCaller,
    BlockedCaller,
    CallerRoute,
    DidRoute,
    LineRoute,
    OutboundRoute,
)
from appliance.simulate.cards import ANALOGUE
from appliance.wire.configuration import Confirm, Edit, GetOffice
from tests.fakes.simulated import Running, asked
from tests.machines.offices import number
from tests.machines.parts import (
    at_sip,
    department,
    mailbox,
    menu,
    numbers,
    person,
    prompt,
    role,
    schedule,
    to,
    weekdays,
)

_BOSS, _CLERK = OnePerson(Key("person-201")), OnePerson(Key("person-202"))
# Of the simulated card alone: other tests have these commands with other cards.
# The port of the simulated machine that has no cable: set up, it waits for a yes.
PORT = NetworkPort(Mac("02:00:00:00:02:11"), "10.20.0.2")
LINE = LineRoute(Socket(ANALOGUE, 1, 5), to("203"))
COMMANDS: tuple[Command, ...] = (
    prompt("hello", "Приветствие", "Здравствуйте! Вы позвонили в компанию «Ромашка»."),
    prompt("night", "Ночное объявление", "Офис закрыт."),
    schedule("main", "Рабочее время", weekdays(9, 18), code=1),
    role("staff", "Сотрудник", Rights()),
    role(
        "head",
        "Руководитель",
        Rights(
            directions=EVERY_DIRECTION,
            priority=True,
            recordings=Reach.ALL,
            pin_for=(Direction.INTERNATIONAL,),
        ),
    ),
    role(
        "guest",
        "Гость",
        Rights(directions=(Direction.FREE,), functions=(), hours=Key("main")),
    ),
    department("sales", "Отдел продаж"),
    department("support", "Поддержка", "sales"),
    person(
        "201",
        "Анна Петрова",
        DirectionDiffers(Direction.CITY, allowed=False),
        works_in="sales",
        role="head",
        mobile="79161234567",
        email="anna@example.com",
    ),
    person("202", "Иван Смирнов", works_in="sales", role="staff"),
    person("203", "Ольга Кузнецова-Воскресенская", works_in="support", role="staff"),
    at_sip("301", "Пётр Ильин", "support", "staff"),
    mailbox("201", "Анна Петрова"),
    Put(Group(Key("duty"), DisplayName("Дежурные"), (Key("person-202"), Key("person-203")))),
    Put(Relation(RelationKind.SUPERVISES, _BOSS, WholeDepartment(Key("sales")), tuple(Opening))),
    Put(Relation(RelationKind.ASSISTS, _CLERK, _BOSS, (Opening.STATUS, Opening.PICK_UP))),
    Put(
        HuntGroup(
            Key("sales"),
            DisplayName("Продажи"),
            number("600"),
            numbers(201, 203),
            otherwise=ToMailbox(number("201")),
        )
    ),
    Put(
        Queue(
            Key("help"),
            DisplayName("Горячая линия"),
            number("610"),
            numbers(202, 203),
            otherwise=ToHuntGroup(Key("sales")),
        )
    ),
    Put(
        ConferenceRoom(
            Key("planning"),
            DisplayName("Планёрка"),
            number("640"),
            numbers(202, 203),
            leaders=(number("201"),),
            pin=pin_from("2580", "0123456789abcdef"),
            waits=True,
        )
    ),
    Put(FaxNumber(Key("books"), DisplayName("Факс"), number("660"), (Email("books@example.com"),))),
    Put(ParkingLot(Key("main"), DisplayName("Парковка"), number("750"), number("751"))),
    menu(
        "day",
        "Главное меню",
        "hello",
        {"1": ToHuntGroup(Key("sales")), "2": ToQueue(Key("help")), "0": to("201")},
        otherwise=ToQueue(Key("help")),
    ),
    menu(
        "lang",
        "Выбор языка",
        "hello",
        {"1": ToMenu(Key("day")), "9": ToPrompt(Key("night"))},
        digits="700",
        otherwise=ToMenu(Key("day")),
    ),
    Put(
        DidRoute(
            Did("74951234500"),
            ToMenu(Key("lang")),
            Hours(Key("main"), ToPrompt(Key("night"))),
        )
    ),
    Put(CallerRoute("79161234567", to("201"))),
    Put(OutboundRoute(Direction.INTERNATIONAL, (1,))),
    Put(BlockedCaller("74950000000", "продаёт окна")),
    Put(AllowedCaller("74957778899", "соседи")),
)


def configure(running: Running) -> int:
    """Make it so; the revision that comes of it."""
    base = asked(running.console.ask(GetOffice())).revision
    command = to_plain(Several((*COMMANDS, Put(LINE), Put(PORT))), Command)
    asked(running.console.ask(Edit(base, command)))
    asked(running.console.ask(Confirm()))  # a network port is among it
    return asked(running.console.ask(GetOffice())).revision
