"""Logging in and out."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.spoken.languages import mark
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import LogIn, LogOut
from webui import auth
from webui.application import App
from webui.forms import Form, read_form
from webui.site import site_of, visit_of

TITLE = mark("Log in")


def routes(app: App) -> None:
    app.add_route(show, "/login", name="login")
    app.add_route(enter, "/login", methods=["POST"], name="enter")
    app.add_route(leave, "/logout", methods=["POST"], name="leave")


async def show(request: Request) -> HTTPResponse:
    return _screen(request, Form())


async def enter(request: Request) -> HTTPResponse:
    """Name and password; the supervisor judges, and slows down who guesses."""
    visit = visit_of(request)
    form = read_form(request.form, ("user", "password"), ("password",))
    missing = {name: _say(request, mark("Fill this in.")) for name in form.values if not form[name]}
    if missing:
        return _screen(request, form.refused(**missing))
    try:
        session = await visit.ask(LogIn(form["user"], form["password"], visit.origin))
    except NotAllowed as denied:
        return _screen(request, form.refused(form=_denied(request, denied)))
    return auth.opened(session)


async def leave(request: Request) -> HTTPResponse:
    """End the session; gone already is as good."""
    visit = visit_of(request)
    if visit.session:
        try:
            await visit.ask(LogOut())
        except NotAllowed:
            return redirect("/login", status=303)
    return auth.ended()


def _denied(request: Request, denied: NotAllowed) -> str:
    if denied.why is Why.WAIT:
        return _say(
            request,
            mark("Too many tries. Wait %(seconds)d s and try again."),
            seconds=int(denied.seconds) + 1,
        )
    return _say(request, mark("Name or password is wrong."))


def _say(request: Request, message: str, **values: object) -> str:
    return site_of(request).say(visit_of(request), message, **values)


def _screen(request: Request, form: Form) -> HTTPResponse:
    status = 422 if form.errors else 200
    return site_of(request).alone(visit_of(request), "page/login.html", TITLE, status, form=form)
