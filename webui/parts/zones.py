"""Time zones as people call them: the country and the city whose clock it is."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from webui.parts.choices import Choices, Option
from webui.parts.widgets import Text

_PLACES = ("Europe/", "Asia/", "America/", "Africa/", "Australia/", "Atlantic/", "Pacific/")
_NO_PLACE = "ZZ"  # as CLDR has it


def title(zone: str, language: str) -> str:
    """What people call the zone; one that stands for no place by its own name.

    An older name of the same zone says which one it is.
    """
    known = str(get_global("zone_aliases").get(zone, zone))
    territory = get_global("zone_territories").get(known, _NO_PLACE)
    if territory == _NO_PLACE:
        return zone
    country = Locale.parse(language).territories[territory]
    city = get_timezone_location(known, locale=language, return_city=True)
    return f"{country}, {city}" if known == zone else f"{country}, {city} ({zone})"


@cache
def options(language: str) -> tuple[Option, ...]:
    """Every zone of a place that this box knows, in the order of what people call them."""
    names = (name for name in available_timezones() if name.startswith(_PLACES))
    return tuple(sorted((Option(n, title(n, language)) for n in names), key=lambda o: o.label))


class ZonePick(Text):
    """A time zone that this box knows."""

    macro = "choice"

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return options(choices.language)

    def shown(self, value: object, choices: Choices) -> str:
        return title(str(value), choices.language)

    def named(self, text: str, choices: Choices) -> str:
        return title(text, choices.language)
