"""Hours of a week, days of a year, and minutes of a day, as people type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from appliance.spoken.languages import mark
from webui.parts.choices import Choices
from webui.parts.widgets import Typed, Widget, Wrong, first

DAYS: Mapping[int, str] = {
    1: mark("Monday"),
    2: mark("Tuesday"),
    3: mark("Wednesday"),
    4: mark("Thursday"),
    5: mark("Friday"),
    6: mark("Saturday"),
    7: mark("Sunday"),
}
_SHORT: Mapping[int, str] = {
    1: mark("Mon"),
    2: mark("Tue"),
    3: mark("Wed"),
    4: mark("Thu"),
    5: mark("Fri"),
    6: mark("Sat"),
    7: mark("Sun"),
}
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d\d))?")
Spans = tuple[tuple[int, int], ...]


def clock(minute: int) -> str:
    """A minute of the day; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def spoken(spans: Spans) -> str:
    """Such as 09:00–13:00, 14:00–18:00; nothing for a closed day."""
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in spans)


def spans_of(text: str) -> Spans:
    """Wrong for what is no list of times such as 9:00–13:00, 14:00–18:00."""
    found = []
    for piece in filter(None, (each.strip() for each in re.split(r"[,;]", text))):
        span = _SPAN.fullmatch(piece)
        if span is None:
            raise Wrong(mark("Write times such as 9:00–18:00; several with a comma between them."))
        from_hour, from_minute, to_hour, to_minute = (int(each or 0) for each in span.groups())
        start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
        if max(from_minute, to_minute) > 59 or end > 1440 or start >= end:
            raise Wrong(mark("The end must be after the start, at most 24:00."))
        found.append((start, end))
    found.sort()
    if any(before[1] > after[0] for before, after in pairwise(found)):
        raise Wrong(mark("Two of these times overlap."))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Week(Widget):
    """Seven lines of hours; days that are alike are kept together."""

    macro = "week"
    grouped = True

    @property
    def days(self) -> Mapping[int, str]:
        return DAYS

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {f"{name}.{day}": [spoken(by_day(value or ()).get(day, ()))] for day in DAYS}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        days: dict[tuple[int, int], list[int]] = {}
        for day in DAYS:
            try:
                spans = spans_of(first(typed, f"{name}.{day}"))
            except Wrong as wrong:
                raise Wrong(wrong.text, f"{name}.{day}") from wrong
            for span in spans:
                days.setdefault(span, []).append(day)
        return [{"days": own, "start": start, "end": end} for (start, end), own in days.items()]

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        """Runs of days with the same hours: Mon–Fri 09:00–18:00."""
        every = by_day(value)
        runs: list[tuple[int, int, Spans]] = []
        for day in DAYS:
            hours = every.get(day, ())
            if runs and runs[-1][2] == hours:
                runs[-1] = (runs[-1][0], day, hours)
            else:
                runs.append((day, day, hours))
        words = (f"{_run(a, b, choices)} {spoken(hours)}" for a, b, hours in runs if hours)
        return "; ".join(words) or choices.say(mark("Closed"))


def _run(begin: int, end: int, choices: Choices) -> str:
    days = [choices.say(_SHORT[day]) for day in ((begin,) if begin == end else (begin, end))]
    return "–".join(days)


def by_day(week: Any) -> dict[int, Spans]:  # noqa: ANN401  # JSON
    """The hours of each day, in their order."""
    found: dict[int, list[tuple[int, int]]] = {}
    for each in week:
        for day in each["days"]:
            found.setdefault(day, []).append((each["start"], each["end"]))
    return {day: tuple(sorted(spans)) for day, spans in found.items()}


@dataclass(frozen=True, slots=True)
class DayPick(Widget):
    """A `core.schedules.Day`."""

    macro = "date"

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        day = value or None
        return {name: [f"{day['year']:04}-{day['month']:02}-{day['day']:02}" if day else ""]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", first(typed, name))
        if found is None:
            raise Wrong(mark("Choose a day."))
        year, month, day = map(int, found.groups())
        return {"year": year, "month": month, "day": day}


@dataclass(frozen=True, slots=True)
class Minute(Widget):
    """A minute of the day, or none; `ends`: midnight is the day's end, not its begin."""

    macro = "time"
    ends: bool = False

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: ["" if value is None else clock(value % 1440)]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        text = first(typed, name)
        if not text:
            return None
        found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
        if found is None:
            raise Wrong(mark("Write a time such as 9:30."))
        minute = int(found[1]) * 60 + int(found[2])
        return 1440 if self.ends and minute == 0 else minute
