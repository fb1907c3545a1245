"""When the office works: week grid, holidays, days that differ, and a switch by hand."""

from dataclasses import dataclass

from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import check_between
from appliance.core.text import DisplayName
from appliance.core.zones import Zone

DAY = 1440  # minutes


@dataclass(frozen=True, slots=True, order=True)
class WeekRange:
    """Open on `days` (1 Monday to 7 Sunday) from minute `start` of the day until before `end`."""

    days: tuple[int, ...]
    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.days or self.days != tuple(sorted(set(self.days))):
            raise Invalid("days", "name at least one day of the week, Monday first, each once")
        for day in self.days:
            check_between("days", day, 1, 7)
        check_between("start", self.start, 0, DAY - 1)
        check_between("end", self.end, 1, DAY)
        if self.start >= self.end:
            raise Invalid("end", "must be after the start; split what goes past midnight")


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day of the Gregorian calendar."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        check_between("year", self.year, 2020, 2099)
        check_between("month", self.month, 1, 12)
        check_between("day", self.day, 1, _last_day(self.year, self.month))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


def _last_day(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from `first` to `last`, both in it, that are not as their weekday says.

    Without minutes they are closed; else they are open from `start` until before `end`.
    """

    first: Day
    last: Day
    start: int | None = None
    end: int | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid("last day", "must not be before the first")
        if (self.start is None) != (self.end is None):
            raise Invalid("end", "give both hours, or none for closed days")
        if self.start is not None and self.end is not None:
            check_between("start", self.start, 0, DAY - 1)
            check_between("end", self.end, self.start + 1, DAY)


@dataclass(frozen=True, slots=True)
class Schedule:
    """`holidays`: national holidays are closed and working days moved by law are open.

    A `code` of 1 to 9 lets `*28` and it switch the schedule by hand. Ranges stand before holidays,
    holidays before the week; the first range that holds a day decides it.
    `short_eve`: a working day right before a national holiday ends that many minutes earlier.
    A box that does not know the time is open if `open_without_clock`, unless switched by hand.
    """

    key: Key
    name: DisplayName
    week: tuple[WeekRange, ...]
    zone: Zone | None = None  # None: the office's own
    holidays: bool = True
    short_eve: int = 0
    ranges: tuple[DayRange, ...] = ()
    code: int | None = None
    open_without_clock: bool = True

    def __post_init__(self) -> None:
        check_between("short day", self.short_eve, 0, 240)
        if self.code is not None:
            check_between("code", self.code, 1, 9)
