"""Time zones by their names in the IANA database."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.core.errors import Invalid


@dataclass(frozen=True, slots=True, order=True)
class Zone:
    """Such as `Europe/Moscow`. Whether the box has it is asked where the files are."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+){1,2})", self.text, re.ASCII):
            raise Invalid("time zone", f"{self.text!r} is not a zone such as Europe/Moscow")

    def __str__(self) -> str:
        return self.text


def clock_of(zone: Zone) -> ZoneInfo:
    """UTC's where the box does not know the zone, which is what the exchange goes by then."""
    try:
        return ZoneInfo(zone.text)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
