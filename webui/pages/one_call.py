"""The card of one call: its legs on a time line, why it ended so, its sound, what is noted."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from urllib.parse import urlencode

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, json, redirect, text

from appliance.core.errors import Invalid
from appliance.wire.calls import CommentCall
from appliance.wire.configured import Piece
from appliance.wire.history import MOST_COMMENT, CallTold, GetCall, GetPeaks, GetRecording
from webui.application import App
from webui.forms import Form, read_form, whole
from webui.pages.calls import PAGE
from webui.pages.directory import other_number, own_number
from webui.security import with_player
from webui.site import site_of, visit_of
from webui.sound import NoPart, recording_name, send
from webui.timeline import timeline
from webui.visit import Visit


def routes(app: App) -> None:
    app.add_route(card, "/calls/one", ctx_right=PAGE.right)
    app.add_route(comment, "/calls/one/comment", methods=["POST"], ctx_right=PAGE.right)
    app.add_route(peaks, "/calls/peaks", ctx_right=PAGE.right)
    app.add_route(sound, "/calls/sound", ctx_right=PAGE.right)


async def card(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    return await _card(request, visit, visit.query.get("key", ""), None)


async def _card(request: Request, visit: Visit, key: str, form: Form | None) -> HTTPResponse:
    """With what was typed when it could not be taken."""
    told = await told_of(visit, key)
    noted = told.comment.text if told.comment is not None else ""
    nonce = secrets.token_urlsafe(16)
    response = await site_of(request).framed(
        visit,
        PAGE,
        "page/one-call.html",
        400 if form is not None else 200,
        {
            "told": told,
            "call": told.call,
            "rows": timeline(told.legs),
            "other": _other_side(told),
            "back_to": other_number(told.call, await own_number(visit)),
            "form": form or Form({"text": noted}),
            "longest": MOST_COMMENT,
            "nonce": nonce,
        },
    )
    if told.may_hear and told.recordings:
        response.headers.update(with_player(nonce))
    return response


async def told_of(visit: Visit, key: str) -> CallTold:
    """The call of this key; NotFound where there is none, or none for this visitor."""
    if not key:
        raise NotFound
    try:
        return await visit.ask(GetCall(key, visit.language))
    except Invalid as invalid:
        raise NotFound from invalid


def _other_side(told: CallTold) -> str:
    """The number whose other calls one looks for: whoever is outside, else who called."""
    return told.call.dialled if told.call.direction == "outbound" else told.call.caller


async def comment(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("key", "text"), ())
    try:
        await visit.ask(CommentCall(form["key"], form["text"]))
    except Invalid as invalid:
        if invalid.field != "text":
            raise NotFound from invalid
        said = visit.said(invalid.reason)
        return await _card(request, visit, form["key"], form.refused(text=said))
    return redirect(address(form["key"]), status=303)


def address(key: str) -> str:
    """The address of a call's card."""
    return f"/calls/one?{urlencode({'key': key})}"


async def peaks(request: Request) -> HTTPResponse:
    """How loud both sides are, for the picture."""
    visit = await visit_of(request).identified()
    try:
        found = await visit.ask(GetPeaks(visit.query.get("key", ""), _place(visit)))
    except Invalid as invalid:
        raise NotFound from invalid
    sides = [[value / 100 for value in side] for side in (found.left, found.right)]
    return json({"seconds": found.seconds, "peaks": sides})


def _place(visit: Visit) -> int:
    place = whole(visit.query.get("place", "0"), 3)
    return -1 if place is None else place


async def sound(request: Request) -> HTTPResponse | None:
    """The recording, or the part of it that the player asks for."""
    visit = await visit_of(request).identified()
    key, place = visit.query.get("key", ""), _place(visit)
    told = await told_of(visit, key)
    if not 0 <= place < len(told.recordings) or not told.recordings[place].there:
        raise NotFound

    def follow(first: int, last: int) -> AsyncIterator[Piece]:
        return visit.client.follow(GetRecording(key, place, first, last), visit.session)

    name = recording_name(told) if visit.query.get("download") else ""
    try:
        await send(request, told.recordings[place].size, follow, name)
    except NoPart as no:
        return text("no such part", status=416, headers={"Content-Range": f"bytes */{no.size}"})
    return None
