"""The directory: whom one may call, and a call that begins at one's own telephone."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.board import GetBoard
from appliance.wire.calls import PlaceCall
from appliance.wire.directory import GetDirectory
from appliance.wire.views import Direction, PastCall
from webui.application import App
from webui.forms import Form, read_form, whole
from webui.page import WORK, Context, Page
from webui.site import site_of, visit_of
from webui.visit import Visit

_NUMBER = re.compile(r"\+?[0-9]{2,}", re.ASCII)


async def _shown(visit: Visit) -> Context:
    return await _listed(visit, Form({"to": visit.query.get("to", "")}))


async def _listed(visit: Visit, form: Form) -> Context:
    wanted = visit.query.get("q", "").strip()
    after = whole(visit.query.get("after", ""), 6) or 0
    found = await visit.ask(GetDirectory(wanted, after))
    shown = after + len(found.entries)
    following = urlencode({"q": wanted, "after": shown}) if found.more else ""
    return {
        "entries": found.entries,
        "own": found.own,
        "wanted": wanted,
        "following": following,
        "calling": form,
        "rings": visit.query.get("rings", ""),
        "problem": "",
    }


PAGE = Page(
    key="directory",
    path="/directory",
    title=mark("Directory"),
    icon="phone",
    section=WORK,
    lead=mark("Press the handset beside a number: your own telephone rings, and lifted it calls."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(call, "/directory/call", methods=["POST"], ctx_right=PAGE.right)


async def call(request: Request) -> HTTPResponse:
    """The visitor's own telephone rings; lifted, it calls what was pressed or typed."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("to",), ())
    try:
        await visit.ask(PlaceCall(form["to"]))
    except Invalid as invalid:
        if invalid.field == "to":
            form = form.refused(to=visit.said(invalid.reason))
            return await _again(request, visit, form, "", 422)
        return await _again(request, visit, form, visit.said(invalid.reason), 409)
    except Fault as fault:
        return await _again(request, visit, form, visit.why(fault), 409)
    return redirect(f"{PAGE.path}?{urlencode({'rings': form['to']})}", status=303)


async def _again(
    request: Request, visit: Visit, form: Form, problem: str, status: int
) -> HTTPResponse:
    """The page with what was typed, and why nothing rings."""
    shown = {**await _listed(visit, form), "problem": problem, "rings": ""}
    return await site_of(request).page(visit, PAGE, status, shown)


async def own_number(visit: Visit) -> str:
    """The visitor's internal number; empty for who has none, and so cannot call from here."""
    return (await visit.ask(GetBoard())).own


def other_number(call: PastCall, own: str) -> str:
    """Whom one rings back for a call of the log; empty where that is nobody."""
    other = call.dialled if call.direction is Direction.OUTBOUND else call.caller
    if call.direction is Direction.INTERNAL and call.caller == own:
        other = call.dialled
    return callable_number(other, own)


def callable_number(number: str, own: str) -> str:
    """The number as it can be rung from one's own; empty where it cannot."""
    return number if own and number != own and _NUMBER.fullmatch(number) else ""
