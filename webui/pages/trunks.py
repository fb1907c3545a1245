"""External lines: groups of city lines, E1 streams and SIP operators."""

from __future__ import annotations

from appliance.core.trunks import MOST_GROUPS, TrunkGroup
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.page import LINES, Page
from webui.pages.groups import NAME
from webui.parts.choices import Choices
from webui.parts.equipment import Lines, as_wired, with_passwords
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch
from webui.parts.widgets import Whole


def _finished(part: Plain, old: Plain | None, known: Choices) -> Plain:
    """A new group takes the first number that no other has."""
    if old is None:
        taken = {each["number"] for each in known.parts(TrunkGroup)}
        free = next((n for n in range(1, MOST_GROUPS + 1) if n not in taken), MOST_GROUPS)
        part = {**part, "number": free}
    return with_passwords(as_wired(part, known), old)


TRUNKS = Kind(
    of=TrunkGroup,
    path="/trunks",
    title=mark("External lines"),
    one=mark("New group of lines"),
    one_of=mark("Group of lines"),
    icon="plug-connected",
    empty=mark("Lines that serve alike form a group: city lines, an E1 stream or a SIP operator."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Lines"), "lines"),
        Column(mark("Our number"), "our_number"),
        Column(mark("Chosen by hand with #"), "number"),
        Column(mark("Reserve"), "reserve"),
    ),
    groups=(
        Group(
            mark("Group of lines"),
            (
                NAME,
                Field("lines", mark("City lines and E1 streams"),
                      mark("A group has lines of one kind."), widget=Lines()),
            ),
        ),
        Group(
            mark("Numbers"),
            (
                Field("our_number", mark("Our number"),
                      mark("What the called party sees, where the operator allows it."),
                      example="74951234567"),
                Field("presentation", mark("Our number is")),
                Field("sends", mark("How we write called numbers")),
                Field("brings", mark("How callers' numbers arrive")),
            ),
        ),
        Group(
            mark("Reserve"),
            (
                Field("reserve", mark("Lines held for people with priority"),
                      mark("0: everybody may take the last one.")),
            ),
        ),
        Group(
            mark("Limits"),
            (
                Field("calls_at_once", mark("Calls to the outside at once"),
                      mark("0: as many as there are lines."),
                      aka=("calls at once",), widget=Whole(zero=mark("no limit"))),
                Field("longest_minutes", mark("Longest call to the outside"), mark("0: no limit."),
                      unit=mark("minutes"), aka=("longest call",),
                      widget=Whole(zero=mark("no limit"))),
                Field("minutes_a_day", mark("Minutes of calls to the outside a day"),
                      mark("0: no limit. A call holds its longest length while it lasts."),
                      unit=mark("minutes"), aka=("minutes a day",),
                      widget=Whole(zero=mark("no limit"))),
                Field("dear_calls_a_day", mark("Calls abroad and to paid numbers a day"),
                      mark("0: no limit."), aka=("dear calls a day",),
                      widget=Whole(zero=mark("no limit"))),
            ),
            hint=mark("Lines at a limit carry no more calls to the outside, and the box tells; "
                      "emergency numbers and calls that come in always pass."),
        ),
    ),
    stem="",
    finish=_finished,
)  # fmt: skip

PAGE = Page(
    key="trunks",
    path="/trunks",
    title=mark("External lines"),
    also=mark("lines, trunks, SIP operator, registration, caller ID, limits"),
    icon="plug-connected",
    section=LINES,
    right=Right.OFFICE,
    lead=mark("How the office reaches the world, and the world the office."),
    template="page/parts.html",
    kinds=(TRUNKS,),
    fetch=fetch(TRUNKS),
)
