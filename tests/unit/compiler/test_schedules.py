"""Compiled schedules against the calendar: thousands of moments through the steps themselves."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.compiler.dialplan.schedules import context, schedules
from appliance.compiler.dialplan.steps import Step
from appliance.core.calendar import days_off, is_open, special_days
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.keys import Key
from appliance.core.live_state import LOST
from appliance.core.schedules import Day, DayRange, Schedule, WeekRange
from appliance.core.text import DisplayName
from appliance.core.zones import Zone
from appliance.whatif.dialplan import Dialplan, Place
from appliance.whatif.timing import holds

BERLIN, MOSCOW = Zone("Europe/Berlin"), Zone("Europe/Moscow")
WORKDAYS = (1, 2, 3, 4, 5)
SCHEDULES = (
    Schedule(
        Key("office"),
        DisplayName("Офис"),
        (WeekRange(WORKDAYS, 540, 780), WeekRange(WORKDAYS, 840, 1080)),
        short_eve=60,
        code=1,
    ),
    Schedule(
        Key("night-shift"),
        DisplayName("Night"),
        (WeekRange((1, 3, 4, 5, 7), 0, 361), WeekRange((6,), 0, 1440), WeekRange((2,), 1439, 1440)),
        BERLIN,
        short_eve=240,
        ranges=(
            DayRange(Day(2025, 12, 30), Day(2026, 1, 9), 600, 601),
            DayRange(Day(2026, 1, 5), Day(2026, 1, 20)),
            DayRange(Day(2026, 2, 28), Day(2026, 2, 28), 0, 1440),
        ),
        open_without_clock=False,
    ),
    Schedule(
        Key("no-holidays"), DisplayName("x"), (WeekRange(WORKDAYS, 480, 1200),), holidays=False
    ),
    Schedule(Key("never"), DisplayName("x"), ()),
)


@dataclass
class Asked:
    """One call of a schedule's subroutine; only the steps that schedules are made of are known."""

    dialplan: Dialplan
    moment: datetime
    live: Mapping[str, str]
    today: str = ""

    def answer(self, schedule: Key) -> str:
        place = Place(context(schedule), "s", 1)
        for _ in range(50):
            step = self.dialplan.step(place)
            assert step is not None, place
            if step.application == "Return":
                return step.arguments
            place = self._goes(step, place)
        raise AssertionError("goes round for ever")

    def _goes(self, step: Step, place: Place) -> Place:
        wanted = self._wanted(step)
        if wanted is None:
            return place.after
        exten, _, label = wanted.rpartition(",")
        exten = exten or place.exten
        number = int(label) if label.isdigit() else 0
        return Place(
            place.context,
            exten,
            number or self.dialplan.priority(place.context, exten, label) or 0,
        )

    def _wanted(self, step: Step) -> str | None:
        condition, _, goal = step.arguments.partition("?")
        match step.application:
            case "Set":
                zone = re.fullmatch(
                    r"TODAY=\$\{STRFTIME\(\$\{EPOCH\},([^,]+),%Y%m%d\)\}", step.arguments
                )
                assert zone is not None, step
                self.today = f"{self.moment.astimezone(ZoneInfo(zone[1])):%Y%m%d}"
                return None
            case "Goto":
                return step.arguments.replace("${TODAY}", self.today)
            case "GotoIfTime":
                return goal if holds(condition, self.moment, UTC) else None
        assert step.application == "GotoIf", step
        return goal if self._true(condition) else None

    def _true(self, condition: str) -> bool:
        if hand := re.fullmatch(r'\$\["\$\{DB\(([^)]+)\)\}"="([A-Z]+)"\]', condition):
            return self.live.get(hand[1]) == hand[2]
        days = re.fullmatch(r"\$\[\$\{TODAY\}>=(\d+)&\$\{TODAY\}<=(\d+)\]", condition)
        assert days is not None, condition
        return days[1] <= self.today <= days[2]


def _config(country: CountryCode) -> Config:
    return Config(country=country, zone=MOSCOW, schedules=SCHEDULES)


def _moments(country: CountryCode) -> list[datetime]:
    """Seeded ones of all years, and the minutes around each edge of days that differ."""
    seeded = random.Random(2026)  # noqa: S311  # the same moments each time
    begin = datetime(2024, 12, 1, tzinfo=UTC)
    found = [begin + timedelta(minutes=seeded.randrange(17 * 365 * 1440)) for _ in range(600)]
    days = [*special_days(SCHEDULES[0], country), *days_off(country)]
    for day in seeded.sample(sorted(set(days)), 40):
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        found += [midnight + timedelta(minutes=seeded.randrange(-300, 1740)) for _ in range(5)]
    for clock_change in (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)):
        found += [clock_change + timedelta(minutes=m) for m in range(0, 480, 7)]
    new_year = datetime(2025, 12, 28, tzinfo=UTC)
    found += [new_year + timedelta(minutes=m) for m in range(0, 30 * 1440, 173)]
    return found


@pytest.mark.parametrize("country", CountryCode)
def test_a_compiled_schedule_agrees_with_the_calendar(country: CountryCode) -> None:
    config = _config(country)
    dialplan = Dialplan(schedules(config))
    asked = 0
    for moment in _moments(country):
        for schedule in SCHEDULES:
            local = moment.astimezone(ZoneInfo((schedule.zone or MOSCOW).text))
            wanted = is_open(schedule, country, local)
            given = Asked(dialplan, moment, {}).answer(schedule.key)
            assert given == ("open" if wanted else "closed"), (schedule.key, local)
            asked += 1
    assert asked > 4000


@pytest.mark.parametrize("hand", ["DAY", "NIGHT", ""])
@pytest.mark.parametrize("clock", [LOST, ""])
def test_the_switch_and_the_lost_clock_agree_with_it_too(hand: str, clock: str) -> None:
    dialplan = Dialplan(schedules(_config(CountryCode.RU)))
    live = {"DAYNIGHT/1": hand, "CLOCK/box": clock}
    for hour in range(0, 24, 5):
        moment = datetime(2025, 5, 6, hour, tzinfo=UTC)
        for schedule in SCHEDULES:
            local = moment.astimezone(ZoneInfo((schedule.zone or MOSCOW).text))
            wanted = is_open(schedule, CountryCode.RU, None if clock else local, hand)
            given = Asked(dialplan, moment, live).answer(schedule.key)
            assert given == ("open" if wanted else "closed"), schedule.key


def test_a_day_takes_few_steps() -> None:
    """Schedules that share the country's holidays hold only what is their own."""
    contexts = {each.name: each for each in schedules(_config(CountryCode.RU))}
    assert len(contexts["schedule-office"].extens[0].steps) <= 10
    assert len(contexts["schedule-office"].extens) < 120
    assert len(contexts["schedule-no-holidays"].extens) == 1
    assert contexts["schedule-no-holidays"].includes == ("schedule-no-holidays-week",)
