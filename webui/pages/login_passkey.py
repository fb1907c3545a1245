"""Logging in with a passkey: the browser's device proves who it is, and no password is typed."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.access import BeginPasskeyLogIn, LogInByPasskey
from appliance.wire.errors import NotAllowed
from appliance.wire.roles import Right
from webui import auth
from webui.application import App
from webui.forms import Form, read_form
from webui.pages import login
from webui.site import site_of, visit_of

TITLE = mark("Passkey")
_GIVEN = ("ticket", "id", "client_data", "authenticator_data", "signature", "handle")


def routes(app: App) -> None:
    for handler, path in ((begin, "/login/passkey"), (confirm, "/login/passkey/confirm")):
        name = path.strip("/").replace("/", "-")
        app.add_route(handler, path, methods=["POST"], name=name, ctx_right=Right.DOOR)


async def begin(request: Request) -> HTTPResponse:
    """With the name that was typed, or without: then the device says whose passkeys it keeps."""
    visit = visit_of(request)
    form = read_form(request.form, ("user",), ())
    try:
        asked = await visit.ask(BeginPasskeyLogIn(visit.site, form["user"], visit.origin))
    except Invalid as invalid:
        return login.screen(request, form.refused(form=visit.said(invalid.reason)))
    return site_of(request).alone(visit, "page/login-passkey.html", TITLE, asked=asked)


async def confirm(request: Request) -> HTTPResponse:
    """What the device proved; the supervisor judges."""
    visit = visit_of(request)
    given = read_form(request.form, _GIVEN, ())
    proof = LogInByPasskey(
        given["ticket"],
        given["id"],
        given["client_data"],
        given["authenticator_data"],
        given["signature"],
        given["handle"],
        visit.origin,
        visit.agent,
    )
    try:
        session = await visit.ask(proof)
    except Invalid as invalid:
        return login.screen(request, Form().refused(form=visit.said(invalid.reason)))
    except NotAllowed as denied:
        return login.screen(request, Form().refused(form=login.denied_said(request, denied)))
    return await auth.let_in(visit, session)
