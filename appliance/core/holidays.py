"""Days off by a whole country's law, and the weekend days that are worked in their place.

The data is the `holidays` package's; of a day that was moved its English label alone says where
from. Holidays of a region are the admin's own ranges. Years whose moved days are not decided yet
hold only the holidays themselves, until an update brings them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays

from appliance.core.countries import CountryCode

FIRST_YEAR, LAST_YEAR = 2025, 2040
"""Known to a schedule, both included; on other days it goes by its week alone."""

_MOVED = re.compile(r"\(substituted from (?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d{4})\)")
_LATER = re.compile(r"\((substituted|observed)")


@dataclass(frozen=True, slots=True)
class NationalDays:
    """`off`: nobody works. `feasts`, a part of it, are the holidays themselves, no days moved.

    `worked`: days of a weekend that are worked as the day each gave its rest to would have been.
    """

    off: frozenset[date]
    feasts: frozenset[date]
    worked: Mapping[date, date]


@cache
def national_days(country: CountryCode) -> NationalDays:
    """Of the years `FIRST_YEAR` to `LAST_YEAR`; one more is looked at for its first day."""
    years = range(FIRST_YEAR, LAST_YEAR + 2)
    found = holidays.country_holidays(country.upper(), years=years, language="en_US")
    worked = {
        weekend: rest
        for rest, label in found.items()
        if (weekend := _moved_from(label)) in found.weekend_workdays and weekend is not None
    }
    feasts = (day for day, label in found.items() if not all(map(_LATER.search, label.split("; "))))
    return NationalDays(frozenset(found), frozenset(feasts), worked)


def _moved_from(label: str) -> date | None:
    found = _MOVED.search(label)
    return found and date(int(found["year"]), int(found["month"]), int(found["day"]))


def known(day: date) -> bool:
    """Whether holidays and moved days of `day` count."""
    return FIRST_YEAR <= day.year <= LAST_YEAR
