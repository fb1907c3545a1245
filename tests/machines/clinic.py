"""A clinic: an E1, sixteen telephones, a menu before two queues, hours and a blocked caller."""

from dataclasses import replace

from appliance.core.call_handling import Queue, QueueStrategy
from appliance.core.commands import AdoptCard, Put, RouteDid
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.mail import Mail
from appliance.core.numbers import Did
from appliance.core.roles import Rights
from appliance.core.schedules import WeekRange
from appliance.core.targets import Hours, ToMailbox, ToMenu, ToQueue
from appliance.core.text import DisplayName
from appliance.core.trunks import AllowedCaller, BlockedCaller, DidRoute, Recording
from tests.machines.offices import ASTRIBANK, TE122, after, number, with_fax_machine
from tests.machines.parts import (
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

_HOURS = Hours(Key("reception"), ToMailbox(number("201")))
_RECEPTION = Queue(
    Key("reception"),
    DisplayName("Регистратура"),
    number("290"),
    numbers(201, 204),
    strategy=QueueStrategy.LEAST_RECENT,
    longest_wait=600,
    announce_least=15,
    announce_wait=True,
    call_back=True,
    call_back_tries=2,
    call_back_group=1,
    otherwise=ToMailbox(number("201")),
)
_CHILDREN = Queue(
    Key("children"),
    DisplayName("Детское отделение"),
    number("291"),
    numbers(205, 206),
    longest_queue=5,
    weight=5,
    otherwise=ToQueue(Key("reception")),
)


def clinic() -> Config:
    """Two numbers of its own beside those by last digits; all of the reception is recorded.

    The reception's first telephone is told of calls for help; 215 is a fax machine.
    """
    told = Mail(emergency_telephones=numbers(201, 201))
    return with_fax_machine(replace(_handled(), mail=told), "215")


def _handled() -> Config:
    return after(
        AdoptCard(TE122),
        AdoptCard(ASTRIBANK),
        schedule("reception", "Приём", weekdays(8, 20), WeekRange((6,), 540, 900), code=1),
        prompt("hello", "Приветствие", "Здравствуйте! Вы позвонили в клинику."),
        mailbox("201", "Регистратура"),
        role("reception", "Регистратура", Rights(recording=Recording.ALL)),
        department("reception", "Регистратура"),
        *(
            person(f"{digits}", f"Регистратор {digits}", works_in="reception", role="reception")
            for digits in range(201, 205)
        ),
        person("216", "Главный врач", mobile="79161234567"),
        Put(_RECEPTION),
        Put(_CHILDREN),
        menu(
            "main",
            "Главное меню",
            "hello",
            {"1": ToQueue(Key("reception")), "2": ToQueue(Key("children")), "0": to("201")},
            otherwise=ToQueue(Key("reception")),
        ),
        Put(DidRoute(Did("74951234500"), ToMenu(Key("main")), _HOURS)),
        RouteDid(Did("4500"), number("216")),
        Put(BlockedCaller("74950000000", "продаёт окна")),
        Put(BlockedCaller("7495000", "обзванивают всех", prefix=True)),
        Put(AllowedCaller("74950001122", "лаборатория")),
    )
