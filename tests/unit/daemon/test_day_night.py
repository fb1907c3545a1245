"""Day and night by hand: who sees how it stands, and who may switch it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from appliance.core.commands import Put, Several, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.live_state import Entries, Entry
from appliance.core.roles import Function, FunctionDiffers
from appliance.daemon.day_night import DayNights
from appliance.flows.live_state import LiveStates
from appliance.wire.errors import NotAllowed
from appliance.wire.live_state import DayNight, GetDayNight, LiveState, SetDayNight, Switch
from appliance.wire.roles import Scope
from tests.machines.parts import schedule, weekdays
from tests.unit.daemon.test_call_rights import ASKERS, OFFICE, SELLER

CONFIG = edit(OFFICE, schedule("main", "Hours", weekdays(9, 18), code=1))
SATURDAY = datetime(2026, 11, 28, 12, tzinfo=ZoneInfo(CONFIG.zone.text)).timestamp()


@dataclass
class States:
    """Live state without an Asterisk."""

    config_now: Config = CONFIG
    now: dict[Entry, str] = field(default_factory=dict)
    who: list[str] = field(default_factory=list)

    def config(self) -> Config:
        return self.config_now

    def clock(self) -> float:
        return SATURDAY

    async def set(self, entry: Entry, value: str, who: str) -> Entries:
        self.now = {**self.now, entry: value}
        self.who.append(who)
        return self.now


async def _ask(states: States, question: object, who: str) -> object:
    days = DayNights(cast("LiveStates", states))
    return await days.answering[type(question)](question, ASKERS[who])


def _without(person: str) -> Config:
    """The same office, where this person may not switch."""
    found = next(each for each in CONFIG.people if each.key.text == person)
    differs = FunctionDiffers(Function.DAY_NIGHT, allowed=False)
    return edit(CONFIG, Several((Put(replace(found, differences=(differs,))),)))


async def test_a_closed_office_is_opened_by_hand_and_closes_by_the_hours() -> None:
    states = States()
    shown = cast("DayNight", await _ask(states, GetDayNight(), "admin"))
    assert [(s.name, s.switch, s.open) for s in shown.schedules] == [("Hours", Switch.AUTO, False)]
    done = cast("LiveState", await _ask(states, SetDayNight("main", Switch.DAY), "admin"))
    assert [(s.switch, s.open) for s in done.schedules] == [(Switch.DAY, True)]
    done = cast("LiveState", await _ask(states, SetDayNight("1", Switch.AUTO), "admin"))
    assert [(s.switch, s.open) for s in done.schedules] == [(Switch.AUTO, False)]
    assert states.who == [ASKERS["admin"].user] * 2


@pytest.mark.parametrize(("who", "may"), [("seller", True), ("nobody", False), ("gone", False)])
async def test_who_may_at_a_telephone_may_here(who: str, may: bool) -> None:
    states = States()
    shown = cast("DayNight", await _ask(states, GetDayNight(), who))
    assert (len(shown.schedules), shown.may) == (1, may)
    if may:
        await _ask(states, SetDayNight("main", Switch.NIGHT), who)
        return
    with pytest.raises(NotAllowed):
        await _ask(states, SetDayNight("main", Switch.NIGHT), who)
    assert states.now == {}


async def test_who_may_not_at_a_telephone_may_not_here() -> None:
    states = States(_without(SELLER))
    assert not cast("DayNight", await _ask(states, GetDayNight(), "seller")).may
    with pytest.raises(NotAllowed):
        await _ask(states, SetDayNight("main", Switch.DAY), "seller")
    assert states.now == {}


@pytest.mark.parametrize(("scope", "may"), [(Scope.STATE, False), (Scope.OFFICE_CHANGE, True)])
async def test_a_program_may_by_its_scope_alone(scope: Scope, may: bool) -> None:
    days = DayNights(cast("LiveStates", States()))
    asker = replace(ASKERS["admin"], api_key="1c", scopes=frozenset({scope}))
    assert days.narrowed(days.now(), asker).may is may


async def test_a_schedule_that_is_not_there_is_refused() -> None:
    with pytest.raises(Invalid, match="no schedule gone"):
        await _ask(States(), SetDayNight("gone", Switch.DAY), "admin")
