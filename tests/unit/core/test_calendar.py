"""When offices work, as the country's law and the admin have it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.core.calendar import days_off, hours, is_open, special_days
from appliance.core.countries import CountryCode
from appliance.core.holidays import FIRST_YEAR, LAST_YEAR, national_days
from appliance.core.keys import Key
from appliance.core.schedules import Day, DayRange, Schedule, WeekRange
from appliance.core.text import DisplayName

NINE, ONE, TWO, SIX = 9 * 60, 13 * 60, 14 * 60, 18 * 60
OFFICE = Schedule(
    Key("office"),
    DisplayName("Офис"),
    (WeekRange((1, 2, 3, 4, 5), NINE, ONE), WeekRange((1, 2, 3, 4, 5), TWO, SIX)),
    short_eve=60,
    code=1,
)
SHOP = Schedule(
    Key("shop"), DisplayName("Shop"), (WeekRange((1, 2, 3, 4, 5, 6, 7), NINE, SIX),), short_eve=60
)


def opened(schedule: Schedule, moment: str, by_hand: str = "") -> bool:
    return is_open(schedule, CountryCode.RU, datetime.fromisoformat(moment), by_hand)


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-03-03 08:59", False),
        ("2026-03-03 09:00", True),
        ("2026-03-03 12:59:59", True),
        ("2026-03-03 13:00", False),  # lunch
        ("2026-03-03 17:59", True),
        ("2026-03-03 18:00", False),
        ("2026-02-28 12:00", False),  # Saturday
        ("2025-03-07 16:59", True),  # the eve of 8 March
        ("2025-03-07 17:00", False),
        ("2025-03-08 12:00", False),
        ("2026-03-06 17:59", True),  # 8 March is a Sunday, so Friday is no eve
        ("2026-03-09 12:00", False),  # and Monday is given for it
        ("2025-04-30 17:30", False),
        ("2025-05-01 12:00", False),
        ("2025-05-02 12:00", False),  # the bridge
        ("2025-05-08 12:00", False),
        ("2025-05-12 12:00", True),
        ("2025-11-01 12:00", True),  # a Saturday, worked for Monday the 3rd
        ("2025-11-01 17:00", False),  # which would have been an eve
        ("2025-11-03 12:00", False),
        ("2025-11-04 12:00", False),
        ("2027-02-20 12:00", True),
        ("2027-02-20 17:00", False),
        ("2027-02-22 12:00", False),
        ("2027-02-23 12:00", False),
        ("2026-12-30 17:30", True),  # before a day off that was only moved there
        ("2026-12-31 12:00", False),
        ("2041-05-01 12:00", True),  # after the last year that is known: its week
    ],
)
def test_a_russian_office_works_by_the_production_calendar(moment: str, answer: bool) -> None:
    assert opened(OFFICE, moment) is answer


def test_without_holidays_the_week_alone_counts() -> None:
    always = replace(OFFICE, holidays=False)
    assert opened(always, "2025-05-01 12:00")
    assert opened(always, "2025-04-30 17:30")
    assert not opened(always, "2025-11-01 12:00")


def test_who_works_on_saturdays_has_a_short_one_before_a_holiday() -> None:
    assert hours(SHOP, CountryCode.RU, date(2027, 5, 8)) == ((NINE, SIX - 60),)
    assert hours(SHOP, CountryCode.RU, date(2027, 5, 9)) == ()


def test_a_short_day_may_swallow_the_last_hours_of_all() -> None:
    late = WeekRange((1, 2, 3, 4, 5), SIX, SIX + 30)
    office = replace(OFFICE, week=(*OFFICE.week, late), short_eve=90)
    assert hours(office, CountryCode.RU, date(2025, 3, 7)) == ((NINE, ONE), (TWO, SIX - 60))


def test_a_range_stands_before_holidays_and_the_first_one_decides() -> None:
    stocktaking = DayRange(Day(2025, 5, 1), Day(2025, 5, 2), NINE, ONE)
    holiday = DayRange(Day(2025, 4, 28), Day(2025, 5, 3))
    office = replace(OFFICE, ranges=(stocktaking, holiday))
    assert opened(office, "2025-05-01 12:00")
    assert not opened(office, "2025-05-01 15:00")
    assert not opened(office, "2025-04-28 12:00")
    assert not opened(office, "2025-04-30 12:00")
    assert opened(office, "2025-05-05 12:00")


def test_by_hand_stands_before_all_else() -> None:
    assert opened(OFFICE, "2025-05-01 03:00", "DAY")
    assert not opened(OFFICE, "2026-03-03 12:00", "NIGHT")
    assert opened(OFFICE, "2026-03-03 12:00", "")
    assert opened(SHOP, "2026-03-03 12:00", "NIGHT")  # nothing switches it: it has no code


@pytest.mark.parametrize("answer", [True, False])
def test_a_box_that_does_not_know_the_time_does_as_the_schedule_says(answer: bool) -> None:
    office = replace(OFFICE, open_without_clock=answer)
    assert is_open(office, CountryCode.RU, None) is answer
    assert is_open(office, CountryCode.RU, None, "DAY")
    assert not is_open(office, CountryCode.RU, None, "NIGHT")


def test_clocks_that_are_put_forward_open_the_office_an_hour_sooner() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    def first_open(day: date) -> str:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        moments = (midnight + timedelta(minutes=m) for m in range(1440))
        return next(
            f"{moment:%H:%M}"
            for moment in moments
            if is_open(SHOP, CountryCode.DE, moment.astimezone(berlin))
        )

    assert first_open(date(2026, 3, 28)) == "08:00"
    assert first_open(date(2026, 3, 29)) == "07:00"
    assert first_open(date(2026, 10, 24)) == "07:00"
    assert first_open(date(2026, 10, 25)) == "08:00"


@pytest.mark.parametrize(
    ("country", "day", "answer"),
    [
        (CountryCode.BY, date(2026, 4, 20), False),
        (CountryCode.BY, date(2026, 4, 25), True),  # worked for it
        (CountryCode.KZ, date(2026, 3, 23), False),
        (CountryCode.DE, date(2026, 10, 3), False),
        (CountryCode.DE, date(2026, 11, 1), True),  # a holiday of some of its states only
        (CountryCode.GB, date(2026, 5, 4), False),
        (CountryCode.US, date(2026, 11, 26), False),
        (CountryCode.US, date(2026, 11, 27), True),
    ],
)
def test_each_country_has_its_own_days_off(country: CountryCode, day: date, answer: bool) -> None:
    schedule = OFFICE if country is CountryCode.BY else SHOP
    assert bool(hours(schedule, country, day)) is answer


@pytest.mark.parametrize("country", CountryCode)
def test_every_moved_day_is_known_by_both_its_sides(country: CountryCode) -> None:
    national = national_days(country)
    for worked, rest in national.worked.items():
        assert worked.isoweekday() > 5
        assert rest in national.off
        assert worked not in national.off
    assert national.feasts <= national.off
    assert {day.year for day in days_off(country)} == set(range(FIRST_YEAR, LAST_YEAR + 1))


def test_special_days_are_those_on_which_the_week_is_not_kept() -> None:
    special = special_days(OFFICE, CountryCode.RU)
    assert date(2025, 11, 1) in special
    assert date(2025, 3, 7) in special
    assert date(2025, 3, 8) not in special  # a holiday, which all schedules share
    assert date(2026, 3, 6) not in special
    assert special_days(replace(OFFICE, holidays=False), CountryCode.RU) == {}
    assert list(special_days(replace(OFFICE, short_eve=0), CountryCode.RU)) == [
        date(2025, 11, 1),
        date(2027, 2, 20),
    ]
