"""Passkeys of one's own: added, named and taken away; the part of the page "My access"."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.access import AddPasskey, BeginPasskey, RemovePasskey
from appliance.wire.errors import NotAllowed
from webui.application import App
from webui.forms import Form, read_form
from webui.pages import account
from webui.site import site_of, visit_of

TITLE = mark("A new passkey")
_AT = {"passkey_name": "passkey_name", "": "passkeys"}


def routes(app: App) -> None:
    for handler, path in (
        (_begin, "/account/passkeys"),
        (_add, "/account/passkeys/add"),
        (_remove, "/account/passkeys/remove"),
    ):
        name = path.strip("/").replace("/", "-")
        app.add_route(handler, path, methods=["POST"], name=name, ctx_right=account.PAGE.right)


async def _begin(request: Request) -> HTTPResponse:
    """The password, and the name that the passkey is to have; then the browser is asked."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("passkey_name", "passkey_password"), ("passkey_password",))
    try:
        question = BeginPasskey(form["passkey_password"], form["passkey_name"], visit.site)
        asked = await visit.ask(question)
    except Invalid as invalid:
        refused = form.refused(**{_at(invalid): visit.said(invalid.reason)})
        return await account.refused(request, visit, refused)
    except NotAllowed as denied:
        refused = form.refused(passkey_password=account.denied_said(visit, denied))
        return await account.refused(request, visit, refused)
    shown = {"title": visit.words(TITLE), "asked": asked}
    return await site_of(request).framed(visit, account.PAGE, "page/passkey.html", 200, shown)


async def _add(request: Request) -> HTTPResponse:
    """What the device made of it."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("ticket", "client_data", "attestation"), ())
    try:
        await visit.ask(AddPasskey(form["ticket"], form["client_data"], form["attestation"]))
    except Invalid as invalid:
        refused = Form().refused(**{_at(invalid): visit.said(invalid.reason)})
        return await account.refused(request, visit, refused)
    return redirect("/account?done=passkey", status=303)


async def _remove(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("passkey",), ())
    try:
        await visit.ask(RemovePasskey(form["passkey"]))
    except Invalid as invalid:
        refused = Form().refused(passkeys=visit.said(invalid.reason))
        return await account.refused(request, visit, refused)
    return redirect("/account?done=no-passkey", status=303)


def _at(invalid: Invalid) -> str:
    return _AT.get(invalid.field, "passkeys")
