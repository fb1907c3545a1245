"""Callers who are refused."""

from __future__ import annotations

from appliance.core.trunks import BlockedCaller
from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from webui.page import HANDLING, Page
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch
from webui.parts.widgets import Text, World

NUMBER = Field("number", mark("Number"), mark("Calls from it are refused."),
               example="+7 495 123-45-67", widget=World())  # fmt: skip

BLOCKED = Kind(
    of=BlockedCaller,
    path="/blocked",
    title=mark("Block list"),
    one=mark("Block a number"),
    one_of=mark("Blocked number"),
    icon="forbid",
    empty=mark("Nobody is blocked. Calls from a blocked number are refused before anything rings."),
    columns=(Column(mark("Number"), "number"), Column(mark("Note"), "note")),
    groups=(
        Group(
            mark("Blocked number"),
            (NUMBER, Field("note", mark("Note"), mark("Why, for whoever looks later."),
                           widget=Text(bare=True))),
        ),
    ),
    linked=("number",),
)  # fmt: skip

PAGE = Page(
    key="blocked",
    path="/blocked",
    title=mark("Block list"),
    icon="forbid",
    section=HANDLING,
    right=Right.OFFICE,
    template="page/parts.html",
    kinds=(BLOCKED,),
    fetch=fetch(BLOCKED),
)
