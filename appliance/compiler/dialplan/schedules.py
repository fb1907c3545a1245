"""Schedules: a subroutine each that says whether it is open now.

It looks at the switch by hand, then at the days that differ, at holidays and at the week. Each day
that holidays change is an exact extension of the form 20250308; nothing is computed in a call.
"""

from collections.abc import Iterable

from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.core import live_state
from appliance.core.calendar import Minutes, days_off, range_hours, special_days
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.schedules import DAY, Day, DayRange, Schedule, WeekRange
from appliance.core.zones import Zone

OPEN, CLOSED = "open", "closed"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOLIDAYS = "holidays"
_NO_CLOCK = live_state.read(Family.CLOCK, live_state.BOX)


def context(schedule: Key | str) -> str:
    """The subroutine; it returns `OPEN` or `CLOSED`. An expression may stand for the key."""
    return f"schedule-{schedule}"


def unless_open(schedule: Key, label: str) -> tuple[Step, ...]:
    """Go on while it is open, else go to `label`."""
    return (
        Step("Gosub", f"{context(schedule)},s,1"),
        Step("GotoIf", f'$["${{GOSUB_RETVAL}}"!="{OPEN}"]?{label}'),
    )


def schedules(config: Config) -> tuple[Context, ...]:
    """Every schedule's subroutine and week, and the holidays that they share."""
    found = [part for each in config.schedules for part in _schedule(config, each)]
    if any(each.holidays for each in config.schedules):
        found.append(_holidays(config))
    return tuple(found)


def _holidays(config: Config) -> Context:
    closed = (_returns(CLOSED, Note("holiday")),)
    return Context(
        _HOLIDAYS, tuple(Exten(f"{day:%Y%m%d}", closed) for day in days_off(config.country))
    )


def _returns(answer: str, note: Note, label: str = "") -> Step:
    return Step("Return", answer, label, note)


def _schedule(config: Config, schedule: Schedule) -> tuple[Context, Context]:
    zone, name = schedule.zone or config.zone, context(schedule.key)
    special = special_days(schedule, config.country)
    extens = (
        *(_range(schedule, n, each, zone) for n, each in enumerate(schedule.ranges, start=1)),
        *(
            Exten(f"{day:%Y%m%d}", _hours(schedule, hours, zone, "closed: special day"))
            for day, hours in special.items()
        ),
    )
    includes = (_HOLIDAYS, f"{name}-week") if schedule.holidays else (f"{name}-week",)
    return (
        Context(name, (Exten("s", _start(schedule, zone)), *extens), includes),
        Context(f"{name}-week", (Exten("_XXXXXXXX", _week(schedule, zone)),)),
    )


def _start(schedule: Schedule, zone: Zone) -> tuple[Step, ...]:
    about = (schedule.name.text,)
    return (
        *_by_hand(schedule),
        Step("GotoIf", f'$["{_NO_CLOCK}"="{live_state.LOST}"]?clockless'),
        Step("Set", f"TODAY=${{STRFTIME(${{EPOCH}},{zone},%Y%m%d)}}"),
        *(_within(each, f"range{n}") for n, each in enumerate(schedule.ranges, start=1)),
        Step("Goto", "${TODAY},1"),
        _returns(
            OPEN if schedule.open_without_clock else CLOSED, Note("no clock", about), "clockless"
        ),
        _returns(OPEN, Note("open", about), "open"),
        *(
            (
                _returns(OPEN, Note("open by hand", about), "day"),
                _returns(CLOSED, Note("closed by hand", about), "night"),
            )
            if schedule.code is not None
            else ()
        ),
    )


def _by_hand(schedule: Schedule) -> tuple[Step, ...]:
    if schedule.code is None:
        return ()
    switch = live_state.read(Family.DAY_NIGHT, str(schedule.code))
    return (
        Step("GotoIf", f'$["{switch}"="{live_state.DAY}"]?day'),
        Step("GotoIf", f'$["{switch}"="{live_state.NIGHT}"]?night'),
    )


def _within(days: DayRange, exten: str) -> Step:
    """To the range's own extension on a day that is in it."""
    first, last = _number(days.first), _number(days.last)
    return Step("GotoIf", f"$[${{TODAY}}>={first}&${{TODAY}}<={last}]?{exten},1")


def _number(day: Day) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _range(schedule: Schedule, place: int, days: DayRange, zone: Zone) -> Exten:
    return Exten(f"range{place}", _hours(schedule, range_hours(days), zone, "closed: range"))


def _hours(schedule: Schedule, hours: Minutes, zone: Zone, why: str) -> tuple[Step, ...]:
    """Open at these minutes, whichever day it is; `why` is what the note says else."""
    return (
        *(_open_at(_clock(start, end), "*", zone) for start, end in hours),
        _returns(CLOSED, Note(why, (schedule.name.text,))),
    )


def _week(schedule: Schedule, zone: Zone) -> tuple[Step, ...]:
    return (
        *(_open_at(_clock(each.start, each.end), _days(each), zone) for each in schedule.week),
        _returns(CLOSED, Note("closed", (schedule.name.text,))),
    )


def _open_at(times: str, days: str, zone: Zone) -> Step:
    return Step("GotoIfTime", f"{times},{days},*,*,{zone}?s,open")


def _clock(start: int, end: int) -> str:
    """The last minute of Asterisk's ranges belongs to them."""
    return "*" if (start, end) == (0, DAY) else f"{_minute(start)}-{_minute(end - 1)}"


def _minute(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(week: WeekRange) -> str:
    runs = _runs(week.days)
    return "&".join(_DAYS[a - 1] if a == b else f"{_DAYS[a - 1]}-{_DAYS[b - 1]}" for a, b in runs)


def _runs(days: Iterable[int]) -> list[tuple[int, int]]:
    """Days that follow each other, as first and last."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and day == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
