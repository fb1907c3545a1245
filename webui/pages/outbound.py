"""Which lines a call to the outside takes, by where it goes."""

from __future__ import annotations

from appliance.core.trunks import OutboundRoute
from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from webui.application import App
from webui.page import LINES, Context, Page
from webui.parts import settings
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch
from webui.visit import Visit

USUAL = settings.settings(
    "/outbound/usual",
    mark("Usual order of lines"),
    "route-2",
    Field("groups", mark("Lines, in the order they are tried"),
          mark("The next one is taken when all lines of the one before are busy or down.")),
    Field("ring_seconds", mark("Ring time"), mark("10 to 300, then the call is given up."),
          unit=mark("seconds"), aka=("ring time",)),
)  # fmt: skip

ROUTES = Kind(
    of=OutboundRoute,
    path="/outbound",
    title=mark("Directions with lines of their own"),
    one=mark("New outbound rule"),
    one_of=mark("Outbound rule"),
    icon="route-2",
    empty=mark("Every direction goes by the usual order. A rule gives one direction other lines."),
    columns=(Column(mark("Direction"), "direction"), Column(mark("Lines"), "groups")),
    called=("direction",),
    groups=(
        Group(
            mark("Outbound rule"),
            (
                Field("direction", mark("Direction")),
                Field("groups", mark("Lines, in the order they are tried"),
                      mark("None: nobody can call there.")),
            ),
        ),
    ),
)  # fmt: skip

_listed = fetch(ROUTES)


async def _shown(visit: Visit) -> Context:
    known = await settings.known_of(visit, USUAL)
    return {
        **await _listed(visit),
        "settings": ((USUAL, await settings.told(visit, USUAL, known)),),
    }


PAGE = Page(
    key="outbound",
    path="/outbound",
    title=mark("Outbound rules"),
    also=mark("outgoing calls, dialling, prefix, directions"),
    icon="route-2",
    section=LINES,
    right=Right.OFFICE,
    lead=mark("Emergency numbers always go out, over any line that is free."),
    template="page/with-settings.html",
    kinds=(ROUTES,),
    fetch=_shown,
)


def routes(app: App) -> None:
    settings.routes(app, PAGE, USUAL)
