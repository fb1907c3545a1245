"""Where calls from outside lead: by caller, by called number, by line, else to the operator."""

from __future__ import annotations

from appliance.core.trunks import CallerRoute, DidRoute, LineRoute
from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from appliance.wire.views import SocketKind
from webui.application import App
from webui.page import HANDLING, Context, Page
from webui.parts import settings
from webui.parts.compound import TO_TARGET, OpenHours, SocketPick
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch
from webui.parts.widgets import World
from webui.visit import Visit

TO = Field("to", mark("Calls go to"), widget=TO_TARGET)
HOURS = Field("hours", mark("Office hours"), widget=OpenHours())
WHERE = (Column(mark("Calls go to"), "to"), Column(mark("Office hours"), "hours"))

OPERATOR = settings.settings(
    "/inbound/operator",
    mark("All other calls"),
    "phone",
    Field(
        "operator",
        mark("The operator"),
        mark("Rung when nobody else was meant. Without one such calls are refused."),
    ),
    HOURS,
    Field(
        "did_tail",
        mark("Last digits that name an internal number"),
        mark("2 to 6, or 0: a called number of ours never names a telephone by itself."),
        aka=("last digits",),
    ),
    Field(
        "faxes",
        mark("Calls that turn out to be faxes"),
        mark(
            "The fax number takes them out of whatever they came to: a menu, a queue, a talk. "
            "A number that people call and send faxes to needs it."
        ),
        aka=("fax detection", "CNG"),
    ),
)

DIDS = Kind(
    of=DidRoute,
    path="/inbound",
    title=mark("By the number that was called"),
    one=mark("New inbound route"),
    one_of=mark("Inbound route"),
    icon="arrow-ramp-right",
    empty=mark("A route says where calls to one of the office's numbers lead."),
    columns=(Column(mark("Called number"), "did"), *WHERE),
    groups=(
        Group(
            mark("Inbound route"),
            (
                Field(
                    "did",
                    mark("Called number"),
                    mark("As the operator sends it, digits only."),
                    example="74951234567",
                ),
                TO,
                HOURS,
            ),
        ),
    ),
)

LINES_KIND = Kind(
    of=LineRoute,
    path="/inbound-lines",
    title=mark("By city line"),
    one=mark("New route of a line"),
    one_of=mark("Route of a line"),
    icon="plug-connected",
    empty=mark("A city line carries no called number: a route says where its calls lead."),
    columns=(Column(mark("City line"), "line"), *WHERE),
    called=("line",),
    groups=(
        Group(
            mark("Route of a line"),
            (Field("line", mark("City line"), widget=SocketPick(kind=SocketKind.FXO)), TO, HOURS),
        ),
    ),
)

CALLERS = Kind(
    of=CallerRoute,
    path="/inbound-callers",
    title=mark("By caller"),
    called=("caller",),
    one=mark("New route of a caller"),
    one_of=mark("Route of a caller"),
    icon="user",
    empty=mark("Calls of one caller can go straight to somebody, whatever was called."),
    columns=(
        Column(mark("Caller"), "caller"),
        Column(mark("All that begin so"), "prefix"),
        Column(mark("Calls go to"), "to"),
    ),
    groups=(
        Group(
            mark("Route of a caller"),
            (
                Field("caller", mark("Caller"), example="+7 495 123-45-67", widget=World()),
                Field("prefix", mark("All numbers that begin so")),
                TO,
            ),
        ),
    ),
)

_listed = fetch(CALLERS, DIDS, LINES_KIND)


async def _shown(visit: Visit) -> Context:
    known = await settings.known_of(visit, OPERATOR)
    told = await settings.told(visit, OPERATOR, known)
    return {**await _listed(visit), "settings": ((OPERATOR, told),)}


PAGE = Page(
    key="inbound",
    path="/inbound",
    title=mark("Inbound routes"),
    also=mark("incoming calls, DID, numbers, operator, answer"),
    icon="arrow-ramp-right",
    section=HANDLING,
    right=Right.OFFICE,
    lead=mark(
        "A route by caller stands before one by number, that before one "
        "by line; else the operator is rung."
    ),
    template="page/with-settings.html",
    kinds=(CALLERS, DIDS, LINES_KIND),
    fetch=_shown,
)


def routes(app: App) -> None:
    settings.routes(app, PAGE, OPERATOR)
