"""Whether a schedule is open, by the wall clock where it counts.

The dialplan decides the same by itself (`compiler/dialplan/schedules.py`); a test holds the two
against each other.
"""

from datetime import date, datetime, timedelta

from appliance.core.countries import CountryCode
from appliance.core.holidays import FIRST_YEAR, LAST_YEAR, known, national_days
from appliance.core.live_state import DAY, NIGHT
from appliance.core.schedules import Day, DayRange, Schedule

Minutes = tuple[tuple[int, int], ...]
"""From the first minute of the day until before the second, for each time it is open."""


def is_open(
    schedule: Schedule, country: CountryCode, local: datetime | None, by_hand: str = ""
) -> bool:
    """At `local`, the wall clock in the schedule's zone; None: the box does not know the time.

    `by_hand` is the live entry of the schedule's code: `DAY`, `NIGHT` or nothing.
    """
    if schedule.code is not None and by_hand in {DAY, NIGHT}:
        return by_hand == DAY
    if local is None:
        return schedule.open_without_clock
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in hours(schedule, country, local.date()))


def hours(schedule: Schedule, country: CountryCode, day: date) -> Minutes:
    """When it is open on `day`: a range decides before holidays, these before the week."""
    for each in schedule.ranges:
        if _date(each.first) <= day <= _date(each.last):
            return range_hours(each)
    if schedule.holidays and known(day):
        return _national(schedule, country, day)
    return week_hours(schedule, day)


def _date(day: Day) -> date:
    return date(day.year, day.month, day.day)


def range_hours(days: DayRange) -> Minutes:
    """When it is open on each day of the range."""
    if days.start is None or days.end is None:
        return ()
    return ((days.start, days.end),)


def week_hours(schedule: Schedule, day: date) -> Minutes:
    """What the week grid alone says."""
    return tuple(
        sorted((each.start, each.end) for each in schedule.week if day.isoweekday() in each.days)
    )


def _national(schedule: Schedule, country: CountryCode, day: date) -> Minutes:
    national = national_days(country)
    if day in national.off:
        return ()
    # As labour law has it: a moved day is worked like the one that it gives its rest to.
    worked_as = national.worked.get(day, day)
    usual = week_hours(schedule, worked_as)
    eve = worked_as + timedelta(days=1) in national.feasts
    return _shortened(usual, schedule.short_eve) if eve else usual


def _shortened(usual: Minutes, minutes: int) -> Minutes:
    last = max((end for _, end in usual), default=0) - minutes
    return tuple((start, min(end, last)) for start, end in usual if start < last)


def special_days(schedule: Schedule, country: CountryCode) -> dict[date, Minutes]:
    """The days, no holidays, on which law makes it differ from its week, in their order."""
    if not schedule.holidays:
        return {}
    national = national_days(country)
    eves = {feast - timedelta(days=1) for feast in national.feasts}
    return {
        day: special
        for day in sorted(eves | national.worked.keys())
        if known(day) and day not in national.off
        if (special := _national(schedule, country, day)) != week_hours(schedule, day)
    }


def days_off(country: CountryCode) -> tuple[date, ...]:
    """Every national day off that a schedule knows, in order."""
    off = national_days(country).off
    return tuple(sorted(day for day in off if FIRST_YEAR <= day.year <= LAST_YEAR))
