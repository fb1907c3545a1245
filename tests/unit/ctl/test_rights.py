"""Whether somebody may, and why: the role, a relation, or what differs from the role."""

from __future__ import annotations

import json

import pytest

from tests.unit.ctl.conftest import Lineman


def _differs(lineman: Lineman, *differences: dict[str, object]) -> None:
    part = {"key": "ear", "name": "Слушает", "role": "clerk", "differences": list(differences)}
    lineman.said("parts", "put", "Person", json.dumps(part))


@pytest.fixture
def in_hours(lineman: Lineman) -> Lineman:
    """Whoever is a clerk calls the city at any hour, else in those of the office."""
    schedule = {"key": "office", "name": "Часы", "week": [{"days": [1], "start": 0, "end": 60}]}
    lineman.said("parts", "put", "Schedule", json.dumps(schedule))
    lineman.said("parts", "put", "Schedule", json.dumps({**schedule, "key": "night"}))
    lineman.said("parts", "put", "Mailbox", json.dumps({"number": "201", "name": "Ящик"}))
    lineman.said("parts", "put", "Mailbox", json.dumps({"number": "202", "name": "Ящик"}))
    rights = {
        "directions": ["city", "mobile"],
        "hours": "office",
        "out_of_hours": ["city"],
        "mailboxes": ["201"],
    }
    role = {"key": "clerk", "name": "Клерк", "rights": rights}
    lineman.said("parts", "put", "Role", json.dumps(role))
    lineman.said("people", "add", "Говорит", "--key", "mouth", "--number", "202")
    _differs(lineman)
    return lineman


IN_OFFICE, AT_NIGHT = (
    f"Only in the hours of the schedule {each}.\n" for each in ("office", "night")
)
BY_PIN = "The PIN is asked for.\n"
_MAY = [
    ("recordings mouth", {"type": "ReachDiffers", "recordings": "all"},
     "No: neither the role nor a relation opens it.\n",
     "Yes: that differs from the role (hears recordings: all).\n"),
    ("recordings ear", {"type": "ReachDiffers", "recordings": "none"},
     "Yes: the role opens it (own).\n",
     "No: that differs from the role (hears recordings: none).\n"),
    ("mailbox 201", {"type": "MailboxDiffers", "mailbox": "201", "allowed": False},
     "Yes: the role opens it (mailbox).\n",
     "No: that differs from the role (- hears mailbox 201).\n" + BY_PIN),
    ("mailbox mouth", {"type": "MailboxDiffers", "mailbox": "202", "allowed": True},
     "No: neither the role nor a relation opens it.\n" + BY_PIN,
     "Yes: that differs from the role (+ hears mailbox 202).\n"),
    ("call mobile", {"type": "HoursDiffer", "hours": "night"},
     "Yes: the role opens it (mobile).\n" + IN_OFFICE,
     "Yes: that differs from the role (hours: night).\n" + AT_NIGHT),
    ("call mobile", {"type": "HoursDiffer", "hours": None},
     "Yes: the role opens it (mobile).\n" + IN_OFFICE,
     "Yes: that differs from the role (no limit by time).\n"),
    ("call city", {"type": "OutOfHoursDiffers", "direction": "city", "allowed": False},
     "Yes: the role opens it (city).\n",
     "Yes: that differs from the role (- out of hours: city).\n" + IN_OFFICE),
    ("call long-distance", {"type": "DirectionDiffers", "direction": "long distance",
                            "allowed": True},
     "No: neither the role nor a relation opens it.\n",
     "Yes: that differs from the role (+ long distance).\n" + IN_OFFICE),
    ("call city", {"type": "PinDiffers", "direction": "city", "asked": True},
     "Yes: the role opens it (city).\n",
     "Yes: that differs from the role (+ PIN for city).\n" + BY_PIN),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "difference", "by_role", "differing"), _MAY)
def test_why_somebody_may_names_the_difference(
    in_hours: Lineman, asked: str, difference: dict[str, object], by_role: str, differing: str
) -> None:
    question = ("rights", "may", "ear", *asked.split())
    assert in_hours.said(*question) == by_role
    _differs(in_hours, difference)
    assert in_hours.said(*question) == differing
    shown = in_hours.said("rights", "ear")
    named = differing[differing.index("(") + 1 : differing.index(")")]
    assert f"Differs from the role:\n  {named}\n" in shown


def test_whose_rights_are_everybodys_or_nobodys(in_hours: Lineman) -> None:
    assert in_hours.said("rights", "may", "ear", "call", "emergency") == "Yes: everybody may.\n"
    assert in_hours.said("rights", "may", "mouth", "mailbox", "202") == "Yes: everybody may.\n"
    refused = in_hours.refused("rights", "may", "ear", "call", "moon")
    assert "whom: 'moon' is none of internal" in refused
    refused = in_hours.refused("rights", "may", "mouth", "mailbox", "ear")
    assert "whom: ear has no mailbox; choose another, or make it first" in refused
    russian = in_hours.said("rights", "may", "ear", "mailbox", "202", "--language", "ru")
    assert russian == "Нет: этого не открывает ни роль, ни связь.\nСпрашивается PIN.\n"
