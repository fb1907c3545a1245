"""Callers who are refused, callers who are always taken, and what becomes of all others."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.core.trunks import AllowedCaller, BlockedCaller
from appliance.spoken.languages import mark
from appliance.wire.live_state import ForgetCaller, GetLiveState
from appliance.wire.roles import Right
from webui.application import App
from webui.forms import read_form
from webui.page import HANDLING, Context, Page
from webui.parts import settings
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import editor, fetch
from webui.parts.widgets import Text, World
from webui.site import site_of
from webui.visit import Visit

_NO_TELEPHONES = 1_000_000  # past all telephones: nothing is asked of them
_PREFIX = Field("prefix", mark("All numbers that begin so"))
_NOTE = Field("note", mark("Note"), mark("Why, for whoever looks later."), widget=Text(bare=True))
_COLUMNS = (
    Column(mark("Number"), "number"),
    Column(mark("All that begin so"), "prefix"),
    Column(mark("Note"), "note"),
)


def _number(hint: str) -> Field:
    return Field(
        "number",
        mark("Number"),
        hint,
        example="+7 495 123-45-67",
        aka=("blocked", "allowed"),
        widget=World(),
    )


BLOCKED = Kind(
    of=BlockedCaller,
    path="/blocked",
    title=mark("Block list"),
    one=mark("Block a number"),
    one_of=mark("Blocked number"),
    icon="forbid",
    empty=mark("Nobody is blocked. Calls from a blocked number are refused before anything rings."),
    columns=_COLUMNS,
    groups=(
        Group(
            mark("Blocked number"),
            (_number(mark("Calls from it are refused.")), _PREFIX, _NOTE),
        ),
    ),
    linked=("number",),
)

ALLOWED = Kind(
    of=AllowedCaller,
    path="/blocked-allowed",
    title=mark("White list"),
    one=mark("Allow a number"),
    one_of=mark("Number on the white list"),
    icon="circle-check",
    empty=mark(
        "Nobody is on the white list. Who is gets through although a shorter beginning "
        "of the number is blocked, and although others are refused."
    ),
    columns=_COLUMNS,
    groups=(
        Group(
            mark("Number on the white list"),
            (_number(mark("Calls from it are always taken.")), _PREFIX, _NOTE),
        ),
    ),
    linked=("number",),
)

OTHERS = settings.settings(
    "/blocked/others",
    mark("Callers on no list"),
    "forbid",
    Field(
        "admits",
        mark("Whose calls are taken"),
        mark(
            "A city line without caller ID shows nobody's number: all its callers count as "
            "those who hide it. Who has a route of his own is always taken."
        ),
    ),
)

_listed = fetch(BLOCKED, ALLOWED)


async def _shown(visit: Visit) -> Context:
    known = await settings.known_of(visit, OTHERS)
    told = await settings.told(visit, OTHERS, known)
    said = (await visit.ask(GetLiveState(after=_NO_TELEPHONES))).callers
    return {**await _listed(visit), "settings": ((OTHERS, told),), "said": said}


PAGE = Page(
    key="blocked",
    path="/blocked",
    title=mark("Block and white lists"),
    also=mark("spam, black list, unwanted calls"),
    icon="forbid",
    section=HANDLING,
    right=Right.OFFICE,
    lead=mark("The longest number that fits decides, whichever list it is on."),
    template="page/blocked.html",
    kinds=(BLOCKED, ALLOWED),
    fetch=_shown,
)


def routes(app: App) -> None:
    settings.routes(app, PAGE, OTHERS)
    app.add_route(
        _forget, "/blocked/said", methods=["POST"], name="blocked-said", ctx_right=PAGE.right
    )


async def _forget(request: Request) -> HTTPResponse:
    """What telephones said of a caller counts no more."""
    visit = await editor(request)
    form = read_form(request.form, ("number",), ())
    try:
        await visit.ask(ForgetCaller(form["number"]))
    except (Invalid, Fault) as error:
        return await site_of(request).page(visit, PAGE, 409, {"problem": visit.why(error)})
    return redirect(PAGE.path, status=303)
