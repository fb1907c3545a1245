"""The time conditions of `GotoIfTime`, as Asterisk's main/pbx_timing.c reads them."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def holds(condition: str, moment: datetime, zone: tzinfo) -> bool:
    """Whether `times,weekdays,days,months[,zone]` holds at `moment`; `zone` is the box's own."""
    times, weekdays, days, months, named, *_ = [*condition.split(","), "*", "*", "*", ""]
    local = moment.astimezone(ZoneInfo(named) if condition.count(",") == 4 else zone)
    return (
        local.month in _cyclic(months, 12, _MONTHS)
        and local.day in _cyclic(days, 31)
        and local.isoweekday() % 7 + 1 in _cyclic(weekdays, 7, _WEEKDAYS)
        and _at(times, local.hour * 60 + local.minute)
    )


def _cyclic(ranges: str, most: int, names: Sequence[str] = ()) -> set[int]:
    """Numbers from 1 on; a range may run over the end, and `*` is all of them."""
    if ranges in {"", "*"}:
        return set(range(1, most + 1))
    found: set[int] = set()
    for part in ranges.split("&"):
        first, _, last = part.partition("-")
        begin = _place(first, names)
        end = _place(last or first, names)
        found |= {(begin - 1 + step) % most + 1 for step in range((end - begin) % most + 1)}
    return found


def _place(word: str, names: Sequence[str]) -> int:
    return names.index(word.lower()) + 1 if word.lower() in names else int(word)


def _at(times: str, minute: int) -> bool:
    """The last minute of a range belongs to it."""
    return times in {"", "*"} or any(_within(part, minute) for part in times.split("&"))


def _within(part: str, minute: int) -> bool:
    first, _, last = part.partition("-")
    begin, end = _minute(first), _minute(last or first)
    return begin <= minute <= end if begin <= end else minute >= begin or minute <= end


def _minute(clock: str) -> int:
    hour, _, minute = clock.strip().partition(":")
    return int(hour) * 60 + int(minute)
