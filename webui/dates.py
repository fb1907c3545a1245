"""Times as an office reads them: 24 hours, the office's time zone. Moments are epoch seconds."""

from __future__ import annotations

import math
from datetime import UTC, datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local(moment: float) -> datetime:
    """By the clock that `appliance.wire.clock` keeps."""
    return datetime.fromtimestamp(moment, UTC).astimezone()


def moment_of(given: str) -> float:
    """Out of an address; 0, the newest, where somebody typed nonsense."""
    try:
        found = float(given)
    except ValueError:
        return 0.0
    return found if math.isfinite(found) else 0.0


def iso(moment: float) -> str:
    """For machines: what goes into a `datetime` attribute."""
    return local(moment).isoformat(timespec="seconds")


def clock(moment: float) -> str:
    """Hours, minutes and seconds."""
    return f"{local(moment):%H:%M:%S}"


def day(moment: float, language: str) -> str:
    """The date: 23.11.2026 in Russian, 23 Nov 2026 in English."""
    then = local(moment)
    if language == "ru":
        return f"{then:%d.%m.%Y}"
    return f"{then.day} {_MONTHS[then.month - 1]} {then.year}"


def day_of_year(moment: float, language: str) -> str:
    """The date without its year: 23.11 in Russian, 23 Nov in English."""
    then = local(moment)
    return f"{then:%d.%m}" if language == "ru" else f"{then.day} {_MONTHS[then.month - 1]}"


def length(seconds: float) -> str:
    """A duration as 0:07, 12:30 or 1:02:03; to the next second, as the sentences say it."""
    total = max(0, round(seconds))
    hours, minutes, rest = total // 3600, total // 60 % 60, total % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
