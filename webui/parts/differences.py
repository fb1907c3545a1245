"""Where a person differs from the role: what stands in the fields, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from appliance.core.errors import Invalid
from appliance.core.numbers import check_between
from appliance.core.roles import MOST_CALLS
from appliance.core.trunks import LONGEST_CALL
from appliance.wire.kinds import Plain
from webui.forms import whole
from webui.parts.widgets import Typed, Whole, Wrong, first

NO_HOURS, BY = "no", "by "
"""In the field of hours: no limit by time, and what stands before the key of a schedule."""
MORE_MAILBOXES = "mailboxes"
"""The rows of those that the role does not name."""

_SPELLED = {
    "DirectionDiffers": ("direction", "direction", "allowed"),
    "FunctionDiffers": ("function", "function", "allowed"),
    "PinDiffers": ("pin", "direction", "asked"),
    "GroupDiffers": ("group", "group", "allowed"),
    "OutOfHoursDiffers": ("late", "direction", "allowed"),
    "MailboxDiffers": ("mailbox", "mailbox", "allowed"),
}
_LIMITS = (
    ("minutes", "LimitDiffers", "longest_minutes", LONGEST_CALL),
    ("at_once", "CallsDiffer", "calls_at_once", MOST_CALLS),
    ("day", "DayDiffers", "minutes_a_day", LONGEST_CALL),
)
_CHOSEN = (
    ("recording", "RecordingDiffers", "recording"),
    ("reach", "ReachDiffers", "recordings"),
)
_SINGLE = {kind: (name, said) for name, kind, said, *_ in (*_LIMITS, *_CHOSEN)}


def typed_of(person: Plain) -> Typed:
    """What stands in the fields before anything is typed."""
    found: Typed = {}
    each: Any
    listed: Any = person["differences"]
    for each in listed:
        kind = each["type"]
        if kind in _SPELLED:
            word, about, said = _SPELLED[kind]
            found[f"{word} {each[about]}"] = ["yes" if each[said] else "no"]
        elif kind == "PriorityDiffers":
            found["priority"] = ["yes" if each["priority"] else "no"]
        elif kind == "HoursDiffer":
            found["hours"] = [NO_HOURS if each["hours"] is None else f"{BY}{each['hours']}"]
        else:
            name, said = _SINGLE[kind]
            found[name] = [str(each[said])]
    return found


def refusals(typed: Typed) -> Iterator[tuple[str, Wrong | Invalid]]:
    """What cannot be read, each with its field."""
    for name, _, _, most in _LIMITS:
        try:
            _limit(typed, name, most)
        except (Wrong, Invalid) as refusal:
            yield name, refusal


def _limit(typed: Typed, name: str, most: int) -> int | None:
    limit: int | None = Whole(optional=True).read(name, typed)
    if limit is not None:
        check_between(name, limit, 0, most)
    return limit


def differences(typed: Typed) -> Iterator[Plain]:
    """What was chosen, as the person's differences; of what `refusals` names nothing."""
    yield from _one_by_one(typed)
    if (priority := first(typed, "priority")) in {"yes", "no"}:
        yield {"type": "PriorityDiffers", "priority": priority == "yes"}
    if hours := first(typed, "hours"):
        key = None if hours == NO_HOURS else hours.removeprefix(BY)
        yield {"type": "HoursDiffer", "hours": key}
    for name, kind, field, most in _LIMITS:
        if (limit := _limit(typed, name, most)) is not None:
            yield {"type": kind, field: limit}
    for name, kind, field in _CHOSEN:
        if chosen := first(typed, name):
            yield {"type": kind, field: chosen}


def _one_by_one(typed: Typed) -> Iterator[Plain]:
    """Of each direction, function, trunk group and mailbox; one is said about a mailbox once."""
    by_word = {word: (kind, about, said) for kind, (word, about, said) in _SPELLED.items()}
    for name, texts in typed.items():
        word, _, about = name.partition(" ")
        if word in by_word and texts[0] in {"yes", "no"}:
            kind, field, said = by_word[word]
            number = whole(about) if kind == "GroupDiffers" else None
            value = about if number is None else number
            yield {"type": kind, field: value, said: texts[0] == "yes"}
    more = dict.fromkeys(text.strip() for text in typed.get(MORE_MAILBOXES, []))
    for mailbox in more:
        if mailbox and first(typed, f"mailbox {mailbox}") not in {"yes", "no"}:
            yield {"type": "MailboxDiffers", "mailbox": mailbox, "allowed": True}
