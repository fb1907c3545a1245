"""Moments as people type them at a shell."""

import re
import time
from datetime import datetime, timedelta

from appliance.core.errors import Invalid
from appliance.wire.kinds import When


def moment(text: str, now: float | None = None) -> tuple[When, float]:
    """`now`, `idle`, `HH:MM` (the next one) or `YYYY-MM-DD HH:MM`, by the box's clock."""
    if text in {"now", "idle"}:
        return When(text), 0.0
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", text):
        return When.AT, _next(text, now if now is not None else time.time())
    return When.AT, local(text).timestamp()


def local(text: str) -> datetime:
    """A date and time of day without its zone."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("time", f"{text!r} is no time such as 03:00 or 2027-03-08 19:30") from error


def _next(text: str, now: float) -> float:
    """The next moment at which a clock on the wall shows it."""
    hours, minutes = map(int, text.split(":"))
    if hours > 23 or minutes > 59:
        raise Invalid("time", f"{text!r} is no time such as 03:00 or 2027-03-08 19:30")
    begun = datetime.fromtimestamp(now)  # noqa: DTZ006  # the wall's own
    found = begun.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    if found <= begun:
        found += timedelta(days=1)
    return found.timestamp()
