"""A call between the tables of a change and its dialplan, which Asterisk takes one after the other.

It sees one configuration, whichever: never rights or ways that only half of it knows.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from appliance.core.commands import AdoptCard, Command, Put, SetOperator, edit
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode
from appliance.core.roles import (
    EVERY_DIRECTION,
    CallsDiffer,
    DirectionDiffers,
    Function,
    FunctionDiffers,
    HoursDiffer,
    LimitDiffers,
    MailboxDiffers,
    PinDiffers,
    Rights,
)
from appliance.core.scenario import FromTelephone, FromTrunk, Moment, Scenario
from appliance.core.targets import ToExtension, ToMenu
from appliance.core.test_calls import Ending, Outcome
from appliance.core.trunks import CallerRoute
from appliance.whatif.applications import APPLICATIONS
from appliance.whatif.call import Call, Result
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import mailbox, menu, person, prompt, role, schedule, to, weekdays

WORKDAY, NIGHT = Moment("2026-03-03T12:00:00+03:00"), Moment("2026-03-03T23:00:00+03:00")
CITY, ABROAD, FORWARDS = "7000100", "8104930123456", "*72301"
CALLER = "79161112233"


def _office(*commands: Command) -> Config:
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        *(sip(str(digits), f"Telephone {digits}") for digits in range(300, 303)),
        role("staff", "Сотрудник", Rights()),
        role("chief", "Начальник", Rights(EVERY_DIRECTION)),
        *commands,
    )
    return replace(config, area=AreaCode("495"))


class Between(Exchange):
    """The tables of `after` with the dialplan of `before`."""

    def __init__(self, before: Config, after: Config) -> None:
        super().__init__(before)
        self.after = Exchange(after)

    def row(self, table: str, column: str, value: str) -> Mapping[str, str]:
        return self.after.row(table, column, value)


def _calls(who: str, digits: str, moment: Moment = WORKDAY) -> Scenario:
    return Scenario(moment, FromTelephone(number(who), digits), presses=("4826",))


def _seen(exchange: Exchange, call: Scenario) -> Outcome:
    return simulate(exchange, call).outcome


PERSON = person("300", "Person 300", role="staff")
CHANGED = (
    person("300", "Person 300", DirectionDiffers(Direction.CITY, allowed=False), role="staff"),
    person("300", "Person 300", DirectionDiffers(Direction.INTERNATIONAL, allowed=True)),
    person("300", "Person 300", FunctionDiffers(Function.FORWARD, allowed=False), role="staff"),
    person("300", "Person 300", LimitDiffers(7), CallsDiffer(1), role="chief"),
    person("300", "Person 300", PinDiffers(Direction.CITY, asked=True), pin="4826"),
    person("300", "Person 300", HoursDiffer(Key("evening")), role="staff"),
    person("300", "Person 300", MailboxDiffers(number("302"), allowed=True), role="staff"),
    role("staff", "Сотрудник", Rights(())),
)


@pytest.mark.parametrize("change", CHANGED)
@pytest.mark.parametrize("digits", [CITY, ABROAD, FORWARDS, "*98302", "301", "112"])
def test_rights_that_nobody_had_before(change: Command, digits: str) -> None:
    before = _office(schedule("evening", "Вечер", weekdays(18, 24)), mailbox("302", "Ящик"), PERSON)
    changed = edit(before, change)
    for old, new in ((before, changed), (changed, before)):
        either = [_seen(Exchange(each), _calls("300", digits)) for each in (old, new)]
        assert _seen(Between(old, new), _calls("300", digits)) in either


def test_a_callers_way_that_is_not_there_yet_is_none() -> None:
    before = _office(
        Put(CallerRoute("7916", ToExtension(number("302")), prefix=True)),
        SetOperator(number("301")),
    )
    new_menu = (
        prompt("hello", "Привет", "Здравствуйте"),
        menu("new", "Новое", "hello", {"1": to("302")}, otherwise=to("302")),
        Put(CallerRoute(CALLER, ToMenu(Key("new")))),
    )
    changed = before
    for command in new_menu:
        changed = edit(changed, command)
    call = Scenario(WORKDAY, FromTrunk(1, called="4957000000", caller=CALLER))
    outcome = _seen(Between(before, changed), call)
    assert outcome == _seen(Exchange(before), call)
    assert outcome.by == "302"


def test_hours_that_are_not_there_yet_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _office(PERSON)
    at_work = Rights(EVERY_DIRECTION, hours=Key("office"))
    changed = before
    for command in (
        schedule("office", "Офис", weekdays(9, 18)),
        role("watch", "Сторож", at_work),
        person("300", "Person 300", role="watch"),
    ):
        changed = edit(changed, command)
    for moment, ending in ((WORKDAY, Ending.ANSWERED), (NIGHT, Ending.REFUSED)):
        reloaded = Between(before, changed)

        def wait(call: Call, _: str, done: Between = reloaded) -> Result:
            done.dialplan = done.after.dialplan
            call.seconds += 1
            return None

        monkeypatch.setitem(APPLICATIONS, "Wait", wait)
        assert _seen(reloaded, _calls("300", ABROAD, moment)).ending is ending
