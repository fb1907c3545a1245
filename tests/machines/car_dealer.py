"""A car dealer on two sites: an E1 and city lines here, a SIP trunk to the other exchange."""

from appliance.core.call_handling import HuntGroup, HuntStrategy, Queue, QueueStrategy
from appliance.core.cards import Socket
from appliance.core.commands import AdoptCard, Put, SetRecording
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.people import Group
from appliance.core.relations import Opening, Relation, RelationKind, WholeDepartment, WholeGroup
from appliance.core.roles import CHEAP, Function, Rights
from appliance.core.schedules import Day, DayRange, Schedule, WeekRange
from appliance.core.targets import Hours, ToExtension, ToHuntGroup, ToMenu, ToPrompt, ToQueue
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    Codec,
    DidRoute,
    LineRoute,
    NumberFormat,
    OutboundRoute,
    Presentation,
    Recording,
    SipTrunk,
    TrunkGroup,
)
from appliance.core.zones import Zone
from tests.machines.offices import TDM400P, TE122, after, number
from tests.machines.parts import at_sip, department, menu, numbers, prompt, role, to

_OTHER_SITE = TrunkGroup(
    3,
    DisplayName("Второй салон"),
    (SipTrunk(Token("site-2"), "192.0.2.10", codecs=(Codec.G722, Codec.ALAW), channels=20),),
    presentation=Presentation.HIDDEN,
    sends=NumberFormat.PLUS,
    brings=NumberFormat.PLUS,
)
_HOURS = Schedule(
    Key("showroom"),
    DisplayName("Салон"),
    (WeekRange((1, 2, 3, 4, 5, 6, 7), 9 * 60, 21 * 60),),
    zone=Zone("Asia/Yekaterinburg"),
    holidays=False,
    ranges=(
        DayRange(Day(2026, 12, 31), Day(2027, 1, 2)),
        DayRange(Day(2027, 1, 3), Day(2027, 1, 8), 11 * 60, 18 * 60),
    ),
    code=1,
)
_SALES = Queue(
    Key("sales"),
    DisplayName("Продажи"),
    number("500"),
    numbers(301, 306),
    strategy=QueueStrategy.RANDOM,
    announce_position=0,
    otherwise=ToHuntGroup(Key("everybody")),
)
_EVERYBODY = HuntGroup(
    Key("everybody"),
    DisplayName("Все"),
    number("501"),
    numbers(301, 312),
    HuntStrategy.LONGEST_IDLE,
    otherwise=to("201"),
)


def car_dealer() -> Config:
    """Sales and service on a menu within a menu, a supervisor, lines that differ."""
    return after(
        AdoptCard(TDM400P),
        AdoptCard(TE122),
        department("sales", "Продажи"),
        department("service", "Сервис"),
        role("staff", "Сотрудник", Rights()),
        role(
            "master",
            "Мастер",
            Rights(CHEAP, trunk_groups=(1, 2), functions=(Function.FORWARD,), priority=True),
        ),
        *(at_sip(str(n), f"Продавец {n}", "sales") for n in range(301, 307)),
        *(at_sip(str(n), f"Мастер {n}", "service", "master") for n in range(307, 313)),
        Put(Group(Key("chiefs"), DisplayName("Начальники"), (Key("person-301"),))),
        Put(
            Relation(
                RelationKind.SUPERVISES,
                WholeGroup(Key("chiefs")),
                WholeDepartment(Key("sales")),
                tuple(Opening),
            )
        ),
        Put(_HOURS),
        Put(_EVERYBODY),
        Put(_SALES),
        prompt("hello", "Приветствие", code=1),
        prompt("closed", "Закрыто", "Мы закрыты. Позвоните с девяти до двадцати одного."),
        menu("service", "Сервис", "hello", {"1": to("307"), "2": to("308")}, otherwise=to("309")),
        menu(
            "main",
            "Меню",
            "hello",
            {"1": ToQueue(Key("sales")), "2": ToMenu(Key("service")), "#": to("201")},
            digits="600",
            otherwise=ToQueue(Key("sales")),
        ),
        Put(_OTHER_SITE),
        Put(OutboundRoute(Direction.LONG_DISTANCE, (3, 1))),
        Put(
            DidRoute(
                Did("73431234567"),
                ToMenu(Key("main")),
                Hours(Key("showroom"), ToPrompt(Key("closed"))),
            )
        ),
        Put(LineRoute(Socket(TDM400P.key, 1, 3), ToExtension(number("202")))),
        Put(FeatureCode(Feature.CLOCK, "")),
        Put(FeatureCode(Feature.ECHO_TEST, "*44")),
        SetRecording(Recording.OUTSIDE),
    )
