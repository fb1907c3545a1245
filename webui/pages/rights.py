"""Calling rights: roles side by side, and the form of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from appliance.core.canonical import to_plain
from appliance.core.directions import ALWAYS, Direction
from appliance.core.people import Mailbox
from appliance.core.roles import EVERY_DIRECTION, Function, Rights
from appliance.core.roles import Role as RightsRole
from appliance.core.schedules import Schedule
from appliance.core.trunks import USUAL_ROLE, Recording, TrunkGroup
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.page import PEOPLE, Context, Page
from webui.pages.groups import NAME
from webui.parts.choices import Choices
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch, known_of
from webui.parts.terms import term
from webui.parts.widgets import Choice, Many, Pointer, Pointers, Whole
from webui.visit import Visit

_DIRECTIONS = Many(of=Direction, but=ALWAYS)


@dataclass(frozen=True, slots=True)
class Cell:
    """`sign` is yes, no, pin or hours; `words` say it."""

    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One right, and what each role makes of it."""

    title: str
    cells: tuple[Cell, ...]


YES, NO = Cell("yes", mark("allowed")), Cell("no", mark("not allowed"))
_PIN = Cell("pin", mark("allowed with a PIN"))
_HOURS = Cell("hours", mark("allowed in working hours"))


def direction_cell(rights: Any, direction: Direction) -> Cell:  # noqa: ANN401  # JSON
    """What these rights say of a direction."""
    if direction.value not in rights["directions"]:
        return NO
    if direction.value in rights["pin_for"]:
        return _PIN
    if rights["hours"] and direction.value not in rights["out_of_hours"]:
        return _HOURS
    return YES


def function_cell(rights: Any, function: Function) -> Cell:  # noqa: ANN401
    return YES if function.value in rights["functions"] else NO


def matrix(every: tuple[Any, ...]) -> tuple[Line, ...]:
    """All rights of each of these, side by side."""
    directions = (
        Line(term(each), tuple(direction_cell(rights, each) for rights in every))
        for each in EVERY_DIRECTION
    )
    functions = (
        Line(term(each), tuple(function_cell(rights, each) for rights in every))
        for each in Function
    )
    priority = Line(
        mark("Priority over reserved lines"),
        tuple(YES if rights["priority"] else NO for rights in every),
    )
    return (*directions, *functions, priority)


def _finished(part: Plain, old: Plain | None, known: Choices) -> Plain:
    """The first role is the usual one: of everybody who has no other."""
    keys = {each["key"] for each in known.parts(RightsRole)}
    if old is None and USUAL_ROLE.text not in keys:
        return {**part, "key": USUAL_ROLE.text}
    return part


ROLES = Kind(
    of=RightsRole,
    path="/rights",
    title=mark("Roles"),
    one=mark("New role"),
    one_of=mark("Role"),
    icon="shield-lock",
    empty=mark(
        "Without roles everybody may call everywhere but abroad and "
        "paid services. The first role counts for all who have no "
        "other."
    ),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Lines"), "rights.trunk_groups"),
        Column(mark("Longest call, minutes"), "rights.longest_minutes"),
        Column(mark("Recording"), "rights.recording"),
        Column(mark("Recordings that may be heard"), "rights.recordings"),
    ),
    groups=(
        Group(mark("Role"), (NAME,)),
        Group(
            mark("Where it may call"),
            (
                Field("rights.directions", mark("Allowed"), widget=_DIRECTIONS),
                Field(
                    "rights.pin_for", mark("Asks for a PIN"), aka=("pin_for",), widget=_DIRECTIONS
                ),
                Field(
                    "rights.out_of_hours",
                    mark("Also out of hours"),
                    aka=("out_of_hours",),
                    widget=_DIRECTIONS,
                ),
            ),
            table=True,
            hint=mark("Internal calls and emergency numbers are always open to everybody."),
        ),
        Group(
            mark("Hours and lines"),
            (
                Field(
                    "rights.hours",
                    mark("Working hours by"),
                    mark("Out of these hours only what the last column allows is open."),
                    aka=("hours",),
                    widget=Pointer(optional=True, kind=Schedule, none=mark("No limit by time")),
                ),
                Field(
                    "rights.trunk_groups",
                    mark("Lines"),
                    mark("None chosen: all of them."),
                    aka=("trunk groups",),
                    widget=Pointers(optional=True, kind=TrunkGroup, none=mark("All")),
                ),
                Field("rights.priority", mark("May take lines that groups hold in reserve")),
                Field(
                    "rights.longest_minutes",
                    mark("Longest call to the outside"),
                    mark("0: no limit."),
                    unit=mark("minutes"),
                    aka=("longest call",),
                    widget=Whole(zero=mark("no limit")),
                ),
                Field(
                    "rights.calls_at_once",
                    mark("Calls to the outside at once"),
                    mark("0: no limit."),
                    aka=("calls at once",),
                    widget=Whole(zero=mark("no limit")),
                ),
                Field(
                    "rights.minutes_a_day",
                    mark("Minutes of calls to the outside a day"),
                    mark(
                        "0: no limit. A call holds its longest length while it lasts: "
                        "set that too, or only one call at a time finds minutes."
                    ),
                    unit=mark("minutes"),
                    aka=("minutes a day",),
                    widget=Whole(zero=mark("no limit")),
                ),
            ),
        ),
        Group(
            mark("Functions and recordings"),
            (
                Field("rights.functions", mark("Functions"), widget=Many(of=Function)),
                Field(
                    "rights.recording",
                    mark("Recording"),
                    widget=Choice(optional=True, of=Recording, none=mark("As the office does")),
                ),
                Field("rights.recordings", mark("Recordings that may be heard")),
                Field(
                    "rights.mailboxes",
                    mark("Other people's mailboxes that may be heard"),
                    aka=("mailboxes",),
                    widget=Pointers(kind=Mailbox),
                ),
            ),
        ),
    ),
    stem="role",
    fresh={"rights": to_plain(Rights(), Rights)},
    finish=_finished,
)

_listed = fetch(ROLES)


async def _shown(visit: Visit) -> Context:
    roles = (await known_of(visit, ROLES)).parts(RightsRole)
    lines = matrix(tuple(role["rights"] for role in roles))
    return {**await _listed(visit), "roles": roles, "lines": lines, "usual": USUAL_ROLE.text}


PAGE = Page(
    key="rights",
    path="/rights",
    title=mark("Calling rights"),
    also=mark(
        "rights, PIN, recording, limits, minutes, roles, international, long distance, mobile"
    ),
    icon="shield-lock",
    section=PEOPLE,
    right=Right.OFFICE,
    lead=mark("A role says who may call where. A person can differ from it."),
    template="page/rights.html",
    kinds=(ROLES,),
    fetch=_shown,
)
