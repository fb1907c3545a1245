"""Time zones by their names in the IANA database."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.core.errors import Invalid


@dataclass(frozen=True, slots=True, order=True)
class Zone:
    """Such as `Europe/Moscow`. A change to one that the box does not know is refused (`known`)."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+){1,2})", self.text, re.ASCII):
            raise Invalid("time zone", f"{self.text!r} is not a zone such as Europe/Moscow")

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=64)
def known(zone: Zone) -> bool:
    """Whether the box has it."""
    try:
        ZoneInfo(zone.text)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones
        return False
    return True


def check_known(zones: Iterable[Zone], but: Collection[Zone]) -> None:
    """Invalid when the box has one of the `zones` not, other than those it has to live with."""
    for zone in zones:
        if zone not in but and not known(zone):
            raise Invalid(
                "zone",
                f"{zone} is no time zone that this box knows;"
                " choose one of the list, such as Europe/Moscow",
            )


def clock_of(zone: Zone) -> ZoneInfo:
    """UTC's where a stored zone is one that this release lacks, which is what the exchange goes by
    then, too; an issue tells of it.
    """
    return ZoneInfo(zone.text if known(zone) else "UTC")
