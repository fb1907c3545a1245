"""When the office works: the week, days that differ, and the year that comes of them."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from appliance.core.calendar import hours, is_open, week_hours
from appliance.core.canonical import from_plain
from appliance.core.countries import CountryCode
from appliance.core.schedules import Schedule
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.page import HANDLING, Page
from webui.pages.groups import NAME
from webui.parts.choices import Choices
from webui.parts.compound import Rows
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch, number
from webui.parts.settings import office_of
from webui.parts.times import DayPick, Minute, Week, spoken
from webui.visit import Visit

MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """`state`: `usual`, `closed`, or `other` hours than the week says; `hours` in words."""

    date: date
    state: str
    hours: str


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks` of seven; None where a day belongs to another month."""

    title: str
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


def _day(schedule: Schedule, country: CountryCode, day: date) -> CalendarDay:
    open_, usual = hours(schedule, country, day), week_hours(schedule, day)
    state = "closed" if not open_ else "usual" if open_ == usual else "other"
    return CalendarDay(day, state, spoken(open_))


def _months(schedule: Schedule, country: CountryCode, year: int) -> Iterator[Month]:
    for month, title in enumerate(MONTHS, 1):
        weeks = calendar.Calendar().monthdatescalendar(year, month)
        yield Month(
            title,
            tuple(
                tuple(_day(schedule, country, day) if day.month == month else None for day in week)
                for week in weeks
            ),
        )


async def year_of(visit: Visit, part: Plain, _known: Choices) -> dict[str, object]:
    """A year of the schedule, and whether it is open now."""
    office = await office_of(visit)
    schedule, country = from_plain(Schedule, part), CountryCode(office["country"])
    zone = schedule.zone.text if schedule.zone is not None else office["zone"]
    now = datetime.now(ZoneInfo(zone))
    year = number(visit.query.get("year", "")) or now.year
    year = min(max(year, now.year - 1), now.year + 3)
    months = tuple(_months(schedule, country, year))
    days = (day for month in months for week in month.weeks for day in week if day is not None)
    return {
        "months": months,
        "year": year,
        "open": is_open(schedule, country, now),
        "others": [day for day in days if day.state == "other"],
    }


RANGES = Rows(
    columns=(
        ("first", mark("From"), DayPick()),
        ("last", mark("To"), DayPick()),
        ("start", mark("Open from"), Minute(optional=True)),
        ("end", mark("Open until"), Minute(optional=True, ends=True)),
    )
)

SCHEDULES = Kind(
    of=Schedule,
    path="/schedules",
    title=mark("Schedules"),
    one=mark("New schedule"),
    one_of=mark("Schedule"),
    icon="calendar-time",
    empty=mark("A schedule says when the office works; routes and rights can follow it."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Week"), "week"),
        Column(mark("Holidays"), "holidays"),
        Column(mark("Switched by hand with *28 and"), "code"),
    ),
    groups=(
        Group(
            mark("Week"),
            (
                NAME,
                Field(
                    "week",
                    mark("Working hours"),
                    mark(
                        "Such as 9:00–18:00, or 9:00–13:00, 14:00–18:00 with a break. "
                        "An empty day is closed."
                    ),
                    widget=Week(),
                ),
            ),
        ),
        Group(
            mark("Days that differ"),
            (
                Field(
                    "holidays", mark("National holidays are closed; days moved by law are worked")
                ),
                Field(
                    "short_eve",
                    mark("The day before a holiday is shorter by"),
                    mark("0 to 240."),
                    unit=mark("minutes"),
                    aka=("short day",),
                ),
                Field(
                    "ranges",
                    mark("Own days"),
                    mark("Without hours the days are closed; with hours they are open then."),
                    widget=RANGES,
                ),
            ),
        ),
        Group(
            mark("Details for specialists"),
            (
                Field(
                    "code",
                    mark("Digit to switch it by hand"),
                    mark(
                        "1 to 9: a telephone dials *28 and this digit. Empty: it cannot "
                        "be switched."
                    ),
                ),
                Field("open_without_clock", mark("Open while the box does not know the time")),
            ),
            quiet=True,
        ),
    ),
    stem="schedule",
    fresh={
        "week": [{"days": [1, 2, 3, 4, 5], "start": 540, "end": 1080}],
        "short_eve": 60,
    },
    preview=year_of,
    template="page/schedule.html",
)

PAGE = Page(
    key="schedules",
    path="/schedules",
    title=mark("Schedules"),
    also=mark("working hours, holidays, day and night, calendar"),
    icon="calendar-time",
    section=HANDLING,
    right=Right.OFFICE,
    template="page/parts.html",
    kinds=(SCHEDULES,),
    fetch=fetch(SCHEDULES),
)
