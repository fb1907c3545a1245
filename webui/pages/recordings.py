"""Recordings: those that the visitor may hear, one after another, with sound and note."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import cast
from urllib.parse import parse_qsl, urlencode

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.calls import CommentCall
from appliance.wire.history import MOST_COMMENT, CallTold
from appliance.wire.views import PastCall
from webui.application import App
from webui.forms import Form, read_form
from webui.page import WORK, Context, Page
from webui.pages.calls import PLACE, choices, find, send_table, wanted
from webui.pages.one_call import told_of
from webui.security import with_player
from webui.site import site_of, visit_of
from webui.visit import Visit

ADDRESS = "/recordings"
HEAR = "/recordings/hear"


async def _listed(visit: Visit) -> Context:
    """The recordings that the address asks for, none of them opened."""
    found = dict(await find(visit, wanted(visit, heard=True), ADDRESS))
    return {**found, **await choices(visit), "told": None, "filter": _filter(visit)}


def _filter(visit: Visit) -> str:
    """The list as it is asked for, to come back to it."""
    names = (*wanted(visit).typed, *PLACE)
    return urlencode({name: visit.query[name] for name in names if visit.query.get(name)})


PAGE = Page(
    key="recordings",
    path=ADDRESS,
    title=mark("Recordings"),
    also=mark("sound, listening, records"),
    icon="microphone",
    section=WORK,
    fetch=_listed,
)


def routes(app: App) -> None:
    app.add_route(table, "/recordings.csv", name="recordings-table", ctx_right=PAGE.right)
    app.add_route(hear, HEAR, ctx_right=PAGE.right)
    app.add_route(
        comment,
        "/recordings/comment",
        methods=["POST"],
        name="recordings-comment",
        ctx_right=PAGE.right,
    )


async def table(request: Request) -> HTTPResponse | None:
    visit = await visit_of(request).identified()
    return await send_table(request, visit, wanted(visit, heard=True), PAGE)


async def hear(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    return await _opened(request, visit, visit.query.get("call", ""), None)


async def _opened(request: Request, visit: Visit, key: str, form: Form | None) -> HTTPResponse:
    """The list with one of its recordings to hear; `form` is what could not be kept."""
    told = await told_of(visit, key)
    if not told.may_hear or not told.recordings:
        raise NotFound
    shown = {**await _listed(visit), **_sides(told)}
    rows = cast("tuple[PastCall, ...]", shown["past"])
    nonce = secrets.token_urlsafe(16)
    noted = told.comment.text if told.comment is not None else ""
    context = {
        **shown,
        "told": told,
        "newer": _beside(rows, key, -1),
        "older_one": _beside(rows, key, 1),
        "form": form or Form({"text": noted}),
        "longest": MOST_COMMENT,
        "nonce": nonce,
    }
    status = 400 if form is not None else 200
    response = await site_of(request).framed(visit, PAGE, "page/recordings.html", status, context)
    response.headers.update(with_player(nonce))
    return response


def _sides(told: CallTold) -> Context:
    """Who is at either end, by name where there is one."""
    call = told.call
    return {
        "one_side": call.caller_name or call.caller,
        "other_side": call.answered_name or call.answered_by or call.dialled,
    }


def _beside(rows: tuple[PastCall, ...], key: str, step: int) -> str:
    """The key of the row before or after this one; empty at the end of the list."""
    keys = [row.key for row in rows]
    place = keys.index(key) + step if key in keys else -1
    return keys[place] if 0 <= place < len(keys) else ""


async def comment(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("key", "text", "filter"), ())
    filtered = dict(parse_qsl(form["filter"]))
    try:
        await visit.ask(CommentCall(form["key"], form["text"]))
    except Invalid as invalid:
        if invalid.field != "text":
            raise NotFound from invalid
        as_listed = replace(visit, query=filtered)
        refused = form.refused(text=visit.said(invalid.reason))
        return await _opened(request, as_listed, form["key"], refused)
    known = {name: filtered[name] for name in (*wanted(visit).typed, *PLACE) if name in filtered}
    return redirect(f"{HEAR}?{urlencode({'call': form['key'], **known})}", status=303)
